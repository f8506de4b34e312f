import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Condition, matches, startsWith } from '#api/list/conditions.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import type { ListQuery } from '#api/list/select-page.ts';
import type { Database } from '#db/database.ts';
import { notFound } from '#http/api-error.ts';
import { type AssetRow, assetColumns, assetTables, isActive } from './asset-row.ts';
import type { AliasListQuery, AssetListQuery } from './schemas.ts';

const id = (table: string) => ({ column: sql`${sql.ref(`${table}.id`)}`, type: 'bigint' }) as const;
const text = (name: string) => ({ column: sql.ref(name), type: 'text' }) as const;
const instant = (name: string) => ({ column: sql.ref(name), type: 'timestamptz' }) as const;

const ASSET_ORDER: OrderRules = {
  columns: {
    id: id('asset'),
    name: text('asset.name'),
    uri: text('asset.uri'),
    created_at: instant('asset.created_at'),
    updated_at: instant('asset.updated_at'),
  },
  fallback: ['id'],
  key: [id('asset')],
};

export function assetList(query: Static<typeof AssetListQuery>): ListQuery {
  const where: Condition[] = [
    matches(sql`asset.name`, query.name_pattern),
    startsWith(sql`asset.name`, query.name_prefix_pattern),
    matches(sql`asset.uri`, query.uri_pattern),
    startsWith(sql`asset.uri`, query.uri_prefix_pattern),
    namedBy(query.dag_ids),
    query.only_active === false ? undefined : sql`${isActive}`,
  ];
  return {
    columns: assetColumns,
    from: assetTables,
    countFrom: sql`asset`,
    where,
    order: orderOf(query.order_by, ASSET_ORDER),
  };
}

function namedBy(dagIds: readonly string[] | undefined): Condition {
  if (!dagIds || dagIds.length === 0) return undefined;
  return sql`exists (select from asset_reference named where named.asset_id = asset.id and named.dag_id = any(${dagIds}::text[]))`;
}

const ALIAS_ORDER: OrderRules = {
  columns: { id: id('asset_alias'), name: text('asset_alias.name') },
  fallback: ['id'],
  key: [id('asset_alias')],
};

const aliasColumns = sql`asset_alias.id, asset_alias.name, asset_alias."group"`;

export function aliasList(query: Static<typeof AliasListQuery>): ListQuery {
  const where = [
    matches(sql`asset_alias.name`, query.name_pattern),
    startsWith(sql`asset_alias.name`, query.name_prefix_pattern),
  ];
  return { columns: aliasColumns, from: sql`asset_alias`, where, order: orderOf(query.order_by, ALIAS_ORDER) };
}

/** Airflow words it differently where the asset is to have an event. */
export async function findAsset(database: Database, assetId: number, subject = 'The Asset'): Promise<AssetRow> {
  const { rows } = await sql<AssetRow>`
    select ${assetColumns} from ${assetTables} where asset.id = ${assetId}::bigint`.execute(database.query);
  if (!rows[0])
    throw notFound('ASSET_NOT_FOUND', `${subject} with ID: \`${assetId}\` was not found`, { asset: assetId });
  return rows[0];
}

export async function findAlias(
  database: Database,
  aliasId: number,
): Promise<{ id: number; name: string; group: string }> {
  const { rows } = await sql<{ id: number; name: string; group: string }>`
    select ${aliasColumns} from asset_alias where asset_alias.id = ${aliasId}::bigint`.execute(database.query);
  const words = `The Asset Alias with ID: \`${aliasId}\` was not found`;
  if (!rows[0]) throw notFound('ASSET_NOT_FOUND', words, { asset: aliasId });
  return rows[0];
}
