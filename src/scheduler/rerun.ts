/** An ended run that runs again on the DAG's newest version. */
import { buildGraph } from '#domain/graph.ts';
import { allInstances, type Run, restoreRun } from '#domain/run.ts';
import { isOccupied, isWaiting } from '#domain/states.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { graphOf } from './state.ts';
import type { Turn } from './turn.ts';

/** The run is rebuilt on the DAG's newest version: its rows keep their states, new tasks get rows, tasks that are gone stay as they ended. */
export function moveToLatestVersion(turn: Turn, run: Run): Run {
  const { state } = turn;
  const entry = state.dags.get(run.facts.dagId);
  if (!entry || entry.stored.versionId === run.versionId) return run;
  if (allInstances(run).some(({ state }) => isOccupied(state) || isWaiting(state))) {
    throw new AquilonError('STATE_CONFLICT', {
      thing: `Run ${run.facts.runId}`,
      found: 'running',
      wanted: 'another version',
    });
  }
  const stored = allInstances(run).map((instance) => ({
    ...instance,
    taskId: instance.node.task.taskId,
    lostAttempts: 0,
  }));
  const { stored: newest } = entry;
  const graph = graphOf(state, newest.versionId, () => buildGraph(newest.serialized));
  const { versionId, snapshotHash } = newest;
  const rebuilt = restoreRun(
    { ...run, versionId, snapshotHash, graph, maxActiveTasks: newest.maxActiveTasks },
    stored,
    turn.newId,
  );
  for (const instance of rebuilt.added) turn.added.add(instance);
  return rebuilt.run;
}
