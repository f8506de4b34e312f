/** `failFast`: the first task that fails ends the others, teardowns excepted (Airflow documentation, "Fail fast"). */

import { allInstances, type Instance, recount } from './run.ts';
import { isFinished, isOccupied } from './states.ts';
import { become, endFields, type Moves } from './transitions.ts';

/** What runs is failed, and its process ended; what waits is skipped. What may follow from that the caller considers. */
export function failFast(failed: Instance, at: number, out: Moves): void {
  const { run } = failed;
  const why = { code: 'FAIL_FAST', message: `${failed.node.task.taskId} failed, and the DAG is to fail fast` };
  for (const one of allInstances(run)) {
    if (isFinished(one.state) || one.node.task.role === 'teardown') continue;
    const isActive = isOccupied(one.state);
    if (isActive) out.cancelled.push({ attemptId: one.attemptId, why });
    endFields(one, at, why);
    become(one, isActive ? 'failed' : 'skipped', at, why, out);
  }
  recount(run);
}
