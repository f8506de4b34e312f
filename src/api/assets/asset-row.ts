/** From rows of assets and aliases to Airflow's responses. */
import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Asset } from './schemas.ts';

export type AssetRow = Static<typeof Asset>;

/** An instant inside of JSON, as the driver writes instants outside of it. */
export const jsonInstant = (column: string): RawBuilder<string> =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const dates = sql`'created_at', ${jsonInstant('reference.created_at')}, 'updated_at', ${jsonInstant('reference.updated_at')}`;

/** Those that DAGs which are not stale name, in one role. */
function references(role: string, fields: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    select coalesce(json_agg(json_build_object(${fields}, ${dates}) order by reference.dag_id, reference.task_id), '[]')
    from asset_reference reference join dag on dag.dag_id = reference.dag_id and not dag.is_stale
    where reference.asset_id = asset.id and reference.role = ${role})`;
}

const task = sql`'dag_id', reference.dag_id, 'task_id', reference.task_id`;

export const assetColumns = sql`
  asset.id, asset.name, asset.uri, asset."group", asset.extra, asset.created_at, asset.updated_at,
  ${references('schedule', sql`'dag_id', reference.dag_id`)} as scheduled_dags,
  ${references('outlet', task)} as producing_tasks,
  ${references('inlet', task)} as consuming_tasks,
  (select coalesce(json_agg(json_build_object('id', asset_alias.id, 'name', asset_alias.name, 'group', asset_alias."group") order by asset_alias.id), '[]')
   from asset_alias_asset join asset_alias on asset_alias.id = asset_alias_asset.alias_id
   where asset_alias_asset.asset_id = asset.id) as aliases,
  (select coalesce(json_agg(json_build_object('name', watcher.name, 'trigger_id', watcher.id, 'created_date', ${jsonInstant('watcher.created_at')})
     order by watcher.id), '[]')
   from asset_watcher watcher where watcher.asset_id = asset.id and exists (
     select from asset_watcher_reference reference where reference.watcher_id = watcher.id)) as watchers,
  json_build_object('id', last_event.id, 'timestamp', ${jsonInstant('last_event.timestamp')}) as last_asset_event`;

export const assetTables = sql`asset left join lateral (
  select asset_event.id, asset_event."timestamp" from asset_event
  where asset_event.asset_id = asset.id order by asset_event."timestamp" desc, asset_event.id desc limit 1) last_event on true`;

/** A DAG that is there names it, or names an alias that it came under. */
export const isActive = sql`(
  exists (select from asset_reference reference join dag on dag.dag_id = reference.dag_id
          where reference.asset_id = asset.id and not dag.is_stale)
  or exists (select from asset_alias_asset under
             join asset_alias_reference reference on reference.alias_id = under.alias_id
             join dag on dag.dag_id = reference.dag_id
             where under.asset_id = asset.id and not dag.is_stale))`;
