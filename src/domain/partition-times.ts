/**
 * Partition keys that are times, on the wall clock of their zone, so that the start of a day is found without knowing how long the day is. Formats
 * are those of Python's `strftime`, and `{quarter}`.
 */
import type { SerializedPartitionMapper, SerializedWindow } from '@aquilon/sdk/serialized';

type Unit = Extract<SerializedPartitionMapper, { kind: 'start_of' }>['unit'];
type TimeWindow = Exclude<SerializedWindow, { kind: 'segment' }>;

const FIELDS = { Y: 'year', m: 'month', d: 'day', H: 'hour', M: 'minute', S: 'second' } as const;

/** Null: the key is not written like this, or is no time. What the format leaves out is the first there is, as in Python's `strptime`. */
export function readTime(key: string, format: string): Temporal.PlainDateTime | null {
  const letters: string[] = [];
  const pattern = format.replace(/%([YmdHMSV])|\{quarter\}|[^A-Za-z0-9]/g, (text, letter?: string) => {
    if (letter === undefined && text !== '{quarter}') return `\\${text}`;
    letters.push(letter ?? 'quarter');
    if (letter === undefined) return '([1-4])';
    return letter === 'Y' ? '(\\d{4})' : '(\\d{1,2})';
  });
  const found = new RegExp(`^${pattern}$`).exec(key);
  if (!found) return null;
  const fields = { year: 1900, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  for (const [at, letter] of letters.entries()) {
    const value = Number(found[at + 1]);
    if (letter in FIELDS) fields[FIELDS[letter as keyof typeof FIELDS]] = value;
    else if (letter === 'quarter') fields.month = value * 3 - 2;
  }
  try {
    return Temporal.PlainDateTime.from(fields, { overflow: 'reject' });
  } catch {
    return null;
  }
}

export function startOf(time: Temporal.PlainDateTime, unit: Unit): Temporal.PlainDateTime {
  if (unit === 'hour') return time.with({ minute: 0, second: 0 });
  const day = time.with({ hour: 0, minute: 0, second: 0 });
  switch (unit) {
    case 'day':
      return day;
    case 'week':
      return day.subtract({ days: day.dayOfWeek - 1 });
    case 'month':
      return day.with({ day: 1 });
    case 'quarter':
      return day.with({ day: 1, month: quarterOf(day) * 3 - 2 });
    case 'year':
      return day.with({ day: 1, month: 1 });
  }
}

const quarterOf = (time: Temporal.PlainDateTime): number => Math.ceil(time.month / 3);

export function writeTime(time: Temporal.PlainDateTime, format: string): string {
  const two = (value: number | undefined) => String(value ?? 0).padStart(2, '0');
  const values: Readonly<Record<string, string>> = {
    Y: String(time.year).padStart(4, '0'),
    m: two(time.month),
    d: two(time.day),
    H: two(time.hour),
    M: two(time.minute),
    S: two(time.second),
    V: two(time.weekOfYear),
  };
  return format
    .replace(/%([YmdHMSV])/g, (_, letter: string) => values[letter] ?? '')
    .replaceAll('{quarter}', String(quarterOf(time)));
}

/** The starts of the parts of a period. */
export function partsOf({ kind, direction }: TimeWindow, start: Temporal.PlainDateTime): Temporal.PlainDateTime[] {
  if (kind === 'month') return daysOfMonth(start, direction);
  const { count, step } = PARTS[kind];
  const first = direction === 'forward' ? 0 : 1 - count;
  return Array.from({ length: count }, (_, at) => start.add({ [step]: first + at }));
}

const PARTS = {
  hour: { count: 60, step: 'minutes' },
  day: { count: 24, step: 'hours' },
  week: { count: 7, step: 'days' },
  quarter: { count: 3, step: 'months' },
  year: { count: 12, step: 'months' },
} as const;

/** Backward they end with the start itself, so that they begin on the second day of the month before, as in Airflow. */
function daysOfMonth(start: Temporal.PlainDateTime, direction: TimeWindow['direction']): Temporal.PlainDateTime[] {
  if (direction === 'forward') return Array.from({ length: start.daysInMonth }, (_, at) => start.add({ days: at }));
  const before = start.subtract({ months: 1 });
  return Array.from({ length: before.daysInMonth }, (_, at) => before.add({ days: at + 1 }));
}

/** Whether the clock of the zone shows the time: it leaves an hour out when it is set forward. */
export const isShown = (time: Temporal.PlainDateTime, timezone: string): boolean =>
  time.toZonedDateTime(timezone).toPlainDateTime().equals(time);
