/** DAGs: their list, one of them, its tasks; and DAG files that could not be loaded. */
import { queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';
import type { Quarantine } from '../extra-operations.ts';
import type { Schemas } from '../generated.ts';
import { keys } from './keys.ts';
import { LARGEST_PAGE, listQuery } from './paging.ts';

export type Dag = Schemas['DAGResponse'];
export type DagDetails = Schemas['DAGDetailsResponse'] & { readonly quarantine?: Quarantine | null };

export interface DagFilter {
  readonly search?: string;
  readonly tag?: string;
  readonly paused?: boolean;
}

export const dagsQuery = (filter: DagFilter) =>
  listQuery(keys.dags(filter), async ({ limit, offset, signal }) => {
    const { dags, total_entries } = await call('GET /api/v2/dags', {
      query: {
        limit,
        offset,
        order_by: ['dag_id'],
        dag_id_pattern: filter.search,
        tags: filter.tag === undefined ? undefined : [filter.tag],
        paused: filter.paused,
      },
      signal,
    });
    return { rows: dags, total: total_entries };
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

export const importErrorsQuery = queryOptions({
  queryKey: keys.importErrors,
  queryFn: ({ signal }) => call('GET /api/v2/importErrors', { query: { limit: LARGEST_PAGE }, signal }),
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
