/** Several task instances, of any runs, that are changed together. */
import type { TaskInstance } from '#shared/api/queries/tasks.ts';

export type Chosen = Pick<TaskInstance, 'dag_id' | 'dag_run_id' | 'task_id' | 'map_index' | 'state'>;

/** Names an instance among all: what a list knows its rows by. */
export const keyOfInstance = ({ dag_id, dag_run_id, task_id, map_index }: Chosen): string =>
  `${dag_id} / ${dag_run_id} / ${task_id}${map_index < 0 ? '' : ` [${map_index}]`}`;

export interface OfRun {
  readonly dagId: string;
  readonly runId: string;
  /** As the request of the server has them. */
  readonly taskIds: (string | [string, number])[];
}

/** A request clears instances of one run: the runs of those that are chosen, with what of each. */
export function byRun(chosen: readonly Chosen[]): readonly OfRun[] {
  const runs = Map.groupBy(chosen, ({ dag_id, dag_run_id }) => JSON.stringify([dag_id, dag_run_id]));
  return [...runs.values()].flatMap((instances) => {
    const [first] = instances;
    if (first === undefined) return [];
    const taskIds = instances.map(({ task_id, map_index }): string | [string, number] =>
      map_index < 0 ? task_id : [task_id, map_index],
    );
    return [{ dagId: first.dag_id, runId: first.dag_run_id, taskIds }];
  });
}
