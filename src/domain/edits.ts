/** What a run that runs again has otherwise than its DAG says. */
import type { SerializedDag } from '@aquilon/sdk/serialized';

/** By task: the pool that its attempts use in this run. */
export type EditedPools = { readonly [taskId: string]: string };

export function withPools(dag: SerializedDag, pools: EditedPools | null | undefined): SerializedDag {
  if (!pools) return dag;
  const tasks = dag.tasks.map((task) => {
    const pool = Object.hasOwn(pools, task.taskId) ? pools[task.taskId] : undefined;
    return pool === undefined ? task : { ...task, pool };
  });
  return { ...dag, tasks };
}
