/** A schedule as people say it. Of one that is not among the usual ones there are no words: it is shown as it is written. */

import type { Texts } from '#shared/i18n/en.ts';
import type { Language } from '#shared/i18n/languages.ts';

const PRESETS: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** `summary`: `timetable_summary` of the server, `0 5 * * *` or `1 day, 0:00:00`. */
export function scheduleWords(summary: string, language: Language, { schedule }: Texts): string | null {
  if (summary === '@once') return schedule.once;
  if (summary === '@continuous') return schedule.continuous;
  const seconds = secondsOf(summary);
  if (seconds !== null) return schedule.interval(lengthInWords(seconds, language));
  const [minute = '', hour = '', day = '', month = '', weekday = '', more] = (PRESETS[summary] ?? summary)
    .trim()
    .split(/\s+/);
  if (weekday === '' || more !== undefined) return null;
  const isEvery = (field: string) => field === '*';
  if (isEvery(hour) && isEvery(day) && isEvery(month) && isEvery(weekday)) {
    const step = minute === '*' ? 1 : Number(/^\*\/(\d+)$/.exec(minute)?.[1]);
    if (step >= 1) return schedule.everyMinutes(step);
    return isNumber(minute) ? schedule.hourly(Number(minute)) : null;
  }
  if (!isNumber(minute) || !isNumber(hour)) return null;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (isEvery(month) && isEvery(day)) {
    if (isEvery(weekday)) return schedule.daily(time);
    if (/^(1-5|mon-fri)$/i.test(weekday)) return schedule.weekdays(time);
    const place = isNumber(weekday) ? Number(weekday) % 7 : DAYS.indexOf(weekday.toLowerCase());
    return place < 0 ? null : schedule.weekly(weekdayName(place, language), time);
  }
  if (!isEvery(weekday) || !isNumber(day)) return null;
  if (isEvery(month)) return schedule.monthly(Number(day), time);
  return isNumber(month) ? schedule.yearly(dateName(Number(month), Number(day), language), time) : null;
}

const isNumber = (field: string): boolean => /^\d+$/.test(field);

/** Python writes an interval as `2 days, 3:04:05`. */
function secondsOf(summary: string): number | null {
  const found = /^(?:(\d+) days?, )?(\d+):(\d{2}):(\d{2})(?:\.\d+)?$/.exec(summary);
  if (found === null) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

function lengthInWords(seconds: number, language: Language): string {
  let left = seconds;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0)
      parts.push(new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count));
  }
  return parts.join(' ');
}

/** 0: Sunday; the first of March 2026 is one. */
const weekdayName = (place: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, 2, 1 + place));

const dateName = (month: number, day: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { month: 'long', day: 'numeric', timeZone: 'UTC' }).format(
    Date.UTC(2024, month - 1, day),
  );
