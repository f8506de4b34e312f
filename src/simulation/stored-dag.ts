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
  let last = lastInterval !== null && lastInterval.end <= start ? lastInterval : null;
  for (;;) {
    const tick = nextTick(serialized.timetable, last, limits, start - 1);
    if (tick === null || tick.runAfter >= start) return last;
    last = { start: tick.dataIntervalStart, end: tick.dataIntervalEnd };
  }
}
