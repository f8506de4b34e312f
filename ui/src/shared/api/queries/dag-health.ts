/** How the runs of a DAG ended since some time ago, and what failed last. */
import { queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';
import { keys } from './keys.ts';
import type { TaskInstance } from './tasks.ts';

export const SINCE = ['day', 'week', 'month', 'ever'] as const;
export type Since = (typeof SINCE)[number];

const DAYS: Readonly<Record<Since, number | null>> = { day: 1, week: 7, month: 30, ever: null };

export interface DagHealth {
  readonly succeeded: number;
  readonly failed: number;
  readonly failedTasks: number;
  /** Newest first. */
  readonly lastFailures: readonly TaskInstance[];
}

const SHOWN_FAILURES = 8;

export const dagHealthQuery = (dagId: string, since: Since) =>
  queryOptions({
    queryKey: [...keys.runsOf(dagId), 'health', since],
    queryFn: async ({ signal }): Promise<DagHealth> => {
      const days = DAYS[since];
      const from = days === null ? undefined : new Date(Date.now() - days * 86_400_000).toISOString();
      const count = async (state: string) => {
        const { total_entries } = await call('GET /api/v2/dags/{dag_id}/dagRuns', {
          path: { dag_id: dagId },
          query: { state: [state], run_after_gte: from, limit: 1 },
          signal,
        });
        return total_entries ?? 0;
      };
      const [succeeded, failed, failures] = await Promise.all([
        count('success'),
        count('failed'),
        call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances', {
          path: { dag_id: dagId, dag_run_id: '~' },
          query: { state: ['failed'], run_after_gte: from, limit: SHOWN_FAILURES, order_by: ['-end_date'] },
          signal,
        }),
      ]);
      return {
        succeeded,
        failed,
        failedTasks: failures.total_entries ?? failures.task_instances.length,
        lastFailures: failures.task_instances,
      };
    },
  });
