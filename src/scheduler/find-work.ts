/** What a worker is given of a task instance, found from the store: also long after its run has ended. */
import type { Graph, TaskNode } from '#domain/graph.ts';
import { findInstance } from '#domain/run.ts';
import type { Work } from '#queue/executor.ts';
import type { FoundWork, TaskKey } from './commands.ts';
import { restoreStoredRun } from './restore-run.ts';
import { createState } from './state.ts';
import type { Store } from './store.ts';
import { workOf } from './work.ts';

/**
 * The run is taken as it was for that attempt: on the version of the DAG, with the conf. Undefined where the run, the version or the instance is gone.
 */
export async function findWork(
  store: Store,
  dagRunId: number,
  { taskId, mapIndex }: TaskKey,
  { versionId, conf }: { versionId: string; conf?: Work['run']['conf'] | undefined },
): Promise<FoundWork | undefined> {
  const stored = await store.loadRun(dagRunId);
  const version = await store.loadVersion(versionId);
  if (!stored || !version?.serialized.tasks.some((one) => one.taskId === taskId)) return undefined;
  const facts = { ...stored.facts, conf: conf ?? stored.facts.conf };
  const { run } = restoreStoredRun(createState(1, 1, 0), { ...stored, facts }, version, () => '');
  const instance = findInstance(run, taskId, mapIndex);
  return instance && { work: workOf(instance), tasksBefore: tasksBefore(run.graph, instance.node) };
}

/** All tasks that had to end before it, one after another. */
function tasksBefore({ nodes }: Graph, { index }: TaskNode): string[] {
  const found = new Set<number>([index]);
  for (const at of found) for (const before of nodes[at]?.upstream ?? []) found.add(before);
  found.delete(index);
  return Array.from(found, (at) => nodes[at]?.task.taskId ?? '');
}
