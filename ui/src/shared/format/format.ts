/** Dates, times and durations for people. */
import { type Language, textsOf } from '#shared/i18n/languages.ts';

export interface Formatter {
  readonly zone: string;
  /** Date and time to the second, with the offset; an empty text where there is none. */
  dateTime(iso: string | null | undefined): string;
  /** Time of day to the minute. */
  minute(iso: string | null | undefined): string;
  /** Date and time to the minute. */
  short(iso: string | null | undefined): string;
  /** Time of day with milliseconds, for logs. */
  clock(iso: string | null | undefined): string;
  /** `iso` seen from `now`: "in 3 hours". */
  relative(iso: string, now?: number): string;
  /** Length of time in seconds; an empty text where there is none. */
  duration(seconds: number | null | undefined): string;
  /** A size, with a unit that fits. */
  bytes(count: number): string;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

export function makeFormatter(language: Language, zone: string): Formatter {
  const date = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  // Swedish writes dates as ISO 8601 does, which sorts and is read the same way everywhere; words follow the language.
  const shortDate = new Intl.DateTimeFormat('sv-SE', { ...date, timeZone: zone });
  const longDate = new Intl.DateTimeFormat('sv-SE', { ...date, second: '2-digit', timeZone: zone });
  const offset = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const time = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZone: zone,
  });
  const minutes = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const texts = textsOf(language).time;
  const digits = new Intl.NumberFormat(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 });

  const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte'].map(
    (unit) => new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }),
  );
  const whenGiven = (iso: string | null | undefined, show: (instant: Date) => string): string => {
    if (iso === null || iso === undefined) return '';
    const instant = new Date(iso);
    return Number.isNaN(instant.getTime()) ? iso : show(instant);
  };
  const offsetOf = (instant: Date): string => {
    const name = offset.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? '';
    return name === 'GMT' ? '+00:00' : name.replace('GMT', '');
  };

  return {
    zone,
    dateTime: (iso) => whenGiven(iso, (instant) => `${longDate.format(instant)} ${offsetOf(instant)}`),
    short: (iso) => whenGiven(iso, (instant) => shortDate.format(instant)),
    clock: (iso) => whenGiven(iso, (instant) => time.format(instant)),
    minute: (iso) => whenGiven(iso, (instant) => minutes.format(instant)),
    relative(iso, now = Date.now()) {
      const seconds = Math.round((Date.parse(iso) - now) / 1000);
      const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS[3];
      return relative.format(Math.trunc(seconds / size), unit);
    },
    duration(seconds) {
      if (seconds === null || seconds === undefined || Number.isNaN(seconds)) return '';
      if (seconds < 10) return texts.seconds(digits.format(Math.max(0, seconds)));
      const whole = Math.round(seconds);
      if (whole < 60) return texts.seconds(String(whole));
      if (whole < 3600) return texts.minutes(Math.floor(whole / 60), whole % 60);
      if (whole < 86_400) return texts.hours(Math.floor(whole / 3600), Math.floor((whole % 3600) / 60));
      return texts.days(Math.floor(whole / 86_400), Math.floor((whole % 86_400) / 3600));
    },
    bytes(count) {
      const step = Math.min(sizes.length - 1, count < 1000 ? 0 : Math.floor(Math.log10(count) / 3));
      return sizes[step]?.format(count / 1000 ** step) ?? '';
    },
  };
}

/** Seconds that something took, or has taken so far; null before it started. */
export function elapsed(start: string | null, end: string | null, now: number): number | null {
  if (start === null) return null;
  return Math.max(0, ((end === null ? now : Date.parse(end)) - Date.parse(start)) / 1000);
}
