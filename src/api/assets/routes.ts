/** /api/v2/assets: assets, aliases. */
import { list } from '#api/list/lists.ts';
import { ref } from '#api/list/schemas.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import type { AssetRow } from './asset-row.ts';
import { aliasList, assetList, findAlias, findAsset } from './list-assets.ts';
import {
  AliasListQuery,
  AliasPath,
  Asset,
  AssetAlias,
  AssetAliasCollection,
  AssetCollection,
  AssetListQuery,
  AssetPath,
} from './schemas.ts';

const tags = ['Asset'];
const read = { config: { access: { action: 'read', resource: 'asset' } } } as const;

export function assetRoutes(app: App, { config, database }: RouteContext): void {
  app.get(
    '/api/v2/assets',
    {
      ...read,
      schema: { operationId: 'get_assets', tags, querystring: AssetListQuery, response: { 200: ref(AssetCollection) } },
    },
    async ({ query }) => {
      const page = { limit: query.limit, offset: query.offset };
      const { rows, totals } = await list<AssetRow>(database.query, assetList(query), page, config);
      return { assets: rows, total_entries: totals.total_entries };
    },
  );

  app.get(
    '/api/v2/assets/aliases',
    {
      ...read,
      schema: {
        operationId: 'get_asset_aliases',
        tags,
        querystring: AliasListQuery,
        response: { 200: ref(AssetAliasCollection) },
      },
    },
    async ({ query }) => {
      const page = { limit: query.limit, offset: query.offset };
      const found = await list<{ id: number; name: string; group: string }>(
        database.query,
        aliasList(query),
        page,
        config,
      );
      return { asset_aliases: found.rows, total_entries: found.totals.total_entries };
    },
  );

  app.get(
    '/api/v2/assets/aliases/:asset_alias_id',
    {
      ...read,
      schema: { operationId: 'get_asset_alias', tags, params: AliasPath, response: { 200: ref(AssetAlias) } },
    },
    (request) => findAlias(database, request.params.asset_alias_id),
  );

  app.get(
    '/api/v2/assets/:asset_id',
    { ...read, schema: { operationId: 'get_asset', tags, params: AssetPath, response: { 200: ref(Asset) } } },
    (request) => findAsset(database, request.params.asset_id),
  );
}
