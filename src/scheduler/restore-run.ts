import { buildGraph } from '#domain/graph.ts';
import { type Instance, type Run, restoreRun } from '#domain/run.ts';
import { graphOf, type SchedulerState } from './state.ts';
import type { StoredRun, StoredVersion } from './store.ts';

/** A run as the store has it, in memory. `added`: instances without a row. */
export function restoreStoredRun(
  state: SchedulerState,
  stored: StoredRun,
  version: StoredVersion,
  newId: () => string,
): { run: Run; added: Instance[] } {
  const entry = state.dags.get(stored.facts.dagId);
  const graph = graphOf(state, version.versionId, () => buildGraph(version.serialized));
  return restoreRun(
    {
      facts: stored.facts,
      state: stored.state,
      startedAt: stored.startedAt,
      paused: entry?.stored.paused ?? true,
      versionId: version.versionId,
      snapshotHash: version.snapshotHash,
      graph,
      maxActiveTasks: entry?.stored.maxActiveTasks ?? 1,
      clearNumber: stored.clearNumber,
    },
    stored.instances,
    newId,
  );
}
