/**
 * Where a change of the clock moves the ticks of a cron schedule: times of day that are skipped or come twice, and intervals that are shorter or longer than the
 * wall clock says. The rules are those of cron-steps.ts.
 */
import type { SerializedTimetable } from '@aquilon/sdk/serialized';
import { parseCron } from './cron.ts';
import { cronSteps } from './cron-steps.ts';

export interface ClockSurprise {
  kind: 'skipped' | 'doubled' | 'shorter_interval' | 'longer_interval' | 'fewer_runs' | 'more_runs';
  /** ISO 8601: of a tick, when its run is due; of an interval, its end; of a day with fewer or more runs, the change of the clock. */
  at: string;
  /** ISO 8601 without an offset: the wall clock of the schedule. */
  local: string;
  timezone: string;
  message: string;
}

interface Change {
  at: number;
  /** How far the clock is ahead of UTC, milliseconds. */
  before: number;
  after: number;
}

const HOUR_MS = 3_600_000;

/** Of `start` and `end`, epoch milliseconds, the second is not included. A schedule of every second has thousands: take as many as are wanted. */
export function* clockSurprises(timetable: SerializedTimetable, start: number, end: number): Generator<ClockSurprise> {
  if (timetable.kind !== 'cron') return;
  const { timezone, more = [] } = timetable;
  const changes = changesOf(timezone, start, end);
  for (const expression of [timetable.expression, ...more])
    for (const change of changes) yield* surprisesAt(expression, timezone, change);
}

function changesOf(timezone: string, start: number, end: number): Change[] {
  const changes: Change[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(start - 1).toZonedDateTimeISO(timezone);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= end) return changes;
    const before = next.subtract({ nanoseconds: 1 }).offsetNanoseconds / 1_000_000;
    const after = next.offsetNanoseconds / 1_000_000;
    // Some changes of a zone's law leave the clock as it is.
    if (before !== after) changes.push({ at: next.epochMilliseconds, before, after });
    at = next;
  }
}

function* surprisesAt(expression: string, timezone: string, change: Change): Generator<ClockSurprise> {
  const moved = (change.after - change.before) / HOUR_MS;
  if (parseCron(expression).everyHour) {
    yield dayOfOtherLength(expression, timezone, change, moved);
    return;
  }
  yield* timesOfDay(expression, timezone, change, moved);
  yield* intervalAcross(expression, timezone, change, moved);
}

/** It steps in real time: no run is lost or doubled, but the day has more or fewer of them. */
function dayOfOtherLength(expression: string, timezone: string, { at, after }: Change, moved: number): ClockSurprise {
  const local = wall(at + after);
  return {
    kind: moved > 0 ? 'fewer_runs' : 'more_runs',
    at: iso(at),
    local,
    timezone,
    message: `${day(local)} has ${24 - moved} hours in ${timezone}: "${expression}" runs on in real time, with ${moved > 0 ? 'fewer' : 'more'} runs that day`,
  };
}

/** Ticks at wall clock times that do not exist that day, or that come twice. */
function* timesOfDay(expression: string, timezone: string, change: Change, moved: number): Generator<ClockSurprise> {
  const { at, before, after } = change;
  const [from, to] = [at + Math.min(before, after), at + Math.max(before, after)];
  const onTheWall = cronSteps(expression, 'UTC');
  for (let tick = onTheWall.alignUp(from); tick < to; tick = onTheWall.next(tick)) {
    const local = wall(tick);
    const due = moved > 0 ? tick - before : tick - after;
    yield {
      kind: moved > 0 ? 'skipped' : 'doubled',
      at: iso(due),
      local,
      timezone,
      message:
        moved > 0
          ? `${time(local)} does not exist on ${day(local)} in ${timezone}: the run is due at ${time(wall(due + after))}`
          : `${time(local)} comes twice on ${day(local)} in ${timezone}: the run is due the second time`,
    };
  }
}

/** Of a schedule of some hours or more: the interval between two ticks that the change makes shorter or longer than it is on other days. */
function intervalAcross(expression: string, timezone: string, change: Change, moved: number): ClockSurprise[] {
  const steps = cronSteps(expression, timezone);
  const onTheWall = cronSteps(expression, 'UTC');
  let begin = steps.alignDown(change.at - 1);
  let plain = onTheWall.alignDown(begin + change.before);
  // A tick that is moved by the change itself makes the next interval the odd one.
  for (let count = 0; count < 2; count++) {
    const [end, plainEnd] = [steps.next(begin), onTheWall.next(plain)];
    const [length, usual] = [(end - begin) / HOUR_MS, (plainEnd - plain) / HOUR_MS];
    if (usual < LEAST_HOURS) return [];
    if (length !== usual) {
      const local = wall(end + change.after);
      const message = `the interval that ends at ${time(local)} on ${day(local)} in ${timezone} is ${round(length)} h long, and not ${round(usual)}`;
      return [{ kind: moved > 0 ? 'shorter_interval' : 'longer_interval', at: iso(end), local, timezone, message }];
    }
    [begin, plain] = [end, plainEnd];
  }
  return [];
}

/** Ticks that lie closer together are told of one by one. */
const LEAST_HOURS = 12;

const iso = (at: number): string => new Date(at).toISOString();
const wall = (ms: number): string => new Date(ms).toISOString().slice(0, 19);
const day = (local: string): string => local.slice(0, 10);
const time = (local: string): string => local.slice(11, 16);
const round = (hours: number): number => Math.round(hours * 100) / 100;
