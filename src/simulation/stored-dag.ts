/** A DAG as the scheduler reads it at its start, with its schedule where it stands when the simulation begins. */
import { type DataInterval, nextTick } from '#domain/timetable.ts';
import type { StoredDag } from '#scheduler/store.ts';
import type { DagInput, SimulationOptions } from './input.ts';

export function storedDag(dag: DagInput, { start }: Pick<SimulationOptions, 'start'>): StoredDag {
  const { serialized, maxActiveRuns, maxActiveTasks, maxConsecutiveFailedRuns } = dag;
  const { dagId } = serialized;
  return {
    ...{ dagId, serialized, maxActiveRuns, maxActiveTasks, maxConsecutiveFailedRuns },
    paused: false,
    stale: false,
    quarantine: null,
    versionId: `version-of-${dagId}`,
    snapshotHash: dagId,
    lastInterval: caughtUp(dag, start),
    recentRuns: [],
    runtimes: [],
  };
}

/** The data interval of the last run before `start`: what was due before is taken as made, with catchup too. */
export function caughtUp({ serialized, lastInterval }: DagInput, start: number): DataInterval | null {
  const limits = {
    earliest: serialized.startDate === null ? null : Date.parse(serialized.startDate),
    latest: serialized.endDate === null ? null : Date.parse(serialized.endDate),
    catchup: false,
  };
  // What was made after the start is still to come.
  const known = lastInterval !== null && lastInterval.end <= start ? lastInterval : null;
  let last = inStep(serialized, known, limits.earliest, start);
  for (;;) {
    const tick = nextTick(serialized.timetable, last, limits, start - 1);
    if (tick === null || tick.runAfter >= start) return last;
    last = { start: tick.dataIntervalStart, end: tick.dataIntervalEnd };
  }
}

/** An interval goes on in the steps of its last run, or of the start of its DAG; without catchup, data intervals lie on a grid of their own. */
function inStep(
  { timetable, catchup }: DagInput['serialized'],
  known: DataInterval | null,
  earliest: number | null,
  start: number,
): DataInterval | null {
  if (timetable.kind !== 'interval' || (timetable.dataInterval && known === null && catchup !== true)) return known;
  const from = known?.end ?? earliest;
  if (from === null || from >= start) return known;
  const end = from + Math.floor((start - 1 - from) / timetable.ms) * timetable.ms;
  return { start: end - (timetable.dataInterval ? timetable.ms : (timetable.intervalMs ?? 0)), end };
}
