/** When a schedule makes its next runs, counted from now: not from the runs that it has made. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { type DataInterval, nextTick } from '#domain/timetable.ts';

/** ISO 8601, ascending. Empty: none, by events of assets alone, or by a timetable of the author's own, which only a server asks. */
export function fireTimes({ timetable, startDate, endDate }: SerializedDag, count: number, now: number): string[] {
  const earliest = startDate === null ? null : Date.parse(startDate);
  const limits = { earliest, latest: endDate === null ? null : Date.parse(endDate), catchup: true };
  const times: string[] = [];
  let last: DataInterval | null = earliest !== null && earliest > now ? null : lastBefore(timetable, earliest, now);
  while (times.length < count) {
    const tick = nextTick(timetable, last, limits, now);
    if (tick === null) break;
    times.push(new Date(tick.runAfter).toISOString());
    if (timetable.kind === 'once' || timetable.kind === 'continuous') break;
    last = { start: tick.dataIntervalStart, end: tick.dataIntervalEnd };
  }
  return times;
}

/** Intervals are counted from the start of the DAG. What runs once, or without a pause, begins now. */
function lastBefore(timetable: SerializedDag['timetable'], earliest: number | null, now: number): DataInterval | null {
  if (timetable.kind === 'once' || timetable.kind === 'continuous') return null;
  const at = timetable.kind === 'interval' && earliest !== null ? now - ((now - earliest) % timetable.ms) : now;
  // Of data intervals, the one that goes on now is not over.
  return { start: 0, end: at };
}
