/** What the installation is run with: variables, connections, pools. */
import { queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';
import type { Schemas } from '../generated.ts';
import { keys } from './keys.ts';
import { LARGEST_PAGE, listQuery, readAll } from './paging.ts';

export type Variable = Schemas['VariableResponse'];
export type Connection = Schemas['ConnectionResponse'];
export type Pool = Schemas['PoolResponse'];

export interface Named {
  readonly search?: string;
  readonly order: string;
}

export const variablesQuery = ({ search, order }: Named) =>
  listQuery([...keys.variables, search, order], async ({ limit, offset, signal }) => {
    const { variables, total_entries } = await call('GET /api/v2/variables', {
      query: { limit, offset, order_by: [order], variable_key_pattern: search },
      signal,
    });
    return { rows: variables, total: total_entries };
  });

export const readAllVariables = () =>
  readAll<Variable>(async (offset) => {
    const { variables, total_entries } = await call('GET /api/v2/variables', {
      query: { limit: LARGEST_PAGE, offset, order_by: ['key'] },
    });
    return { rows: variables, total: total_entries };
  });

export const connectionsQuery = ({ search, order }: Named) =>
  listQuery([...keys.connections, search, order], async ({ limit, offset, signal }) => {
    const { connections, total_entries } = await call('GET /api/v2/connections', {
      query: { limit, offset, order_by: [order], connection_id_pattern: search },
      signal,
    });
    return { rows: connections, total: total_entries };
  });

export const readAllConnections = () =>
  readAll<Connection>(async (offset) => {
    const { connections, total_entries } = await call('GET /api/v2/connections', {
      query: { limit: LARGEST_PAGE, offset, order_by: ['connection_id'] },
    });
    return { rows: connections, total: total_entries };
  });

/** What the server is set to offer; it stays so as long as the server runs. */
export const pageConfigQuery = queryOptions({
  queryKey: keys.pageConfig,
  queryFn: ({ signal }) => call('GET /ui/config', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** So many of those that hold slots are named, those that have held them longest. */
const HOLDERS = 50;

export const poolHoldersQuery = (pool: string, withDeferred: boolean) =>
  queryOptions({
    queryKey: [...keys.pools, 'holders', pool, withDeferred],
    queryFn: async ({ signal }) => {
      const { task_instances: holders, total_entries: total } = await call(
        'GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances',
        {
          path: { dag_id: '~', dag_run_id: '~' },
          query: {
            pool: [pool],
            state: ['running', 'restarting', 'queued', ...(withDeferred ? ['deferred'] : [])],
            order_by: ['start_date'],
            limit: HOLDERS,
          },
          signal,
        },
      );
      return { holders, total: total ?? holders.length };
    },
  });

export const poolsQuery = ({ search, order }: Named) =>
  listQuery([...keys.pools, search, order], async ({ limit, offset, signal }) => {
    const { pools, total_entries } = await call('GET /api/v2/pools', {
      query: { limit, offset, order_by: [order], pool_name_pattern: search },
      signal,
    });
    return { rows: pools, total: total_entries };
  });

/** For a choice of one: the first by name. */
export const poolNamesQuery = queryOptions({
  queryKey: [...keys.pools, 'names'],
  queryFn: async ({ signal }) => {
    const { pools } = await call('GET /api/v2/pools', { query: { limit: LARGEST_PAGE, order_by: ['name'] }, signal });
    return pools.map(({ name }) => name);
  },
  staleTime: 60_000,
});
