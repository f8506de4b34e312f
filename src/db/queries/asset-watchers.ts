/** The watchers of assets: which have to look, and what they saw last. */
import type { Json } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';

export interface WatcherRow {
  id: number;
  name: string;
  kind: string;
  options: { [name: string]: Json };
  poll_interval_ms: number;
  /** Null: it has not looked yet. */
  state: Json;
  asset_name: string;
  asset_uri: string;
}

/** Those of which a DAG that is switched on waits for the asset. */
export async function selectActiveWatchers(sql: Sql): Promise<WatcherRow[]> {
  const { rows } = await sql.query<WatcherRow>(
    `select watcher.id, watcher.name, watcher.kind, watcher.options, watcher.poll_interval_ms, watcher.state,
       asset.name as asset_name, asset.uri as asset_uri
     from asset_watcher watcher join asset on asset.id = watcher.asset_id
     where exists (
       select from asset_watcher_reference reference join dag on dag.dag_id = reference.dag_id
       where reference.watcher_id = watcher.id and not dag.is_paused and not dag.is_stale)
     order by watcher.id`,
  );
  return rows;
}

/** Of the first look: there is nothing to compare it with, so it raises no event. */
export async function writeFirstState(sql: Sql, watcherId: number, state: Json): Promise<void> {
  await sql.query(
    `update asset_watcher set state = $2::jsonb where asset_watcher.id = $1::bigint and asset_watcher.state is null`,
    [watcherId, JSON.stringify(state)],
  );
}
