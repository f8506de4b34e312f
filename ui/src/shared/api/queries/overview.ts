/** What the home page and the command palette ask. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';
import { keys } from './keys.ts';

const FEW = 10;

/** Runs and task instances by state, of runs that were due in the last hours. */
export const activityQuery = (hours: number) =>
  queryOptions({
    queryKey: [...keys.overview, 'activity', hours],
    queryFn: ({ signal }) => {
      const now = Date.now();
      const from = new Date(now - hours * 3_600_000).toISOString();
      return call('GET /aquilon/overview/activity', { query: { from, until: new Date(now).toISOString() }, signal });
    },
    placeholderData: keepPreviousData,
  });

export const attentionQuery = queryOptions({
  queryKey: [...keys.overview, 'attention'],
  queryFn: ({ signal }) => call('GET /aquilon/overview/attention', { signal }),
});

export const healthQuery = queryOptions({
  queryKey: [...keys.overview, 'health'],
  queryFn: ({ signal }) => call('GET /api/v2/monitor/health', { signal }),
  refetchOnWindowFocus: true,
});

export const poolsAtAGlanceQuery = queryOptions({
  queryKey: [...keys.overview, 'pools'],
  queryFn: async ({ signal }) =>
    (await call('GET /api/v2/pools', { query: { limit: FEW, order_by: ['name'] }, signal })).pools,
});

export const runningNowQuery = queryOptions({
  queryKey: [...keys.overview, 'running'],
  queryFn: async ({ signal }) => {
    const query = { limit: FEW, state: ['running'], order_by: ['-start_date'] };
    return (await call('GET /api/v2/dags/{dag_id}/dagRuns', { path: { dag_id: '~' }, query, signal })).dag_runs;
  },
});

/** Task instances that wait for the answer of a person. */
export const waitingForPeopleQuery = queryOptions({
  queryKey: [...keys.overview, 'people'],
  queryFn: async ({ signal }) => {
    const path = { dag_id: '~', dag_run_id: '~' };
    const query = { limit: FEW, response_received: false, state: ['awaiting_input'] };
    return (await call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/hitlDetails', { path, query, signal }))
      .hitl_details;
  },
});

export const newestAssetEventsQuery = queryOptions({
  queryKey: [...keys.overview, 'asset-events'],
  queryFn: async ({ signal }) =>
    (await call('GET /api/v2/assets/events', { query: { limit: FEW, order_by: ['-timestamp'] }, signal })).asset_events,
});

/** DAGs, runs, tasks and assets whose name contains the text. */
export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ['search', text],
    queryFn: ({ signal }) => call('GET /aquilon/overview/search', { query: { text }, signal }),
    enabled: text !== '',
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
