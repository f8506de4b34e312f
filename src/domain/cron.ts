/**
 * Cron expressions on the plain wall clock: five fields (minute hour day month weekday), lists, ranges, steps, names, `L` for the
 * last day of the month, `D#N` for the Nth weekday D of the month, `7` for Sunday. When day and weekday are both restricted, either may match
 * (crontab(5)). Time zones are timetable.ts's matter: here a minute is a number, minutes since 1970-01-01T00:00 of the wall clock.
 */

export interface Cron {
  readonly expression: string;
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly lastDay: boolean;
  readonly weekdays: ReadonlySet<number>;
  /** `5#2` -> weekday 5, second of the month. */
  readonly nthWeekdays: readonly { weekday: number; nth: number }[];
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
  /** Every hour of the day is covered: Airflow then steps in real time over a change of daylight saving. */
  readonly everyHour: boolean;
}

const PRESETS: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@quarterly': '0 0 1 */3 *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const DAY_MINUTES = 1440;
/** A leap day every fourth year, and the century that has none: no valid expression is silent for longer. */
const SEARCH_DAYS = 366 * 9;

/** Throws an `Error` whose message names the field, its text and what is allowed. */
export function parseCron(expression: string): Cron {
  const text = PRESETS[expression.trim().toLowerCase()] ?? expression.trim();
  const fields = text.split(/\s+/);
  if (fields.length !== 5) {
    throw new Error(
      `"${expression}" has ${fields.length} field(s); a cron expression has 5: minute hour day month weekday`,
    );
  }
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  const hours = parseField('hour', hour, 0, 23);
  const dayParts = day.split(',');
  const lastDay = dayParts.some((part) => part.toLowerCase() === 'l');
  const plainDays = dayParts.filter((part) => part.toLowerCase() !== 'l');
  const nth = weekday.split(',').filter((part) => part.includes('#'));
  const plainWeekdays = weekday.split(',').filter((part) => !part.includes('#'));
  const cron: Cron = {
    expression,
    minutes: parseField('minute', minute, 0, 59),
    hours,
    months: new Set(parseField('month', month, 1, 12, MONTHS)),
    days: new Set(plainDays.length > 0 ? parseField('day', plainDays.join(','), 1, 31) : []),
    lastDay,
    weekdays: new Set(
      plainWeekdays.length > 0
        ? parseField('weekday', plainWeekdays.join(','), 0, 7, WEEKDAYS).map((one) => one % 7)
        : [],
    ),
    nthWeekdays: nth.map(parseNth),
    anyDay: isAny(day),
    anyWeekday: isAny(weekday),
    everyHour: hours.length === 24,
  };
  if (nextMinute(cron, 0) === undefined) throw new Error(`"${expression}" never fires: no such day exists`);
  return cron;
}

const isAny = (field: string): boolean => field === '*' || field === '?';

function parseNth(part: string): { weekday: number; nth: number } {
  const [name = '', count = ''] = part.split('#');
  const weekday = parseField('weekday', name, 0, 7, WEEKDAYS)[0] ?? 0;
  const nth = Number(count);
  if (!Number.isInteger(nth) || nth < 1 || nth > 5)
    throw new Error(`weekday "${part}": after # stands a number from 1 to 5`);
  return { weekday: weekday % 7, nth };
}

function parseField(name: string, field: string, min: number, max: number, names: readonly string[] = []): number[] {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(\*|\?|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/i.exec(part);
    if (!match) throw new Error(`${name} "${part}" is no number, range, step or list`);
    const [, from = '', to, step] = match;
    const every = step === undefined ? 1 : Number(step);
    if (every < 1) throw new Error(`${name} "${part}": a step is 1 or more`);
    const first = isAny(from) ? min : numberOf(name, from, min, max, names);
    const last =
      to !== undefined
        ? numberOf(name, to, min, max, names)
        : isAny(from) || step !== undefined
          ? highest(name, max)
          : first;
    if (last >= first) for (let value = first; value <= last; value += every) values.add(value);
    else for (const value of wrapped(first, last, min, max, every)) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

/** `*` over weekdays ends with Saturday: 7 is only another name for Sunday. */
const highest = (name: string, max: number): number => (name === 'weekday' ? 6 : max);

/** `fri-mon`, `22-2`: over the end and on from the start, as croniter reads it. */
function* wrapped(first: number, last: number, min: number, max: number, every: number): Generator<number> {
  const size = max - min + 1;
  for (let value = first; value <= last + size; value += every) yield value > max ? value - size : value;
}

function numberOf(name: string, text: string, min: number, max: number, names: readonly string[]): number {
  const named = names.indexOf(text.toLowerCase());
  const value = named >= 0 ? named + min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    const also = names.length > 0 ? `, or ${names[0]} to ${names.at(-1)}` : '';
    throw new Error(`${name} "${text}" must lie between ${min} and ${max}${also}`);
  }
  return value;
}

/** The first matching minute after `minute`, or undefined when there is none. */
export function nextMinute(cron: Cron, minute: number): number | undefined {
  const start = minute + 1;
  const firstDay = Math.floor(start / DAY_MINUTES);
  for (let day = firstDay; day < firstDay + SEARCH_DAYS; day++) {
    if (!matchesDay(cron, day)) continue;
    const from = day === firstDay ? start - day * DAY_MINUTES : 0;
    const found = firstOfDay(cron, from);
    if (found !== undefined) return day * DAY_MINUTES + found;
  }
  return undefined;
}

/** The last matching minute at or before `minute`, or undefined when there is none. */
export function previousMinute(cron: Cron, minute: number): number | undefined {
  const firstDay = Math.floor(minute / DAY_MINUTES);
  for (let day = firstDay; day > firstDay - SEARCH_DAYS; day--) {
    if (!matchesDay(cron, day)) continue;
    const upTo = day === firstDay ? minute - day * DAY_MINUTES : DAY_MINUTES - 1;
    const found = lastOfDay(cron, upTo);
    if (found !== undefined) return day * DAY_MINUTES + found;
  }
  return undefined;
}

function firstOfDay(cron: Cron, from: number): number | undefined {
  for (const hour of cron.hours) {
    if (hour * 60 + 59 < from) continue;
    for (const minute of cron.minutes) if (hour * 60 + minute >= from) return hour * 60 + minute;
  }
  return undefined;
}

function lastOfDay(cron: Cron, upTo: number): number | undefined {
  for (const hour of cron.hours.toReversed()) {
    if (hour * 60 > upTo) continue;
    for (const minute of cron.minutes.toReversed()) if (hour * 60 + minute <= upTo) return hour * 60 + minute;
  }
  return undefined;
}

function matchesDay(cron: Cron, epochDay: number): boolean {
  const date = new Date(epochDay * DAY_MINUTES * 60_000);
  if (!cron.months.has(date.getUTCMonth() + 1)) return false;
  if (cron.anyDay && cron.anyWeekday) return true;
  const byDay = matchesDayOfMonth(cron, date);
  const byWeekday = matchesWeekday(cron, date);
  if (cron.anyDay) return byWeekday;
  if (cron.anyWeekday) return byDay;
  return byDay || byWeekday;
}

function matchesDayOfMonth(cron: Cron, date: Date): boolean {
  if (cron.days.has(date.getUTCDate())) return true;
  return cron.lastDay && new Date(date.getTime() + DAY_MINUTES * 60_000).getUTCDate() === 1;
}

function matchesWeekday(cron: Cron, date: Date): boolean {
  const weekday = date.getUTCDay();
  if (cron.weekdays.has(weekday)) return true;
  const nth = Math.ceil(date.getUTCDate() / 7);
  return cron.nthWeekdays.some((one) => one.weekday === weekday && one.nth === nth);
}
