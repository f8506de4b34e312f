/**
 * From the partition key of an event to that of the run that it is for: Airflow's partition mappers (`airflow.partition_mappers`). Keys are times on
 * the wall clock of their zone, so that the start of a day is found without knowing how long the day is.
 */
import type {
  SerializedDag,
  SerializedPartitionMapper,
  SerializedPartitions,
  SerializedTimetable,
} from '@aquilon/sdk/serialized';

type TemporalMapper = Extract<SerializedPartitionMapper, { kind: 'start_of' }>;

/** The key of the run for an event of the asset; null: the event is for none, because its key does not fit the mapper. */
export function targetKey(
  partitions: SerializedPartitions,
  asset: { name: string; uri: string },
  key: string,
): string | null {
  const own = partitions.mappers.find(({ name, uri }) => name === asset.name && uri === asset.uri);
  return mapKey(own?.mapper ?? partitions.default, key);
}

/** The key that a schedule gives to the run of a tick: the tick on the clock of its zone. Undefined: its runs have none. */
export function scheduledKey(timetable: SerializedTimetable, tick: number): string | undefined {
  if (timetable.kind !== 'cron' || timetable.partitionKey === undefined) return undefined;
  const time = Temporal.Instant.fromEpochMilliseconds(tick).toZonedDateTimeISO(timetable.timezone).toPlainDateTime();
  return writeTime(time, timetable.partitionKey);
}

/** Whether the runs of the DAG are those of partition keys. */
export const isPartitioned = ({ timetable, partitions }: SerializedDag): boolean =>
  partitions !== undefined || (timetable.kind === 'cron' && timetable.partitionKey !== undefined);

export function mapKey(mapper: SerializedPartitionMapper, key: string): string | null {
  switch (mapper.kind) {
    case 'identity':
      return key;
    case 'fixed_key':
      return mapper.key;
    case 'allowed_keys':
      return mapper.keys.includes(key) ? key : null;
    case 'product': {
      const parts = key.split('|');
      if (parts.length !== mapper.mappers.length) return null;
      const mapped = mapper.mappers.map((one, at) => mapKey(one, parts[at] ?? ''));
      return mapped.includes(null) ? null : mapped.join('|');
    }
    case 'start_of': {
      const time = readTime(key, mapper.inputFormat);
      return time && writeTime(startOf(time, mapper.unit), mapper.outputFormat);
    }
  }
}

const FIELDS = { Y: 'year', m: 'month', d: 'day', H: 'hour', M: 'minute', S: 'second' } as const;

/** Null: the key is not written like this, or is no time. What the format leaves out is the first there is, as in Python's `strptime`. */
function readTime(key: string, format: string): Temporal.PlainDateTime | null {
  const letters: (keyof typeof FIELDS)[] = [];
  const pattern = format.replace(/%([YmdHMS])|[^A-Za-z0-9]/g, (text, letter?: keyof typeof FIELDS) => {
    if (letter === undefined) return `\\${text}`;
    letters.push(letter);
    return letter === 'Y' ? '(\\d{4})' : '(\\d{1,2})';
  });
  const found = new RegExp(`^${pattern}$`).exec(key);
  if (!found) return null;
  const fields = { year: 1900, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  for (const [at, letter] of letters.entries()) fields[FIELDS[letter]] = Number(found[at + 1]);
  try {
    return Temporal.PlainDateTime.from(fields, { overflow: 'reject' });
  } catch {
    return null;
  }
}

function startOf(time: Temporal.PlainDateTime, unit: TemporalMapper['unit']): Temporal.PlainDateTime {
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

function writeTime(time: Temporal.PlainDateTime, format: string): string {
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
