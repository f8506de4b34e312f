/**
 * Mappers of several keys: many events make one run, or one event makes many. A window says which parts a period has. As in Airflow's
 * `airflow.partition_mappers`.
 */
import {
  checkPart,
  checkSingle,
  type PartitionMapper,
  startOfDayMapper,
  startOfHourMapper,
  startOfMonthMapper,
} from './partitions.ts';
import { show, suggestion } from './problems.ts';
import type { SerializedWindow } from './serialized.ts';

/** Made by `dayWindow()` and the others. */
export type PartitionWindow = Readonly<SerializedWindow>;

/** Made by `waitForAll()` and `minimumCount()`. */
export interface WaitPolicy {
  readonly kind: 'wait_policy';
  /** Null: all. */
  readonly minimum: number | null;
}

export interface WindowOptions {
  /** `forward`: the period that begins with the key. `backward`: the parts that end with it. Default `forward`. */
  direction?: 'forward' | 'backward';
}

/** The 60 minutes of an hour. */
export const hourWindow = (options?: WindowOptions) => timeWindow('hour', options);
/** The 24 hours of a day. `rollupMapper` does not wait for those that the clock of its zone leaves out. */
export const dayWindow = (options?: WindowOptions) => timeWindow('day', options);
/** The 7 days of a week. */
export const weekWindow = (options?: WindowOptions) => timeWindow('week', options);
/** The days of a month. */
export const monthWindow = (options?: WindowOptions) => timeWindow('month', options);
/** The 3 months of a quarter. */
export const quarterWindow = (options?: WindowOptions) => timeWindow('quarter', options);
/** The 12 months of a year. */
export const yearWindow = (options?: WindowOptions) => timeWindow('year', options);

/** These keys, such as all regions. */
export function segmentWindow(segments: readonly string[]): PartitionWindow {
  const isList = Array.isArray(segments) && segments.length > 0 && segments.every(isKey);
  if (!isList) wrong(`segmentWindow(${show(segments)}): it takes a list of keys`);
  return { kind: 'segment', segments: [...new Set(segments)] };
}

const isKey = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '' && value.length <= 250;

/** The run waits for every key of the window. */
export function waitForAll(): WaitPolicy {
  return { kind: 'wait_policy', minimum: null };
}

/** The run waits for `n` keys of the window; below zero, for all but `-n` of them. */
export function minimumCount(n: number): WaitPolicy {
  if (!Number.isInteger(n) || n === 0) wrong(`minimumCount(${show(n)}): it takes a whole number other than 0`);
  return { kind: 'wait_policy', minimum: n };
}

export interface RollupOptions {
  /** From the key of an event to that of the run: with a window of time a temporal mapper, with `segmentWindow()` one of the others. */
  upstreamMapper: PartitionMapper;
  /** The keys of events that a run waits for. */
  window: PartitionWindow;
  /** Default: `waitForAll()`. */
  waitPolicy?: WaitPolicy;
}

/** Many keys make one run, when those of its window are there: 24 hours make a day. */
export function rollupMapper(options: RollupOptions): PartitionMapper {
  const where = 'rollupMapper()';
  checkNames(where, options, ['upstreamMapper', 'window', 'waitPolicy']);
  const { upstreamMapper, window, waitPolicy = waitForAll() } = options;
  checkPart(`${where}: upstreamMapper`, upstreamMapper);
  checkWindow(where, window);
  checkPair(where, upstreamMapper, window);
  if (typeof waitPolicy !== 'object' || waitPolicy?.kind !== 'wait_policy')
    wrong(`${where}: waitPolicy is ${show(waitPolicy)}; it must be waitForAll() or minimumCount()`);
  const { minimum } = waitPolicy;
  const size = window.kind === 'segment' ? window.segments.length : SIZES[window.kind];
  if (minimum !== null && minimum > size)
    wrong(`${where}: waitPolicy is minimumCount(${minimum}), and the window has ${size} keys: no run would ever start`);
  return { kind: 'rollup', upstream: upstreamMapper, window, minimum };
}

export interface FanOutOptions {
  /** From the key of an event to the period that it stands for: with a window of time a temporal mapper, with `segmentWindow()` one of the others. */
  upstreamMapper: PartitionMapper;
  /** The parts that the period has: each makes a run. */
  window: PartitionWindow;
  /**
   * Its `outputFormat` writes the keys of the runs. Default: `startOfHourMapper()` for a day, `startOfDayMapper()` for a week or a month,
   * `startOfMonthMapper()` for a quarter or a year; for others there is none.
   */
  downstreamMapper?: PartitionMapper;
  /** An event that gives more keys makes no run. Default: what the server allows, 1,000 unless it says otherwise. */
  maxDownstreamKeys?: number;
}

/** One key makes many runs: a week makes seven days. */
export function fanOutMapper(options: FanOutOptions): PartitionMapper {
  const where = 'fanOutMapper()';
  checkNames(where, options, ['upstreamMapper', 'window', 'downstreamMapper', 'maxDownstreamKeys']);
  const { upstreamMapper, window, maxDownstreamKeys = null } = options;
  checkSingle(`${where}: upstreamMapper`, upstreamMapper);
  checkWindow(where, window);
  checkPair(where, upstreamMapper, window);
  const downstreamMapper = options.downstreamMapper ?? usualDownstream(window);
  if (!downstreamMapper) wrong(`${where}: ${window.kind}Window() needs a downstreamMapper`);
  checkSingle(`${where}: downstreamMapper`, downstreamMapper);
  if (window.kind === 'segment' && downstreamMapper.kind === 'start_of')
    wrong(`${where}: downstreamMapper writes times, and segmentWindow() has none`);
  if (maxDownstreamKeys !== null && !(Number.isInteger(maxDownstreamKeys) && maxDownstreamKeys > 0))
    wrong(`${where}: maxDownstreamKeys is ${show(maxDownstreamKeys)}; it must be a whole number above 0`);
  return {
    kind: 'fan_out',
    upstream: upstreamMapper,
    window,
    downstream: downstreamMapper,
    maxKeys: maxDownstreamKeys,
  };
}

/** At most; a month may have fewer. */
const SIZES = { hour: 60, day: 24, week: 7, month: 31, quarter: 3, year: 12 } as const;

function timeWindow(kind: keyof typeof SIZES, options: WindowOptions = {}): PartitionWindow {
  const where = `${kind}Window()`;
  checkNames(where, options, ['direction']);
  const { direction = 'forward' } = options;
  if (direction !== 'forward' && direction !== 'backward')
    wrong(`${where}: direction is ${show(direction)}; it must be forward or backward`);
  return { kind, direction };
}

function usualDownstream({ kind }: PartitionWindow): PartitionMapper | undefined {
  if (kind === 'day') return startOfHourMapper();
  if (kind === 'week' || kind === 'month') return startOfDayMapper();
  return kind === 'quarter' || kind === 'year' ? startOfMonthMapper() : undefined;
}

function checkWindow(where: string, value: unknown): void {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : '';
  if (kind !== 'segment' && !Object.hasOwn(SIZES, kind))
    wrong(`${where}: window is ${show(value)}; it must be a window, such as dayWindow()`);
}

/** The window of a period needs its start, which is read from the key that the mapper has written. */
function checkPair(where: string, mapper: PartitionMapper, window: PartitionWindow): void {
  if (mapper.kind !== 'start_of') {
    if (window.kind !== 'segment')
      wrong(`${where}: ${window.kind}Window() needs an upstreamMapper of times, such as startOfDayMapper()`);
    return;
  }
  if (window.kind === 'segment') wrong(`${where}: segmentWindow() needs an upstreamMapper of other keys than times`);
  if (['month', 'quarter', 'year'].includes(window.kind) && ['hour', 'day', 'week'].includes(mapper.unit))
    wrong(`${where}: ${window.kind}Window() needs an upstreamMapper that gives the first day of a month`);
  const missing = NEEDED[mapper.unit].find((part) => !mapper.outputFormat.includes(part));
  if (missing !== undefined)
    wrong(
      `${where}: the outputFormat of upstreamMapper is ${show(mapper.outputFormat)}; without ${missing} its start is not known`,
    );
}

const NEEDED = {
  hour: ['%Y', '%m', '%d', '%H'],
  day: ['%Y', '%m', '%d'],
  week: ['%Y', '%m', '%d'],
  month: ['%Y', '%m'],
  quarter: ['%Y', '{quarter}'],
  year: ['%Y'],
} as const;

function checkNames(where: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options))
    if (!known.includes(name)) wrong(`${where}: there is no option ${name}.${suggestion(name, known)}`);
}

function wrong(problem: string): never {
  throw new TypeError(problem);
}
