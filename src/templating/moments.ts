/** Dates and time spans as templates know them from Airflow: they print, add up and have the members of pendulum's. */
import { formatPendulum, formatStrftime } from './date-formats.ts';
import { bindArguments, MEMBER, type TemplateObject } from './template-object.ts';

const DAY = 86_400_000;
const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const;
const UNITS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds', 'microseconds'] as const;
type Unit = (typeof UNITS)[number];

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** Python's `datetime.timedelta`. */
export class Span implements TemplateObject {
  /** May have a fraction. */
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }

  /** As Python prints it: `1 day, 0:00:00`. */
  toString(): string {
    const days = Math.floor(this.ms / DAY);
    const rest = this.ms - days * DAY;
    const clock = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60] as const;
    const micros = Math.round((rest % 1000) * 1000);
    const time = `${clock[0]}:${pad(clock[1])}:${pad(clock[2])}${micros === 0 ? '' : `.${pad(micros, 6)}`}`;
    return days === 0 ? time : `${days} day${Math.abs(days) === 1 ? '' : 's'}, ${time}`;
  }

  [MEMBER](name: string): unknown {
    const days = Math.floor(this.ms / DAY);
    if (name === 'days') return days;
    if (name === 'seconds') return Math.floor((this.ms - days * DAY) / 1000);
    if (name === 'microseconds') return Math.round((this.ms % 1000) * 1000);
    return name === 'total_seconds' ? () => this.ms / 1000 : undefined;
  }
}

/** An instant in a time zone: pendulum's `DateTime`. */
export class Moment implements TemplateObject {
  readonly at: Temporal.ZonedDateTime;

  constructor(at: Temporal.ZonedDateTime) {
    this.at = at;
  }

  static of(instant: string | Date): Moment {
    const text = typeof instant === 'string' ? instant : instant.toISOString();
    return new Moment(Temporal.Instant.from(text).toZonedDateTimeISO('UTC'));
  }

  /** Text without an offset is in UTC. Throws where it is no date. */
  static parse(text: string): Moment {
    const wanted = text.trim().replace(' ', 'T');
    if (/(Z|[+-]\d\d:?\d\d)$/i.test(wanted)) return Moment.of(wanted);
    return new Moment(Temporal.PlainDateTime.from(wanted).toZonedDateTime('UTC'));
  }

  valueOf(): number {
    return this.at.epochMilliseconds;
  }

  /** As pendulum prints it: `2026-01-01 00:00:00+00:00`. */
  toString(): string {
    return this.iso(' ');
  }

  /** Python's `isoformat()`: the fraction only where there is one. */
  iso(separator = 'T'): string {
    const { at } = this;
    const micros = at.millisecond * 1000 + at.microsecond;
    const time = `${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}${micros === 0 ? '' : `.${pad(micros, 6)}`}`;
    return `${this.date}${separator}${time}${at.offset}`;
  }

  get date(): string {
    return this.at.toPlainDate().toString();
  }

  plus(ms: number): Moment {
    return new Moment(this.at.add({ milliseconds: Math.trunc(ms), microseconds: Math.round((ms % 1) * 1000) }));
  }

  [MEMBER](name: string): unknown {
    const make = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined;
    return make?.(this);
  }
}

const shifted = (moment: Moment, what: string, given: readonly unknown[], sign: 1 | -1): Moment => {
  const amounts = bindArguments<Unit>(what, given, UNITS);
  const duration = Object.fromEntries(Object.entries(amounts).map(([unit, amount]) => [unit, sign * Number(amount)]));
  return new Moment(moment.at.add(duration));
};

/** Their names are pendulum's; `start_of` and `end_of` know days, weeks, months and years. */
const MEMBERS: Readonly<Record<string, (moment: Moment) => unknown>> = {
  year: ({ at }) => at.year,
  month: ({ at }) => at.month,
  day: ({ at }) => at.day,
  hour: ({ at }) => at.hour,
  minute: ({ at }) => at.minute,
  second: ({ at }) => at.second,
  microsecond: ({ at }) => at.millisecond * 1000 + at.microsecond,
  day_of_week: ({ at }) => at.dayOfWeek - 1,
  day_of_year: ({ at }) => at.dayOfYear,
  week_of_year: ({ at }) => at.weekOfYear,
  days_in_month: ({ at }) => at.daysInMonth,
  quarter: ({ at }) => Math.ceil(at.month / 3),
  int_timestamp: ({ at }) => Math.floor(at.epochMilliseconds / 1000),
  timezone_name: ({ at }) => at.timeZoneId,
  timestamp:
    ({ at }) =>
    () =>
      at.epochMilliseconds / 1000,
  weekday:
    ({ at }) =>
    () =>
      at.dayOfWeek - 1,
  isoweekday:
    ({ at }) =>
    () =>
      at.dayOfWeek,
  date: (moment) => () => moment.date,
  isoformat: (moment) => (separator: unknown) => moment.iso(separator === undefined ? 'T' : String(separator)),
  to_date_string: (moment) => () => moment.date,
  to_time_string: (moment) => () => formatStrftime(moment.at, '%H:%M:%S'),
  to_datetime_string: (moment) => () => formatStrftime(moment.at, '%Y-%m-%d %H:%M:%S'),
  to_iso8601_string: (moment) => () => moment.iso().replace('+00:00', 'Z'),
  strftime: (moment) => (format: unknown) => formatStrftime(moment.at, String(format)),
  format: (moment) => (format: unknown) => formatPendulum(moment.at, String(format)),
  add:
    (moment) =>
    (...given: unknown[]) =>
      shifted(moment, 'add', given, 1),
  subtract:
    (moment) =>
    (...given: unknown[]) =>
      shifted(moment, 'subtract', given, -1),
  in_timezone: (moment) => (zone: unknown) => new Moment(moment.at.withTimeZone(String(zone))),
  in_tz: (moment) => (zone: unknown) => new Moment(moment.at.withTimeZone(String(zone))),
  replace:
    ({ at }) =>
    (...given: unknown[]) => {
      const { microsecond, ...fields } = bindArguments('replace', given, FIELDS);
      const parts = microsecond === undefined ? fields : { ...fields, millisecond: 0, microsecond };
      return new Moment(at.with(parts as Temporal.PlainDateTimeLike & object));
    },
  start_of: (moment) => (unit: unknown) => startOf(moment, String(unit)),
  end_of: (moment) => (unit: unknown) => {
    const next = startOf(moment, String(unit)).at.add({ [`${String(unit)}s`]: 1 });
    return new Moment(next.subtract({ microseconds: 1 }));
  },
};

function startOf({ at }: Moment, unit: string): Moment {
  const day = at.startOfDay();
  const starts: Readonly<Record<string, () => Temporal.ZonedDateTime>> = {
    hour: () => at.with({ minute: 0, second: 0, millisecond: 0, microsecond: 0 }),
    day: () => day,
    week: () => day.subtract({ days: day.dayOfWeek - 1 }),
    month: () => day.with({ day: 1 }),
    year: () => day.with({ month: 1, day: 1 }),
  };
  const start = Object.hasOwn(starts, unit) ? starts[unit] : undefined;
  if (start === undefined) throw new TypeError(`"${unit}" is no unit; there are ${Object.keys(starts).join(', ')}`);
  return new Moment(start());
}
