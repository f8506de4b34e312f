/** DAGs: their list, one of them, its tasks; and DAG files that could not be loaded. */
import { queryOptions } from '@tanstack/react-query';
import type { RunState } from '#shared/state/states.ts';
import { call } from '../client.ts';
import type { Quarantine } from '../extra-operations.ts';
import type { Schemas } from '../generated.ts';
import { keys } from './keys.ts';
import { LARGEST_PAGE, listQuery } from './paging.ts';

export type Dag = Schemas['DAGResponse'];
export type DagDetails = Schemas['DAGDetailsResponse'] & { readonly quarantine?: Quarantine | null };

export interface DagFilter {
  readonly search?: string | undefined;
  readonly tag?: string | undefined;
  readonly owner?: string | undefined;
  readonly paused?: boolean | undefined;
  /** State of the newest run. */
  readonly last?: RunState | undefined;
  /** State that some run is in. */
  readonly some?: RunState | undefined;
  readonly favorite?: boolean | undefined;
  /** As `order_by` of the server has it. */
  readonly order?: string | undefined;
}

export const dagsQuery = (filter: DagFilter) =>
  listQuery(keys.dags(filter), async ({ limit, offset, signal }) => {
    const { search, tag, owner, paused, last, some, favorite, order = 'dag_id' } = filter;
    const { dags, total_entries } = await call('GET /api/v2/dags', {
      query: {
        limit,
        offset,
        order_by: [order],
        dag_id_pattern: search,
        tags: tag === undefined ? undefined : [tag],
        owners: owner === undefined ? undefined : [owner],
        paused,
        last_dag_run_state: last,
        dag_run_state: some === undefined ? undefined : [some],
        is_favorite: favorite,
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

/** The newest versions of a DAG, the newest first. */
export const dagVersionsQuery = (dagId: string) =>
  queryOptions({
    queryKey: [...keys.dag(dagId), 'versions'],
    queryFn: async ({ signal }) =>
      (
        await call('GET /api/v2/dags/{dag_id}/dagVersions', {
          path: { dag_id: dagId },
          query: { limit: LARGEST_PAGE, order_by: ['-version_number'] },
          signal,
        })
      ).dag_versions,
  });

/** The tasks of the newest version, by id. */
export const taskListQuery = (dagId: string) =>
  queryOptions({
    queryKey: [...keys.dag(dagId), 'tasks'],
    queryFn: ({ signal }) => call('GET /api/v2/dags/{dag_id}/tasks', { path: { dag_id: dagId }, query: {}, signal }),
  });

export const importErrorsQuery = queryOptions({
  queryKey: keys.importErrors,
  queryFn: ({ signal }) => call('GET /api/v2/importErrors', { query: { limit: LARGEST_PAGE }, signal }),
});

/** How many DAGs there are of each kind that the list can be filtered by, and their owners. */
export const dagSummaryQuery = queryOptions({
  queryKey: keys.dagCounts,
  queryFn: ({ signal }) => call('GET /aquilon/overview/dags', { signal }),
});

/** The tags that are in use. */
export const tagsQuery = queryOptions({
  queryKey: [...keys.dagCounts, 'tags'],
  queryFn: async ({ signal }) => (await call('GET /api/v2/dagTags', { query: { limit: LARGEST_PAGE }, signal })).tags,
});

/** DAGs that the user has pinned. */
export const favoritesQuery = queryOptions({
  queryKey: keys.favorites,
  queryFn: async ({ signal }) =>
    (
      await call('GET /api/v2/dags', {
        query: { limit: LARGEST_PAGE, is_favorite: true, order_by: ['dag_id'] },
        signal,
      })
    ).dags,
});
