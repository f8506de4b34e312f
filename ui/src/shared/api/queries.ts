/** What the page asks for, under which key it is kept, and how long it is fresh. Live events keep it true in between. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from './client.ts';
import type { Quarantine, TaskError } from './extra-operations.ts';
import type { Schemas } from './generated.ts';

export type Dag = Schemas['DAGResponse'];
export type DagDetails = Schemas['DAGDetailsResponse'] & { readonly quarantine?: Quarantine | null };
export type Run = Schemas['DAGRunResponse'];
export type TaskInstance = Schemas['TaskInstanceResponse'] & { readonly error?: TaskError | null };
export type TaskTry = Schemas['TaskInstanceHistoryResponse'] & { readonly error?: TaskError | null };

export interface DagFilter {
  readonly search?: string;
  readonly tag?: string;
  readonly paused?: boolean;
}

/** Task instances of a run: those that were read, and how many there are. */
export interface RunTasks {
  readonly tasks: readonly TaskInstance[];
  readonly total: number;
}

const PAGE = 50;
export const LAST_RUNS = 14;
/** The largest page of the server, and the most instances that a run's page holds. */
const TASK_PAGE = 100;
const MOST_TASKS = 2000;

export const keys = {
  dagLists: ['dags'] as const,
  dags: (filter: DagFilter) => ['dags', filter] as const,
  dag: (dagId: string) => ['dag', dagId] as const,
  structure: (dagId: string, version: number | null) => ['dag', dagId, 'structure', version] as const,
  runsOf: (dagId: string) => ['runs', dagId] as const,
  lastRuns: (dagId: string) => ['runs', dagId, 'last'] as const,
  runList: (dagId: string) => ['runs', dagId, 'list'] as const,
  run: (dagId: string, runId: string) => ['run', dagId, runId] as const,
  tasks: (dagId: string, runId: string) => ['tasks', dagId, runId] as const,
  task: (dagId: string, runId: string, taskId: string) => ['task', dagId, runId, taskId] as const,
  dagCounts: ['dag-counts'] as const,
  importErrors: ['import-errors'] as const,
};

export const dagsQuery = (filter: DagFilter) =>
  infiniteQueryOptions({
    queryKey: keys.dags(filter),
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      call('GET /api/v2/dags', {
        query: {
          limit: PAGE,
          offset: pageParam,
          order_by: ['dag_id'],
          dag_id_pattern: filter.search,
          tags: filter.tag === undefined ? undefined : [filter.tag],
          paused: filter.paused,
        },
        signal,
      }),
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((sum, page) => sum + page.dags.length, 0);
      return last.dags.length > 0 && read < last.total_entries ? read : undefined;
    },
  });

export const dagQuery = (dagId: string) =>
  queryOptions({
    queryKey: keys.dag(dagId),
    queryFn: ({ signal }) => call('GET /api/v2/dags/{dag_id}/details', { path: { dag_id: dagId }, signal }),
  });

export const structureQuery = (dagId: string, version: number | null) =>
  queryOptions({
    queryKey: keys.structure(dagId, version),
    queryFn: ({ signal }) =>
      call('GET /api/v2/dags/{dag_id}/structure', {
        path: { dag_id: dagId },
        query: version === null ? {} : { version_number: version },
        signal,
      }),
    // A version never changes; the newest one does.
    staleTime: version === null ? 0 : Number.POSITIVE_INFINITY,
  });

export const lastRunsQuery = (dagId: string) =>
  queryOptions({
    queryKey: keys.lastRuns(dagId),
    queryFn: ({ signal }) =>
      call('GET /api/v2/dags/{dag_id}/dagRuns', {
        path: { dag_id: dagId },
        query: { limit: LAST_RUNS, order_by: ['-run_after'] },
        signal,
      }),
  });

export const runListQuery = (dagId: string) =>
  infiniteQueryOptions({
    queryKey: keys.runList(dagId),
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      call('GET /api/v2/dags/{dag_id}/dagRuns', {
        path: { dag_id: dagId },
        query: { limit: PAGE, offset: pageParam, order_by: ['-run_after'] },
        signal,
      }),
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((sum, page) => sum + page.dag_runs.length, 0);
      return last.dag_runs.length > 0 && read < (last.total_entries ?? 0) ? read : undefined;
    },
  });

export const runQuery = (dagId: string, runId: string) =>
  queryOptions({
    queryKey: keys.run(dagId, runId),
    queryFn: ({ signal }) =>
      call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}', { path: { dag_id: dagId, dag_run_id: runId }, signal }),
  });

export const tasksQuery = (dagId: string, runId: string) =>
  queryOptions({
    queryKey: keys.tasks(dagId, runId),
    queryFn: async ({ signal }): Promise<RunTasks> => {
      const page = (offset: number) =>
        call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances', {
          path: { dag_id: dagId, dag_run_id: runId },
          query: { limit: TASK_PAGE, offset, order_by: ['map_index'] },
          signal,
        });
      const first = await page(0);
      const total = first.total_entries ?? first.task_instances.length;
      const tasks = [...first.task_instances];
      while (tasks.length < Math.min(total, MOST_TASKS)) {
        const next = await page(tasks.length);
        if (next.task_instances.length === 0) break;
        tasks.push(...next.task_instances);
      }
      return { tasks, total };
    },
  });

export interface InstanceAddress {
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  readonly mapIndex: number;
}

export const triesQuery = ({ dagId, runId, taskId, mapIndex }: InstanceAddress) =>
  queryOptions({
    queryKey: [...keys.task(dagId, runId, taskId), 'tries', mapIndex],
    queryFn: ({ signal }) => {
      const path = { dag_id: dagId, dag_run_id: runId, task_id: taskId };
      if (mapIndex < 0) {
        return call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/tries', {
          path,
          query: {},
          signal,
        });
      }
      return call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}/tries', {
        path: { ...path, map_index: mapIndex },
        signal,
      });
    },
  });

/** One instance as it is now; asked for anew in each of its states, for its templates are rendered while it runs. */
export const instanceQuery = ({ dagId, runId, taskId, mapIndex }: InstanceAddress, state: string | null) =>
  queryOptions({
    queryKey: [...keys.task(dagId, runId, taskId), 'instance', mapIndex, state],
    queryFn: ({ signal }) =>
      call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}', {
        path: { dag_id: dagId, dag_run_id: runId, task_id: taskId, map_index: mapIndex },
        signal,
      }),
  });

/** What the instance asks in this try. */
export const questionQuery = ({ dagId, runId, taskId, mapIndex }: InstanceAddress, tryNumber: number) =>
  queryOptions({
    queryKey: [...keys.task(dagId, runId, taskId), 'question', mapIndex, tryNumber],
    queryFn: ({ signal }) =>
      call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}/hitlDetails', {
        path: { dag_id: dagId, dag_run_id: runId, task_id: taskId, map_index: mapIndex },
        signal,
      }),
  });

export const xcomsQuery = ({ dagId, runId, taskId, mapIndex }: InstanceAddress) =>
  queryOptions({
    queryKey: [...keys.task(dagId, runId, taskId), 'xcoms', mapIndex],
    queryFn: ({ signal }) =>
      call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/xcomEntries', {
        path: { dag_id: dagId, dag_run_id: runId, task_id: taskId },
        query: { map_index: mapIndex, limit: TASK_PAGE },
        signal,
      }),
  });

export const xcomQuery = ({ dagId, runId, taskId, mapIndex }: InstanceAddress, key: string) =>
  queryOptions({
    queryKey: [...keys.task(dagId, runId, taskId), 'xcom', mapIndex, key],
    queryFn: ({ signal }) =>
      call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/xcomEntries/{xcom_key}', {
        path: { dag_id: dagId, dag_run_id: runId, task_id: taskId, xcom_key: key },
        query: { map_index: mapIndex },
        signal,
      }),
  });

export const importErrorsQuery = queryOptions({
  queryKey: keys.importErrors,
  queryFn: ({ signal }) => call('GET /api/v2/importErrors', { query: { limit: TASK_PAGE }, signal }),
});

/** How many DAGs there are in all, switched on, and switched off. */
export const dagCountsQuery = queryOptions({
  queryKey: keys.dagCounts,
  queryFn: async ({ signal }) => {
    const count = async (paused?: boolean) =>
      (await call('GET /api/v2/dags', { query: { limit: 1, paused }, signal })).total_entries;
    const [all, paused] = await Promise.all([count(), count(true)]);
    return { all, paused, active: all - paused };
  },
});
