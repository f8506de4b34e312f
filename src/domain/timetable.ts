/**
 * When the runs of a DAG are made. The rules are those of Airflow 3's default timetables (its documentation, "Timetables"):
 * a cron expression or an interval triggers at its tick, the logical date is the tick, and the data interval is the tick alone
 * (`CronTriggerTimetable`, `DeltaTriggerTimetable`). Instants are epoch milliseconds.
 */
import type { SerializedTimetable } from '@aquilon/sdk/serialized';
import { type Cron, nextMinute, parseCron, previousMinute } from './cron.ts';

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

/** The tick after the newest automated run (`last`: its logical date; null: there was none), or null when none will come. */
export function nextTick(
  timetable: SerializedTimetable,
  last: number | null,
  limits: TickLimits,
  now: number,
): Tick | null {
  const at = nextInstant(timetable, last, limits, now);
  if (at === null || (limits.latest !== null && at > limits.latest)) return null;
  return { logicalDate: at, dataIntervalStart: at, dataIntervalEnd: at, runAfter: at };
}

function nextInstant(
  timetable: SerializedTimetable,
  last: number | null,
  limits: TickLimits,
  now: number,
): number | null {
  switch (timetable.kind) {
    case 'null':
      return null;
    case 'once':
      return last === null ? (limits.earliest ?? now) : null;
    case 'continuous':
      return last === null ? Math.max(limits.earliest ?? now, now) : Math.max(now, last + 1);
    case 'cron': {
      const steps = cronSteps(timetable.expression, timetable.timezone);
      return chooseTick(steps, last, limits, now);
    }
    case 'interval':
      return chooseTick(intervalSteps(timetable.ms), last, limits, now);
  }
}

/** The four moves that a periodic timetable knows. */
export interface Steps {
  /** First tick after `at`. */
  next(at: number): number;
  /** First tick at or after `at`. */
  alignUp(at: number): number;
  /** Last tick at or before `at`. */
  alignDown(at: number): number;
  /** First tick of a DAG without a start date. */
  first(now: number): number;
}

/** With catchup every tick since the start; without, none older than the last one before now. */
function chooseTick(steps: Steps, last: number | null, limits: TickLimits, now: number): number {
  const { earliest, catchup } = limits;
  if (catchup) {
    if (last !== null) return steps.next(last);
    return earliest === null ? steps.first(now) : steps.alignUp(earliest);
  }
  const candidates = [steps.alignDown(now)];
  if (last !== null) candidates.push(steps.next(last));
  else if (earliest === null) candidates.push(steps.first(now));
  if (earliest !== null) candidates.push(steps.alignUp(earliest));
  return Math.max(...candidates);
}

function intervalSteps(ms: number): Steps {
  return { next: (at) => at + ms, alignUp: (at) => at, alignDown: (at) => at, first: (now) => now };
}

const parsed = new Map<string, Cron>();

function cronOf(expression: string): Cron {
  let cron = parsed.get(expression);
  if (!cron) {
    cron = parseCron(expression);
    parsed.set(expression, cron);
  }
  return cron;
}

export function cronSteps(expression: string, timezone: string): Steps {
  const cron = cronOf(expression);
  const next = (at: number) => step(cron, timezone, at, nextMinute);
  // Strictly before `at`: a started minute counts as passed. A time that the clock skips runs later than the wall clock says, and may then
  // lie after `at`: the tick before it is meant.
  const previous = (at: number) => {
    let passed = 0;
    for (;;) {
      const tick = step(cron, timezone, at, (c, minute, restMs) => {
        let found = previousMinute(c, restMs > 0 ? minute : minute - 1);
        for (let more = passed; more > 0 && found !== undefined; more--) found = previousMinute(c, found - 1);
        return found;
      });
      if (tick < at) return tick;
      passed += 1;
    }
  };
  const alignDown = (at: number) => {
    const candidate = previous(at);
    return next(candidate) === at ? at : candidate;
  };
  const alignUp = (at: number) => {
    const candidate = next(at);
    return previous(candidate) === at ? at : candidate;
  };
  return { next, alignUp, alignDown, first: (now) => next(now) };
}

/**
 * One step on the wall clock of the zone, as Airflow's `CronMixin` does it. A time that the clock skips in spring runs as much later;
 * of a time that comes twice in autumn the second counts. An expression that covers every hour steps in real time instead,
 * so that no hour is lost or doubled.
 */
function step(
  cron: Cron,
  timezone: string,
  at: number,
  move: (cron: Cron, minute: number, restMs: number) => number | undefined,
): number {
  const wall = wallMinute(at, timezone);
  const found = move(cron, wall.minute, wall.restMs);
  if (found === undefined) throw new Error(`"${cron.expression}" has no tick beside ${new Date(at).toISOString()}`);
  if (cron.everyHour) return at - wall.restMs + (found - wall.minute) * 60_000;
  return instantOf(found, timezone);
}

/** The wall clock at an instant: whole minutes since 1970-01-01T00:00, and the milliseconds beyond. */
function wallMinute(at: number, timezone: string): { minute: number; restMs: number } {
  const zoned = Temporal.Instant.fromEpochMilliseconds(Math.ceil(at)).toZonedDateTimeISO(timezone);
  const local = at + zoned.offsetNanoseconds / 1_000_000;
  const minute = Math.floor(local / 60_000);
  return { minute, restMs: local - minute * 60_000 };
}

function instantOf(minute: number, timezone: string): number {
  const plain = Temporal.Instant.fromEpochMilliseconds(minute * 60_000)
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime();
  return plain.toZonedDateTime(timezone, { disambiguation: 'later' }).epochMilliseconds;
}
