/** One field of a cron expression: numbers, names, lists, ranges and steps. */

export interface FieldRange {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values, from `min` on. */
  readonly names?: readonly string[];
  /** `?` may stand for `*`. */
  readonly mayBeAny?: boolean;
}

/** What is wrong with a cron expression. Its message names the field, its text and what is allowed. */
export class CronError extends Error {
  /** The number of its fields, one of them, or that no day fits all. */
  readonly reason: 'count' | 'field' | 'never';
  /** Name of the field; null: it is the whole expression. */
  readonly field: string | null;
  /** What stands there, in lower case. */
  readonly part: string;

  constructor(reason: CronError['reason'], field: string | null, part: string, message: string) {
    super(message);
    this.name = 'CronError';
    this.reason = reason;
    this.field = field;
    this.part = part;
  }
}

/** The values of the field, ascending. Throws a `CronError` that names the field, its text and what is allowed. */
export function parseField(range: FieldRange, field: string): number[] {
  const values = new Set<number>();
  for (const part of field.split(',')) for (const value of parsePart(range, part)) values.add(value);
  return [...values].sort((a, b) => a - b);
}

function parsePart(range: FieldRange, part: string): Iterable<number> {
  const { name, min, max } = range;
  if (part === '?' && range.mayBeAny) return steps(min, max, 1);
  const match = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/.exec(part);
  const [, from = '', to, step] = match ?? [];
  if (!match || (from === '*' && to !== undefined))
    throw new CronError('field', name, part, `${name} "${part}" is no number, range, step or list`);
  const every = step === undefined ? 1 : Number(step);
  if (every < 1) throw new CronError('field', name, part, `${name} "${part}": a step is 1 or more`);
  if (from === '*') return steps(min, max, every);
  const first = numberOf(range, from);
  if (to === undefined) return steps(first, step === undefined ? first : max, every);
  const last = numberOf(range, to);
  // A range from a value to itself goes once round, as croniter reads it.
  if (first === last) return steps(min, max, every);
  return first < last ? steps(first, last, every) : wrapped(range, first, last, every);
}

function* steps(first: number, last: number, every: number): Generator<number> {
  for (let value = first; value <= last; value += every) yield value;
}

/** `fri-mon`, `22-2`: over the end and on from the start. How croniter counts a step that goes over the end is followed to the letter. */
function* wrapped({ min, max }: FieldRange, first: number, last: number, every: number): Generator<number> {
  yield* steps(first, max, every);
  const left = (max - first) % every;
  yield* steps(left + 1 < every ? min + every - left : min, last, every);
}

function numberOf({ name, min, max, names = [] }: FieldRange, text: string): number {
  const named = names.indexOf(text);
  const value = named >= 0 ? named + min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (name === 'weekday' && value === 7) return 0;
  if (value >= min && value <= max) return value;
  const also = names.length > 0 ? `, or ${names[0]} to ${names.at(-1)}` : '';
  const highest = name === 'weekday' ? 7 : max;
  throw new CronError('field', name, text, `${name} "${text}" must lie between ${min} and ${highest}${also}`);
}
