/** What a worker is given of a task instance, found from the store: also long after its run has ended. */
import { findInstance } from '#domain/run.ts';
import type { Work } from '#queue/executor.ts';
import type { TaskKey } from './commands.ts';
import { restoreStoredRun } from './restore-run.ts';
import { createState } from './state.ts';
import type { Store } from './store.ts';
import { workOf } from './work.ts';

/** `versionId`: the task as that version of the DAG has it. Undefined where the run, the version or the instance is gone. */
export async function findWork(
  store: Store,
  dagRunId: number,
  { taskId, mapIndex }: TaskKey,
  versionId: string,
): Promise<Work | undefined> {
  const stored = await store.loadRun(dagRunId);
  const [ofRun, ofTry] = await Promise.all([
    stored && store.loadVersion(stored.versionId),
    store.loadVersion(versionId),
  ]);
  const task = ofTry?.serialized.tasks.find((one) => one.taskId === taskId);
  if (!stored || !ofRun || !ofTry || !task) return undefined;
  const { run } = restoreStoredRun(createState(1, 1, 0), stored, ofRun, () => '');
  const instance = findInstance(run, taskId, mapIndex);
  return instance && { ...workOf(instance), task, snapshotHash: ofTry.snapshotHash };
}
