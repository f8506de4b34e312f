/**
 * From the partition keys of events to those of the runs that they are for: Airflow's partition mappers (`airflow.partition_mappers`). Times among
 * them are read on the wall clock of their zone.
 */
import type {
  SerializedDag,
  SerializedPartitionMapper,
  SerializedPartitions,
  SerializedTimetable,
} from '@aquilon/sdk/serialized';
import { type AssetInbox, holds } from './assets.ts';
import { isShown, partsOf, readTime, startOf, writeTime } from './partition-times.ts';

type TemporalMapper = Extract<SerializedPartitionMapper, { kind: 'start_of' }>;
type Rollup = Extract<SerializedPartitionMapper, { kind: 'rollup' }>;
type FanOut = Extract<SerializedPartitionMapper, { kind: 'fan_out' }>;

/**
 * The keys of the runs that an event of the asset is for. None: its key does not fit the mapper, or gives more keys than `maxKeys`, or than the mapper
 * itself allows.
 */
export function targetKeys(
  partitions: SerializedPartitions,
  asset: { name: string; uri: string },
  key: string,
  maxKeys: number,
): string[] {
  const mapper = mapperOf(partitions, asset);
  const keys = [...new Set(mapKey(mapper, key))];
  const allowed = (mapper.kind === 'fan_out' ? mapper.maxKeys : null) ?? maxKeys;
  return keys.length > allowed ? [] : keys;
}

function mapperOf(partitions: SerializedPartitions, asset: { name: string; uri: string }): SerializedPartitionMapper {
  const own = partitions.mappers.find(({ name, uri }) => name === asset.name && uri === asset.uri);
  return own?.mapper ?? partitions.default;
}

/** True: what is in the inbox makes a run of the DAG, for that key where it runs by partitions. */
export function isDue(
  { assetSchedule, partitions }: Pick<SerializedDag, 'assetSchedule' | 'partitions'>,
  target: string,
  inbox: AssetInbox,
): boolean {
  if (!assetSchedule) return false;
  if (!partitions) return holds(assetSchedule, inbox);
  for (const [key, arrival] of inbox) {
    const [name = '', uri = ''] = key.split('\n');
    const mapper = mapperOf(partitions, { name, uri });
    arrival.isComplete ??= mapper.kind !== 'rollup' || hasItsWindow(mapper, target, arrival.keys);
  }
  return holds(assetSchedule, inbox);
}

function hasItsWindow(mapper: Rollup, target: string, keys: ReadonlySet<string>): boolean {
  const window = windowKeys(mapper, target);
  if (!window) return false;
  const { minimum } = mapper;
  if (minimum === null) return window.isSubsetOf(keys);
  return window.intersection(keys).size >= (minimum > 0 ? minimum : Math.max(0, window.size + minimum));
}

/**
 * The keys of events that a run of this key waits for. Times that the clock of the zone leaves out are none of them. Null: mapper and window do not go
 * together, which the SDK refuses.
 */
function windowKeys({ upstream, window }: Rollup, target: string): Set<string> | null {
  if (window.kind === 'segment') return new Set(window.segments);
  const start = upstream.kind === 'start_of' ? readStart(upstream, target) : null;
  if (upstream.kind !== 'start_of' || !start) return null;
  const parts = partsOf(window, start).filter((time) => isShown(time, upstream.timezone));
  return new Set(parts.map((time) => writeTime(time, upstream.inputFormat)));
}

/** The partition that a schedule gives to the run of a tick: its key is the tick on the clock of its zone. Without one: its runs have none. */
export function scheduledPartition(
  timetable: SerializedTimetable,
  tick: number,
): { partitionKey?: string; partitionDate?: number } {
  if (timetable.kind !== 'cron' || timetable.partitionKey === undefined) return {};
  const time = Temporal.Instant.fromEpochMilliseconds(tick).toZonedDateTimeISO(timetable.timezone).toPlainDateTime();
  return { partitionKey: writeTime(time, timetable.partitionKey), partitionDate: tick };
}

/**
 * The instant that the key of a run stands for: the start of its period, as its schedule or its mappers read it. Null: it stands for none, or the mappers of
 * `assets` do not agree; `carried` where none of them reads times.
 */
export function partitionDate(
  { timetable, partitions }: Pick<SerializedDag, 'timetable' | 'partitions'>,
  key: string,
  assets: Iterable<{ name: string; uri: string }>,
  carried: number | null = null,
): number | null {
  if (timetable.kind === 'cron' && timetable.partitionKey !== undefined) {
    const time = readTime(key, timetable.partitionKey);
    return time && instantOf(time, timetable.timezone);
  }
  if (!partitions) return null;
  const dates = new Set([...assets].flatMap((asset) => datesOf(mapperOf(partitions, asset), key)));
  const [date = carried] = dates;
  return dates.size > 1 ? null : date;
}

/** What a mapper takes the key of a run for: no instant, one, or, of several parts, many. Null: it did not write the key. */
function datesOf(mapper: SerializedPartitionMapper, key: string): (number | null)[] {
  switch (mapper.kind) {
    case 'start_of': {
      const start = readStart(mapper, key);
      return [start && instantOf(start, mapper.timezone)];
    }
    case 'rollup':
      return datesOf(mapper.upstream, key);
    case 'fan_out':
      return datesOf(mapper.downstream, key);
    case 'chain':
      return mapper.mappers.slice(-1).flatMap((last) => datesOf(last, key));
    case 'product': {
      const parts = key.split('|');
      const dates = mapper.mappers.flatMap((one, at) => datesOf(one, parts[at] ?? ''));
      return dates.length === 1 ? dates : [];
    }
    default:
      return [];
  }
}

const instantOf = (time: Temporal.PlainDateTime, timezone: string): number =>
  time.toZonedDateTime(timezone).epochMilliseconds;

/** The zone of the days that filters by the date of a partition name. Null: its runs have no such dates. */
export function partitionZone({ timetable, partitions }: SerializedDag): string | null {
  if (timetable.kind === 'cron' && timetable.partitionKey !== undefined) return timetable.timezone;
  return partitions ? 'UTC' : null;
}

/** Whether the runs of the DAG are those of partition keys. */
export const isPartitioned = ({ timetable, partitions }: SerializedDag): boolean =>
  partitions !== undefined || (timetable.kind === 'cron' && timetable.partitionKey !== undefined);

/** The keys that a mapper makes of one; none where it does not fit. */
export function mapKey(mapper: SerializedPartitionMapper, key: string): string[] {
  switch (mapper.kind) {
    case 'identity':
      return [key];
    case 'fixed_key':
      return [mapper.key];
    case 'allowed_keys':
      return mapper.keys.includes(key) ? [key] : [];
    case 'product': {
      const parts = key.split('|');
      if (parts.length !== mapper.mappers.length) return [];
      const mapped = mapper.mappers.flatMap((one, at) => mapKey(one, parts[at] ?? ''));
      return mapped.length === parts.length ? [mapped.join('|')] : [];
    }
    case 'chain':
      return mapper.mappers.reduce((keys, one) => keys.flatMap((each) => mapKey(one, each)), [key]);
    case 'start_of': {
      const time = readTime(key, mapper.inputFormat);
      return time ? [writeTime(startOf(time, mapper.unit), mapper.outputFormat)] : [];
    }
    case 'rollup':
      return mapKey(mapper.upstream, key);
    case 'fan_out':
      return mapKey(mapper.upstream, key).flatMap((period) => fanOut(mapper, period));
  }
}

function fanOut({ upstream, window, downstream }: FanOut, period: string): string[] {
  if (window.kind === 'segment') return window.segments;
  const start = upstream.kind === 'start_of' ? readStart(upstream, period) : null;
  const format = downstream.kind === 'start_of' ? downstream.outputFormat : '%Y-%m-%dT%H:%M:%S';
  return start ? partsOf(window, start).map((time) => writeTime(time, format)) : [];
}

/** The start of the period that the mapper has written as this key. */
function readStart({ unit, outputFormat }: TemporalMapper, key: string): Temporal.PlainDateTime | null {
  const time = readTime(key, outputFormat);
  return time && startOf(time, unit);
}
