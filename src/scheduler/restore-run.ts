import { type Instance, type Run, restoreRun } from '#domain/run.ts';
import { graphOfVersion } from './graph-of-version.ts';
import type { SchedulerState } from './state.ts';
import type { StoredRun, StoredVersion } from './store.ts';

/** A run as the store has it, in memory. `added`: instances without a row. */
export function restoreStoredRun(
  state: SchedulerState,
  stored: StoredRun,
  version: StoredVersion,
  newId: () => string,
): { run: Run; added: Instance[] } {
  const entry = state.dags.get(stored.facts.dagId);
  const { editedPools } = stored;
  const graph = graphOfVersion(state, version, editedPools);
  return restoreRun(
    {
      facts: stored.facts,
      state: stored.state,
      startedAt: stored.startedAt,
      paused: entry?.stored.paused ?? true,
      quarantine: entry?.stored.quarantine ?? null,
      versionId: version.versionId,
      snapshotHash: version.snapshotHash,
      bundleVersion: stored.bundleVersion ?? null,
      editedPools,
      graph,
      maxActiveTasks: entry?.stored.maxActiveTasks ?? 1,
      clearNumber: stored.clearNumber,
    },
    stored.instances,
    newId,
  );
}
