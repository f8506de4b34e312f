/** Runs of a DAG. */
import { queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';
import type { Schemas } from '../generated.ts';
import { keys } from './keys.ts';
import { listQuery } from './paging.ts';

export type Run = Schemas['DAGRunResponse'];

/** When they were due, ISO 8601; `to` is no part of it. */
export interface DueTime {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

interface RunListFilter extends DueTime {
  /** Of the DAG, that the runs are of. */
  readonly version?: number | undefined;
}

export const isFiltered = (filter: RunListFilter): boolean =>
  Object.values(filter).some((value) => value !== undefined);

/** Under the key of the DAG's list where nothing is left out: events are carried into that one. */
export const runListQuery = (dagId: string, filter: RunListFilter = {}) =>
  listQuery(isFiltered(filter) ? [...keys.runList(dagId), filter] : keys.runList(dagId), async (page) => {
    const { limit, offset, signal } = page;
    const { version, from, to } = filter;
    const { dag_runs, total_entries } = await call('GET /api/v2/dags/{dag_id}/dagRuns', {
      path: { dag_id: dagId },
      query: {
        limit,
        offset,
        order_by: ['-run_after'],
        dag_version: version === undefined ? undefined : [version],
        run_after_gte: from,
        run_after_lt: to,
      },
      signal,
    });
    return { rows: dag_runs, total: total_entries ?? offset + dag_runs.length };
  });

export const runQuery = (dagId: string, runId: string) =>
  queryOptions({
    queryKey: keys.run(dagId, runId),
    queryFn: ({ signal }) =>
      call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}', { path: { dag_id: dagId, dag_run_id: runId }, signal }),
  });

/** The events of assets that triggered it. */
export const upstreamEventsQuery = (dagId: string, runId: string) =>
  queryOptions({
    queryKey: [...keys.run(dagId, runId), 'upstream-events'],
    queryFn: ({ signal }) =>
      call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/upstreamAssetEvents', {
        path: { dag_id: dagId, dag_run_id: runId },
        signal,
      }),
  });

/** With what it ran again otherwise than before. */
export const runEditsQuery = (dagId: string, runId: string) =>
  queryOptions({
    queryKey: [...keys.run(dagId, runId), 'edits'],
    queryFn: ({ signal }) =>
      call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/edits', {
        path: { dag_id: dagId, dag_run_id: runId },
        signal,
      }),
  });

export interface RunFilter extends DueTime {
  readonly dag?: string;
  readonly run?: string;
  readonly state?: string;
  readonly type?: string;
  readonly order: string;
}

/** Runs of all DAGs. */
export const allRunsQuery = ({ dag, run, state, type, from, to, order }: RunFilter) =>
  listQuery([...keys.allRuns, dag, run, state, type, from, to, order], async ({ limit, offset, signal }) => {
    const { dag_runs, total_entries } = await call('GET /api/v2/dags/{dag_id}/dagRuns', {
      path: { dag_id: '~' },
      query: {
        limit,
        offset,
        order_by: [order],
        dag_id_pattern: dag,
        run_id_pattern: run,
        state: state === undefined ? undefined : [state],
        run_type: type === undefined ? undefined : [type],
        run_after_gte: from,
        run_after_lt: to,
      },
      signal,
    });
    return { rows: dag_runs, total: total_entries ?? offset + dag_runs.length };
  });

/** So many of the last runs are looked at, and so many configurations are offered. */
const LOOKED_AT = 25;
const OFFERED = 8;

/** The different configurations of the last runs, the newest first, without empty ones. */
export const recentConfsQuery = (dagId: string) =>
  queryOptions({
    queryKey: [...keys.runsOf(dagId), 'confs'],
    queryFn: async ({ signal }) => {
      const { dag_runs } = await call('GET /api/v2/dags/{dag_id}/dagRuns', {
        path: { dag_id: dagId },
        query: { limit: LOOKED_AT, order_by: ['-run_after'] },
        signal,
      });
      const confs = dag_runs.map((run) => run.conf ?? {}).filter((conf) => Object.keys(conf).length > 0);
      return [...new Map(confs.map((conf) => [JSON.stringify(conf), conf])).values()].slice(0, OFFERED);
    },
  });
