/**
 * Backfills: runs for the dates of a range, under a limit of their own. The rules are those of Airflow 3.3 (its documentation, "Backfill", and the
 * answers of its REST API). Instants are epoch milliseconds.
 */
import type { SerializedDag, SerializedTimetable } from '@aquilon/sdk/serialized';
import { isRunFinished, type RunState } from './states.ts';
import { type DataInterval, nextTick, type Tick } from './timetable.ts';

/** What becomes of a date that has a run already: it is left alone, or runs again if it failed, or if it has ended. */
export const REPROCESS_BEHAVIORS = ['failed', 'completed', 'none'] as const;
export type ReprocessBehavior = (typeof REPROCESS_BEHAVIORS)[number];

/** Of one backfill: each date is a row, and all of them are planned in one piece. */
export const MOST_RUNS = 50_000;

export interface BackfillRange {
  from: number;
  to: number;
  runBackwards: boolean;
  reprocessBehavior: ReprocessBehavior;
}

/** Why the backfill is refused, in Airflow's words where it has some; null: it may begin. */
export function refuseBackfill(dag: SerializedDag, range: BackfillRange, now: number): string | null {
  const { from, to, runBackwards, reprocessBehavior } = range;
  if (!isPeriodic(dag.timetable)) return `${dag.dagId} has a non-periodic schedule that does not support backfills`;
  if (dag.timetable.kind === 'custom')
    return `${dag.dagId} has a timetable of its author's own, which is asked run by run: it does not support backfills`;
  if (from > to) return `from_date (${isoformat(from)}) must not be after to_date (${isoformat(to)}).`;
  if (from >= now) return 'Backfill cannot be executed for future dates.';
  if (dag.tasks.some((task) => task.dependsOnPast === true)) {
    if (runBackwards) return 'Backfill cannot be run in reverse when the Dag has tasks where depends_on_past=True.';
    if (reprocessBehavior === 'none') return PAST_NEEDS_REPROCESS;
  }
  return null;
}

const PAST_NEEDS_REPROCESS =
  'Dag has tasks for which depends_on_past=True. You must set reprocess behavior to reprocess completed or reprocess failed.';

/** Whether its dates can be told without asking anybody. */
export const isBackfillable = ({ timetable }: SerializedDag): boolean =>
  isPeriodic(timetable) && timetable.kind !== 'custom';

/** A schedule whose ticks do not depend on what ran before, or on events. */
const isPeriodic = ({ kind }: SerializedTimetable): boolean =>
  kind !== 'null' && kind !== 'once' && kind !== 'continuous';

/** As Airflow's Python writes an instant. */
const isoformat = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z').replace('Z', '+00:00');

/**
 * The ticks of the range that are over, in the order in which they run. Null: there are more than `MOST_RUNS`. The DAG's own start and end
 * do not bound them: the range does.
 */
export function planBackfill(timetable: SerializedTimetable, range: BackfillRange, now: number): Tick[] | null {
  const limits = { earliest: range.from, latest: range.to, catchup: true };
  const after = (last: DataInterval | null) => nextTick(timetable, last, limits, now);
  const ticks: Tick[] = [];
  for (let tick = after(null); tick; tick = after({ start: tick.dataIntervalStart, end: tick.dataIntervalEnd })) {
    if (tick.dataIntervalEnd >= now) break;
    if (ticks.length === MOST_RUNS) return null;
    ticks.push(tick);
  }
  return range.runBackwards ? ticks.reverse() : ticks;
}

/** Why a date gets no run: it has one that goes on, or one that is not to run again. */
export type ExceptionReason = 'in flight' | 'already exists';

/** What the date's present run, if there is one, means for it. Null: it runs, or runs again. */
export function refuseDate(existing: RunState | undefined, behavior: ReprocessBehavior): ExceptionReason | null {
  if (existing === undefined) return null;
  if (!isRunFinished(existing)) return 'in flight';
  const again = behavior === 'completed' || (behavior === 'failed' && existing === 'failed');
  return again ? null : 'already exists';
}
