/** `macros` of Airflow's templates, and the functions that Jinja has everywhere. Defaults and names are theirs. */
import { randomUUID } from 'node:crypto';
import { formatStrftime, parseStrptime } from './date-formats.ts';
import { failed } from './fault.ts';
import { checkList } from './limits.ts';
import { Moment, Span } from './moments.ts';
import { bindArguments, namespace, splitArguments } from './template-object.ts';
import { textOf, toJson } from './values.ts';

const MS: Readonly<Record<string, number>> = {
  weeks: 604_800_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
  microseconds: 0.001,
};

function timedelta(...given: readonly unknown[]): Span {
  const units = ['days', 'seconds', 'microseconds', 'milliseconds', 'minutes', 'hours', 'weeks'] as const;
  const amounts = Object.entries(bindArguments('timedelta', given, units));
  return new Span(amounts.reduce((ms, [unit, amount]) => ms + Number(amount) * (MS[unit] ?? 0), 0));
}

const nowInUtc = (): Moment => new Moment(Temporal.Now.zonedDateTimeISO('UTC'));

const datetime = namespace(
  'macros.datetime',
  {
    now: nowInUtc,
    utcnow: nowInUtc,
    strptime: (text: unknown, format: unknown) => new Moment(parseStrptime(textOf(text), textOf(format))),
    fromisoformat: (text: unknown) => Moment.parse(textOf(text)),
    fromtimestamp: (seconds: unknown) => Moment.of(new Date(Number(seconds) * 1000)),
  },
  (...given) => {
    const names = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const;
    const { microsecond = 0, ...fields } = bindArguments('datetime', given, names);
    const plain = Temporal.PlainDateTime.from(fields as Temporal.PlainDateTimeLike, { overflow: 'reject' });
    return new Moment(plain.add({ microseconds: Number(microsecond) }).toZonedDateTime('UTC'));
  },
);

const UNITS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const;

/** `3 days before`, and beside the present moment `3 days ago`. */
function differenceForHumans(...given: readonly unknown[]): string {
  const { dt, since } = bindArguments('datetime_diff_for_humans', given, ['dt', 'since']);
  if (!(dt instanceof Moment)) throw failed('datetime_diff_for_humans() takes a date');
  const other = since instanceof Moment ? since : nowInUtc();
  const [early, late] = dt.valueOf() < other.valueOf() ? [dt, other] : [other, dt];
  const between = early.at.until(late.at, { largestUnit: 'years' });
  const unit = UNITS.find((one) => between[one] !== 0) ?? 'seconds';
  const weeks = unit === 'days' && between.days >= 7 ? Math.floor(between.days / 7) : 0;
  const [count, name] = weeks > 0 ? [weeks, 'weeks'] : [between[unit], unit];
  const words =
    unit === 'seconds' && count < 10 ? 'a few seconds' : `${count} ${count === 1 ? name.slice(0, -1) : name}`;
  const isEarlier = dt.valueOf() < other.valueOf();
  if (since instanceof Moment) return `${words} ${isEarlier ? 'before' : 'after'}`;
  return isEarlier ? `${words} ago` : `in ${words}`;
}

const dateOf = (ds: unknown): Temporal.PlainDate => Temporal.PlainDate.from(textOf(ds));

const MACROS = namespace('macros', {
  ds_add: (...given: unknown[]) => {
    const { ds, days } = bindArguments('ds_add', given, ['ds', 'days']);
    return dateOf(ds)
      .add({ days: Number(days) })
      .toString();
  },
  ds_format: (...given: unknown[]) => {
    const {
      ds,
      input_format: from,
      output_format: to,
    } = bindArguments('ds_format', given, ['ds', 'input_format', 'output_format']);
    return formatStrftime(parseStrptime(textOf(ds), textOf(from)), textOf(to));
  },
  datetime_diff_for_humans: differenceForHumans,
  datetime,
  timedelta,
  time: namespace('macros.time', { time: () => Date.now() / 1000 }),
  uuid: namespace('macros.uuid', { uuid4: () => randomUUID() }),
  random: () => Math.random(),
  json: namespace('macros.json', {
    dumps: (value: unknown, ...given: unknown[]) => {
      const { indent } = bindArguments('dumps', given, ['indent', 'sort_keys']);
      return toJson(value, typeof indent === 'number' ? Math.min(indent, 10) : undefined);
    },
    loads: (text: unknown) => JSON.parse(textOf(text)) as unknown,
  }),
});

function range(...given: readonly unknown[]): number[] {
  const { list } = splitArguments(given);
  const numbers = list.map(Number);
  if (numbers.length === 0 || numbers.length > 3 || !numbers.every(Number.isInteger))
    throw failed('range() takes one to three whole numbers');
  const [start, stop, step] =
    numbers.length === 1 ? [0, numbers[0] ?? 0, 1] : [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 1];
  if (step === 0) throw failed('the step of range() is 0');
  const length = Math.max(0, Math.ceil((stop - start) / step));
  checkList(length);
  return Array.from({ length }, (_, at) => start + at * step);
}

function cycler(...given: readonly unknown[]): unknown {
  const { list } = splitArguments(given);
  let at = 0;
  return namespace('cycler', (member) => {
    if (member === 'current') return list[at];
    if (member === 'reset')
      return () => {
        at = 0;
      };
    if (member !== 'next') return undefined;
    return () => {
      const value = list[at];
      at = (at + 1) % Math.max(1, list.length);
      return value;
    };
  });
}

/** Nothing at its first call, the separator afterwards. */
function joiner(separator: unknown = ', '): () => string {
  let isFirst = true;
  return () => {
    const text = isFirst ? '' : textOf(separator);
    isFirst = false;
    return text;
  };
}

/** Python's names of constants, and Jinja's global functions. */
export const GLOBALS: Readonly<Record<string, unknown>> = {
  True: true,
  False: false,
  None: null,
  range,
  cycler,
  joiner,
  dict: (...given: unknown[]) => splitArguments(given).named,
  macros: MACROS,
};
