/** Task instances: those of a run, and what is known of one. */
import { queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';
import type { TaskError } from '../extra-operations.ts';
import type { Schemas } from '../generated.ts';
import { keys } from './keys.ts';
import { LARGEST_PAGE, listQuery } from './paging.ts';

export type TaskInstance = Schemas['TaskInstanceResponse'] & { readonly error?: TaskError | null };
export type TaskTry = Schemas['TaskInstanceHistoryResponse'] & { readonly error?: TaskError | null };

/** Task instances of a run: those that were read, and how many there are. */
export interface RunTasks {
  readonly tasks: readonly TaskInstance[];
  readonly total: number;
}

/** The most instances that a run's page holds. */
const MOST_TASKS = 2000;

export const tasksQuery = (dagId: string, runId: string) =>
  queryOptions({
    queryKey: keys.tasks(dagId, runId),
    queryFn: async ({ signal }): Promise<RunTasks> => {
      const page = (offset: number) =>
        call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances', {
          path: { dag_id: dagId, dag_run_id: runId },
          query: { limit: LARGEST_PAGE, offset, order_by: ['map_index'] },
          signal,
        });
      const first = await page(0);
      const total = first.total_entries ?? first.task_instances.length;
      // The server may give fewer at once than it was asked for.
      const step = first.task_instances.length;
      const offsets: number[] = [];
      for (let at = step; step > 0 && at < Math.min(total, MOST_TASKS); at += step) offsets.push(at);
      const others = await Promise.all(offsets.map(page));
      return { tasks: [first, ...others].flatMap((one) => one.task_instances), total };
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
        query: { map_index: mapIndex, limit: LARGEST_PAGE },
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

const pathOf = ({ dagId, runId, taskId }: InstanceAddress) => ({ dag_id: dagId, dag_run_id: runId, task_id: taskId });

/** Why it does not run, and what ended its tries. */
export const explanationQuery = (address: InstanceAddress) =>
  queryOptions({
    queryKey: [...keys.task(address.dagId, address.runId, address.taskId), 'explanation', address.mapIndex],
    queryFn: ({ signal }) =>
      call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/explanation', {
        path: pathOf(address),
        query: { map_index: address.mapIndex },
        signal,
      }),
    // What holds it back is often in other runs, of which no event comes here.
    staleTime: 0,
  });

/** So many of the last failures of a task are looked at. */
const FAILURES = 50;

/** The last failures of the task in all runs, newest first. */
export const failuresQuery = ({ dagId, taskId }: InstanceAddress) =>
  queryOptions({
    queryKey: [...keys.runsOf(dagId), 'failures', taskId],
    queryFn: async ({ signal }) => {
      const { task_instances: found } = await call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances', {
        path: { dag_id: dagId, dag_run_id: '~' },
        query: { task_id: taskId, state: ['failed'], order_by: ['-start_date'], limit: FAILURES },
        signal,
      });
      return found as readonly TaskInstance[];
    },
  });

/** The end of the log of one try, as text. bytes */
const LOG_END = 64 * 1024;

export const logEndQuery = (address: InstanceAddress, tryNumber: number) =>
  queryOptions({
    queryKey: [...keys.task(address.dagId, address.runId, address.taskId), 'log-end', address.mapIndex, tryNumber],
    queryFn: ({ signal }) =>
      call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/logs/{try_number}/range', {
        path: { ...pathOf(address), try_number: tryNumber },
        query: { map_index: address.mapIndex, start: -LOG_END, length: LOG_END },
        signal,
      }),
  });

/** What one try used of the machine. */
export const usageQuery = (address: InstanceAddress, tryNumber: number) =>
  queryOptions({
    queryKey: keys.usage(address.dagId, address.runId, address.taskId, address.mapIndex, tryNumber),
    queryFn: ({ signal }) =>
      call(
        'GET /api/v2/aquilon/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/tries/{task_try_number}/usage',
        {
          path: { ...pathOf(address), task_try_number: tryNumber },
          query: { map_index: address.mapIndex },
          signal,
        },
      ),
  });

/** The file of the DAG as it was in a version. */
export const sourceQuery = (dagId: string, version: number | null) =>
  queryOptions({
    queryKey: [...keys.dag(dagId), 'source', version],
    queryFn: ({ signal }) =>
      call('GET /api/v2/dagSources/{dag_id}', { path: { dag_id: dagId }, query: { version_number: version }, signal }),
    staleTime: version === null ? 0 : Number.POSITIVE_INFINITY,
  });

/** The instances of a mapped task by their index; `state` empty: all of them. */
export const mappedQuery = (dagId: string, runId: string, taskId: string, state: string) =>
  listQuery([...keys.task(dagId, runId, taskId), 'mapped', state], async ({ limit, offset, signal }) => {
    const { task_instances: rows, total_entries: total } = await call(
      'GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/listMapped',
      {
        path: { dag_id: dagId, dag_run_id: runId, task_id: taskId },
        query: { limit, offset, order_by: ['map_index'], ...(state === '' ? {} : { state: [state] }) },
        signal,
      },
    );
    return { rows, total: total ?? offset + rows.length };
  });
