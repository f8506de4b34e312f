/** Assets: their list, one of them, its events. */
import { queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';
import type { Schemas } from '../generated.ts';
import { keys } from './keys.ts';
import { LARGEST_PAGE, listQuery } from './paging.ts';

export type Asset = Schemas['AssetResponse'];
export type AssetEvent = Schemas['AssetEventResponse'];

export const assetsQuery = (name: string | undefined, order: string) =>
  listQuery([...keys.assets, 'list', name, order], async ({ limit, offset, signal }) => {
    const query = { limit, offset, name_pattern: name, order_by: [order] };
    const { assets, total_entries: total } = await call('GET /api/v2/assets', { query, signal });
    return { rows: assets, total };
  });

export const assetQuery = (id: number) =>
  queryOptions({
    queryKey: [...keys.assets, 'one', id],
    queryFn: ({ signal }) => call('GET /api/v2/assets/{asset_id}', { path: { asset_id: id }, signal }),
  });

export const assetEventsQuery = (id: number) =>
  listQuery([...keys.assets, 'events', id], async ({ limit, offset, signal }) => {
    const query = { limit, offset, asset_id: id, order_by: ['-timestamp'] };
    const { asset_events: rows, total_entries: total } = await call('GET /api/v2/assets/events', { query, signal });
    return { rows, total };
  });

/** The most assets that the graph shows. */
const MOST_IN_GRAPH = 1000;

export const assetGraphQuery = queryOptions({
  queryKey: [...keys.assets, 'graph'],
  queryFn: async ({ signal }) => {
    const page = (offset: number) =>
      call('GET /api/v2/assets', { query: { limit: LARGEST_PAGE, offset, order_by: ['id'] }, signal });
    const { assets: rows, total_entries: total } = await page(0);
    const assets = [...rows];
    while (assets.length < Math.min(total, MOST_IN_GRAPH)) {
      const { assets: more } = await page(assets.length);
      if (more.length === 0) break;
      assets.push(...more);
    }
    return { assets, total };
  },
});

/** The assets that start a DAG, or that its tasks read or make; the first ones of very many. */
export const dagAssetsQuery = (dagId: string) =>
  queryOptions({
    queryKey: [...keys.assets, 'of-dag', dagId],
    queryFn: async ({ signal }) =>
      (await call('GET /api/v2/assets', { query: { dag_ids: [dagId], limit: LARGEST_PAGE, order_by: ['id'] }, signal }))
        .assets,
  });
