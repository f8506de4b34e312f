/** /api/v2/assets/{asset_id}/state-store: what is kept beside an asset, by key. */
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { AssetPath } from '#api/assets/schemas.ts';
import { pageOf } from '#api/list/page.ts';
import { PageQuery, ref } from '#api/list/schemas.ts';
import { type ListQuery, selectPage } from '#api/list/select-page.ts';
import type { Database } from '#db/database.ts';
import { clearAssetState, deleteAssetState, upsertAssetState } from '#db/queries/state-stores.ts';
import { notFound } from '#http/api-error.ts';
import { audited } from '#http/audit.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { keyAddresses, nameKey } from './key-routes.ts';
import { AssetState, AssetStateCollection, Key, ValueBody } from './schemas.ts';

type Row = Static<typeof AssetState>;

const tags = ['Asset State Store'];
const base = '/api/v2/assets/:asset_id/state-store';
const KeyPath = Type.Object({ ...AssetPath.properties, key: Key });

const columns = sql`store.key, store.value, store.updated_at, json_build_object('kind', store.last_updated_by_kind,
  'dag_id', store.last_updated_by_dag_id, 'run_id', store.last_updated_by_run_id, 'task_id', store.last_updated_by_task_id,
  'map_index', store.last_updated_by_map_index) as last_updated_by`;

const listOf = (assetId: number): ListQuery => ({
  columns,
  from: sql`asset_state_store store`,
  where: [sql`store.asset_id = ${assetId}::bigint`],
  order: [{ column: sql`store.key`, type: 'text', descending: false }],
});

export function assetStateRoutes(app: App, { config, database }: RouteContext): void {
  const access = (action: 'read' | 'update' | 'delete') =>
    ({ config: { access: { action, resource: 'asset' } } }) as const;

  app.get(
    base,
    {
      ...access('read'),
      schema: {
        operationId: 'list_asset_state_store',
        tags,
        params: AssetPath,
        querystring: Type.Object(PageQuery),
        response: { 200: ref(AssetStateCollection) },
      },
    },
    async ({ params: { asset_id: assetId }, query }) => {
      await checkAsset(database, assetId);
      const { rows, total } = await selectPage<Row>(database.query, listOf(assetId), pageOf(query, config));
      return { asset_state_store: rows, total_entries: total };
    },
  );

  app.delete(
    base,
    {
      ...access('delete'),
      schema: { operationId: 'clear_asset_state_store', tags, params: AssetPath, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { asset_id: assetId } = request.params;
      await checkAsset(database, assetId);
      await audited(request, database, (client) => clearAssetState(client, assetId));
      return reply.code(204).send(null);
    },
  );

  for (const { url, hide } of keyAddresses(base)) {
    const common = { preValidation: nameKey };
    const schema = { tags, hide, params: KeyPath };

    app.get(
      url,
      {
        ...access('read'),
        ...common,
        schema: { ...schema, operationId: 'get_asset_state_store', response: { 200: ref(AssetState) } },
      },
      async ({ params: { asset_id: assetId, key } }) => {
        await checkAsset(database, assetId);
        const { rows } = await sql<Row>`select ${columns} from asset_state_store store
          where store.asset_id = ${assetId}::bigint and store.key = ${key}`.execute(database.query);
        if (!rows[0]) throw notFound('NOT_FOUND', `Asset state store key '${key}' not found`);
        return rows[0];
      },
    );

    app.put(
      url,
      {
        ...access('update'),
        ...common,
        schema: { ...schema, operationId: 'set_asset_state_store', body: ValueBody, response: { 204: Type.Null() } },
      },
      async (request, reply) => {
        const { asset_id: assetId, key } = request.params;
        await checkAsset(database, assetId);
        await audited(request, database, (client) => upsertAssetState(client, assetId, key, request.body.value));
        return reply.code(204).send(null);
      },
    );

    app.delete(
      url,
      {
        ...access('delete'),
        ...common,
        schema: { ...schema, operationId: 'delete_asset_state_store', response: { 204: Type.Null() } },
      },
      async (request, reply) => {
        const { asset_id: assetId, key } = request.params;
        await checkAsset(database, assetId);
        await audited(request, database, (client) => deleteAssetState(client, assetId, key));
        return reply.code(204).send(null);
      },
    );
  }
}

async function checkAsset(database: Database, assetId: number): Promise<void> {
  const { rows } = await sql`select from asset where asset.id = ${assetId}::bigint`.execute(database.query);
  if (rows.length === 0) throw notFound('ASSET_NOT_FOUND', `Asset with id ${assetId} not found`, { asset: assetId });
}
