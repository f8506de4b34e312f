/** The ticks that a schedule will come to, as far as they can be told today. Instants are epoch milliseconds. */
import type { SerializedTimetable } from '@aquilon/sdk/serialized';
import { type DataInterval, nextTick, type Tick } from './timetable.ts';

export interface Plan {
  timetable: SerializedTimetable;
  /** The next tick, as the scheduler has it; null: none will come. */
  next: Tick | null;
  /** End of the DAG; null: it has none. */
  end: number | null;
}

/**
 * Those whose run is made in this time, the end not included, in order. A timetable whose later ticks depend on what happens until then
 * (once, continuous, the author's own) has its next one alone. Takes no longer for a time that is far away: it begins there.
 */
export function* plannedTicks({ timetable, next, end }: Plan, from: number, until: number): Generator<Tick> {
  if (next === null) return;
  if (!isForeseeable(timetable)) {
    if (next.runAfter >= from && next.runAfter < until) yield next;
    return;
  }
  const limits = { earliest: null, latest: end, catchup: true };
  let last: DataInterval;
  if (next.runAfter >= from) {
    if (next.runAfter >= until) return;
    // The scheduler has it: nobody looks for it again, who would not find the time of day that a clock skips.
    yield next;
    last = { start: next.dataIntervalStart, end: next.dataIntervalEnd };
  } else last = before(timetable, next, from);
  for (;;) {
    const tick = nextTick(timetable, last, limits, from);
    if (tick === null || tick.runAfter >= until) return;
    yield tick;
    last = { start: tick.dataIntervalStart, end: tick.dataIntervalEnd };
  }
}

const isForeseeable = ({ kind }: SerializedTimetable): boolean =>
  kind === 'cron' || kind === 'interval' || kind === 'events';

/** The interval after which the first run that is made at `from` or later comes. */
function before(timetable: SerializedTimetable, next: Tick, from: number): DataInterval {
  if (timetable.kind !== 'interval') return { start: Number.NEGATIVE_INFINITY, end: from - 1 };
  // Each is counted from the one before: their grid is that of the next tick.
  const shift = (Math.ceil((from - next.runAfter) / timetable.ms) - 1) * timetable.ms;
  return { start: next.dataIntervalStart + shift, end: next.dataIntervalEnd + shift };
}
