import { useQueries } from '@tanstack/react-query';
import { type TaskInstance, triesQuery } from '#shared/api/queries/tasks.ts';
import { keyOf } from './gantt.ts';

/** Of so many tasks that were tried again the earlier attempts are asked for. */
const MOST_TRIED = 40;

/** The attempts of the tasks that were tried more than once, by key. */
export function useTries(dagId: string, runId: string, tasks: readonly TaskInstance[]) {
  const tried = tasks.filter((task) => task.try_number > 1).slice(0, MOST_TRIED);
  return useQueries({
    queries: tried.map((task) => triesQuery({ dagId, runId, taskId: task.task_id, mapIndex: task.map_index })),
    combine: (results) =>
      new Map(
        results.flatMap(({ data }, place) => {
          const task = tried[place];
          return data && task ? [[keyOf(task), data.task_instances] as const] : [];
        }),
      ),
  });
}
