/**
 * When the runs of a DAG are made. The rules are those of Airflow 3.3's timetables (its documentation, "Timetables"). A schedule that
 * triggers makes a run at each tick; a schedule of data intervals makes one at the end of each interval between two ticks. The logical
 * date is always the start of the data interval. Instants are epoch milliseconds.
 */
import type { SerializedTimetable } from '@aquilon/sdk/serialized';
import { cronSteps, type Steps } from './cron-steps.ts';

export interface DataInterval {
  start: number;
  end: number;
}

export interface Tick {
  logicalDate: number;
  dataIntervalStart: number;
  dataIntervalEnd: number;
  /** The run is made at this instant, not before. */
  runAfter: number;
}

export interface TickLimits {
  /** Start of the DAG: no tick before it. */
  earliest: number | null;
  /** End of the DAG: no tick after it. */
  latest: number | null;
  catchup: boolean;
}

type CronTimetable = Extract<SerializedTimetable, { kind: 'cron' }>;
type EventsTimetable = Extract<SerializedTimetable, { kind: 'events' }>;

/** Of a DAG that has no start date, a tick this long ago still counts as now: at least, and as part of the time to the next one. */
const LATE_AT_LEAST_MS = 300_000;
const LATE_PART = 10;

/** The tick after the newest automated run (`last`: its data interval; null: there was none), or null when none will come. */
export function nextTick(
  timetable: SerializedTimetable,
  last: DataInterval | null,
  limits: TickLimits,
  now: number,
): Tick | null {
  const interval = nextInterval(timetable, last, limits, now);
  return interval && isStorable(interval.start) && isStorable(interval.end) ? tickOf(interval) : null;
}

function nextInterval(
  timetable: SerializedTimetable,
  last: DataInterval | null,
  limits: TickLimits,
  now: number,
): DataInterval | null {
  switch (timetable.kind) {
    case 'null':
    // A timetable of the author's own is asked where author's code runs.
    case 'custom':
      return null;
    case 'once':
      return last === null ? upTo(limits, exact(limits.earliest ?? now)) : null;
    case 'continuous':
      return upTo(limits, continuous(last, limits, now));
    case 'events':
      return upTo(limits, nextEvent(timetable, last, limits, now));
    case 'interval': {
      const { ms, intervalMs = 0 } = timetable;
      if (timetable.dataInterval) return deltaInterval(ms, last, limits, now);
      return trigger(deltaSteps(ms), () => now, intervalMs, last, limits, now);
    }
    case 'cron': {
      const { expression: first, more = [], timezone, intervalMs = 0 } = timetable;
      if (timetable.dataInterval) return cronInterval(cronSteps(first, timezone), last, limits, now);
      const found = [first, ...more].map((expression) => {
        const steps = cronSteps(expression, timezone);
        return trigger(steps, () => firstOf(steps, timetable.runImmediately, now), intervalMs, last, limits, now);
      });
      return nearest(found, limits.catchup, now);
    }
  }
}

/** The data interval of a run that somebody asks for, by its logical date: what Airflow's `infer_manual_data_interval` gives. */
export function manualInterval(timetable: SerializedTimetable, at: number): DataInterval {
  switch (timetable.kind) {
    case 'null':
    case 'once':
    case 'continuous':
    case 'custom':
      return exact(at);
    case 'events':
      return exact(timetable.restrictToEvents ? eventBefore(timetable, at) : at);
    case 'interval':
      return { start: at - (timetable.dataInterval ? timetable.ms : (timetable.intervalMs ?? 0)), end: at };
    case 'cron': {
      if (!timetable.dataInterval) return { start: at - (timetable.intervalMs ?? 0), end: at };
      const steps = cronSteps(timetable.expression, timetable.timezone);
      const end = steps.alignDown(at);
      return { start: steps.previous(end), end };
    }
  }
}

const FIRST_DATE = Date.parse('0001-01-01T00:00:00Z');
const LAST_DATE = Date.parse('9999-12-31T00:00:00Z');

/** A tick that no database holds would end every commit that it is part of: it does not come. */
const isStorable = (at: number): boolean => at >= FIRST_DATE && at < LAST_DATE;

const exact = (at: number): DataInterval => ({ start: at, end: at });

const tickOf = ({ start, end }: DataInterval): Tick => ({
  logicalDate: start,
  dataIntervalStart: start,
  dataIntervalEnd: end,
  runAfter: end,
});

const upTo = ({ latest }: TickLimits, interval: DataInterval | null): DataInterval | null =>
  interval !== null && latest !== null && interval.end > latest ? null : interval;

/** Each run covers the time since the one before. Where the clock was set back, the next one waits until it has caught up. */
function continuous(last: DataInterval | null, { earliest }: TickLimits, now: number): DataInterval {
  const start = last === null ? (earliest ?? now) : Math.max(last.end, last.start + 1);
  return { start, end: Math.max(start, now) };
}

/** With catchup every tick since the start; without, none older than the last one before now. The run is made at the end of its interval. */
function trigger(
  steps: Steps,
  first: () => number,
  intervalMs: number,
  last: DataInterval | null,
  limits: TickLimits,
  now: number,
): DataInterval | null {
  const end = nextTrigger(steps, first, last, limits, now);
  return upTo(limits, { start: end - intervalMs, end });
}

function nextTrigger(
  steps: Steps,
  first: () => number,
  last: DataInterval | null,
  { earliest, catchup }: TickLimits,
  now: number,
): number {
  if (catchup) {
    if (last !== null) return steps.next(last.end);
    return earliest === null ? first() : steps.alignUp(earliest);
  }
  const candidates = [steps.alignDown(now)];
  if (last !== null) candidates.push(steps.next(last.end));
  else if (earliest === null) candidates.push(first());
  if (earliest !== null) candidates.push(steps.alignUp(earliest));
  return Math.max(...candidates);
}

/** The first tick of a DAG without a start date: the last one where it is not long past, or where the author asks for it; else the next. */
function firstOf(steps: Steps, runImmediately: CronTimetable['runImmediately'], now: number): number {
  const past = steps.alignDown(now);
  const next = steps.alignUp(now);
  if (runImmediately === true) return past;
  if (runImmediately === false) return next;
  const late = runImmediately ?? Math.max((next - past) / LATE_PART, LATE_AT_LEAST_MS);
  return now - past <= late ? past : next;
}

/** Of several crons, each with its next tick: the earliest; without catchup the newest of those that are past, as all before it are let go. */
function nearest(found: readonly (DataInterval | null)[], catchup: boolean, now: number): DataInterval | null {
  const intervals = found.filter((one) => one !== null).sort((a, b) => a.start - b.start);
  const past = catchup ? undefined : intervals.findLast((one) => one.start <= now);
  return past ?? intervals[0] ?? null;
}

const deltaSteps = (ms: number): Steps => ({
  next: (at) => at + ms,
  previous: (at) => at - ms,
  alignUp: (at) => at,
  alignDown: (at) => at,
});

function cronInterval(steps: Steps, last: DataInterval | null, limits: TickLimits, now: number): DataInterval | null {
  return dataInterval(steps, last, limits, () => {
    const before = steps.previous(now);
    // The run of an interval that ends right now may be made.
    return steps.next(before) === now ? before : steps.previous(before);
  });
}

/** Without catchup, intervals lie on a grid from 1970 on, as Airflow rounds them. */
function deltaInterval(ms: number, last: DataInterval | null, limits: TickLimits, now: number): DataInterval | null {
  return dataInterval(deltaSteps(ms), last, limits, () => now - (now % ms) - ms);
}

/** Interval upon interval, each run made at the end of its own. `latest`: start of the newest interval that is over. */
function dataInterval(
  steps: Steps,
  last: DataInterval | null,
  { earliest, latest, catchup }: TickLimits,
  newestOver: () => number,
): DataInterval | null {
  const aligned = earliest === null ? null : steps.alignUp(earliest);
  const floor = catchup ? aligned : Math.max(newestOver(), aligned ?? Number.NEGATIVE_INFINITY);
  if (last === null && floor === null) return null;
  let start = Math.max(
    floor ?? Number.NEGATIVE_INFINITY,
    last === null ? Number.NEGATIVE_INFINITY : steps.alignDown(last.end),
  );
  // The schedule has changed, and its interval begins where the last run began: that logical date is taken.
  if (last !== null && start <= last.start) start = steps.next(last.start);
  if (latest !== null && start > latest) return null;
  return { start, end: steps.next(start) };
}

/** Without catchup, events that are past are let go. */
function nextEvent(
  { dates }: EventsTimetable,
  last: DataInterval | null,
  { earliest, catchup }: TickLimits,
  now: number,
): DataInterval | null {
  const from = catchup ? (earliest ?? Number.NEGATIVE_INFINITY) : Math.max(now, earliest ?? now);
  const found = dates.map((date) => Date.parse(date)).find((at) => at >= from && (last === null || at > last.end));
  return found === undefined ? null : exact(found);
}

/** The newest event at or before `at`, or the first one where all are still to come. */
function eventBefore({ dates }: EventsTimetable, at: number): number {
  const events = dates.map((date) => Date.parse(date));
  return events.findLast((event) => event <= at) ?? events[0] ?? at;
}
