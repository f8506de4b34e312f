/**
 * Cron expressions on the plain wall clock, as Airflow 3.3 reads them (its `croniter`): five fields (minute hour day month weekday), or six
 * with the seconds last; lists, ranges, steps, names; `L` for the last day of the month, `15W` for the weekday (Monday to Friday) nearest to
 * the 15th, `5#2` for the second Friday of the month, `L5` for its last one, `7` for Sunday. When day and weekday are both restricted,
 * either may match (crontab(5)). Time zones are cron-steps.ts's matter.
 */
import { CronError, type FieldRange, parseField } from './cron-field.ts';
import { nextSecond } from './cron-search.ts';

export interface Cron {
  readonly expression: string;
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly lastDay: boolean;
  /** `15W` -> 15. */
  readonly nearestWeekday: number | null;
  readonly weekdays: ReadonlySet<number>;
  /** `5#2` -> weekday 5, second of the month; `L5` -> the last. */
  readonly nthWeekdays: readonly { weekday: number; nth: number | 'last' }[];
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

const SECOND: FieldRange = { name: 'second', min: 0, max: 59 };
const MINUTE: FieldRange = { name: 'minute', min: 0, max: 59 };
const HOUR: FieldRange = { name: 'hour', min: 0, max: 23 };
const DAY: FieldRange = { name: 'day', min: 1, max: 31, mayBeAny: true };
const MONTH: FieldRange = { name: 'month', min: 1, max: 12, names: MONTHS };
const WEEKDAY: FieldRange = { name: 'weekday', min: 0, max: 6, names: WEEKDAYS, mayBeAny: true };

/** Throws a `CronError` whose message names the field, its text and what is allowed. */
export function parseCron(expression: string): Cron {
  const lower = expression.trim().toLowerCase();
  const fields = (PRESETS[lower] ?? lower).split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6) {
    throw new CronError(
      'count',
      null,
      lower,
      `"${expression}" has ${fields.length} field(s); a cron expression has 5: minute hour day month weekday, or 6: seconds at the end`,
    );
  }
  const [minute = '', hour = '', day = '', month = '', weekday = '', second = '0'] = fields;
  const hours = parseField(HOUR, hour);
  const cron: Cron = {
    expression,
    seconds: parseField(SECOND, second),
    minutes: parseField(MINUTE, minute),
    hours,
    months: new Set(parseField(MONTH, month)),
    ...parseDays(day),
    ...parseWeekdays(weekday),
    everyHour: hours.length === 24,
  };
  if (nextSecond(cron, 0) === undefined)
    throw new CronError('never', null, lower, `"${expression}" never fires: no such day exists`);
  return cron;
}

/** In the order in which they are written. */
const NAMES = [MINUTE, HOUR, DAY, MONTH, WEEKDAY, SECOND].map(({ name }) => name);

/** Where in the expression stands what is wrong with it: characters from its start, the end not included. */
export function placeOf(expression: string, { field, part }: CronError): { start: number; end: number } {
  const found = field === null ? undefined : [...expression.matchAll(/\S+/g)][NAMES.indexOf(field)];
  if (found === undefined) return { start: 0, end: expression.length };
  const [text] = found;
  const at = text.toLowerCase().indexOf(part);
  const start = found.index + Math.max(0, at);
  return { start, end: start + (at < 0 ? text : part).length };
}

const isAny = (field: string): boolean => field.split(',').some((part) => part === '*' || part === '?');

function parseDays(field: string): Pick<Cron, 'days' | 'lastDay' | 'nearestWeekday' | 'anyDay'> {
  const nearest = /^(?:(\d+)w|w(\d+))$/.exec(field);
  if (nearest) {
    const [day = 0] = parseField(DAY, nearest[1] ?? nearest[2] ?? '');
    return { days: new Set(), lastDay: false, nearestWeekday: day, anyDay: false };
  }
  const parts = field.split(',').map((part) => part.replace(/^(\d+)-l$/, '$1-31'));
  const plain = parts.filter((part) => part !== 'l');
  return {
    days: new Set(plain.length > 0 ? parseField(DAY, plain.join(',')) : []),
    lastDay: plain.length < parts.length,
    nearestWeekday: null,
    anyDay: isAny(field),
  };
}

function parseWeekdays(field: string): Pick<Cron, 'weekdays' | 'nthWeekdays' | 'anyWeekday'> {
  const parts = field.split(',');
  const plain = parts.filter((part) => !/#|^l\d/.test(part));
  const nthWeekdays = parts.filter((part) => /#|^l\d/.test(part)).flatMap(parseNth);
  if (nthWeekdays.length > 0 && plain.length > 0 && !isAny(field)) {
    const message = `weekday "${field}": weekdays with # or L do not stand beside plain ones`;
    throw new CronError('field', 'weekday', field, message);
  }
  return {
    weekdays: new Set(plain.length > 0 ? parseField(WEEKDAY, plain.join(',')) : []),
    nthWeekdays,
    anyWeekday: isAny(field) && nthWeekdays.length === 0,
  };
}

function parseNth(part: string): { weekday: number; nth: number | 'last' }[] {
  const last = /^l(\d+)$/.exec(part);
  if (last) return parseField(WEEKDAY, last[1] ?? '').map((weekday) => ({ weekday, nth: 'last' }));
  const [names = '', count = ''] = part.split('#');
  const nth = Number(count);
  if (!Number.isInteger(nth) || nth < 1 || nth > 5)
    throw new CronError('field', 'weekday', part, `weekday "${part}": after # stands a number from 1 to 5`);
  return parseField(WEEKDAY, names).map((weekday) => ({ weekday, nth }));
}
