/** What running tasks read of events of assets. */
import type { Json } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';

export interface AssetEventOfTaskRow {
  id: number;
  name: string;
  uri: string;
  group: string;
  extra: { [key: string]: Json };
  timestamp: string;
  source_dag_id: string | null;
  source_task_id: string | null;
  source_run_id: string | null;
  source_map_index: number;
  partition_key: string | null;
}

const COLUMNS = `asset_event.id, asset.name, asset.uri, asset."group", asset_event.extra, asset_event."timestamp", asset_event.source_dag_id,
  asset_event.source_task_id, asset_event.source_run_id, asset_event.source_map_index, asset_event.partition_key`;

/** The newest events of an asset or of an alias, the earliest first. */
export async function selectAssetEvents(
  sql: Sql,
  wanted: {
    of: { name: string | null; uri: string | null } | { alias: string };
    after: string | null;
    before: string | null;
    limit: number | null;
  },
): Promise<AssetEventOfTaskRow[]> {
  const isAlias = 'alias' in wanted.of;
  const which = isAlias
    ? `asset_event.id in (
        select asset_alias_event.event_id from asset_alias_event
        join asset_alias on asset_alias.id = asset_alias_event.alias_id where asset_alias.name = $1::text) and $2::text is null`
    : '($1::text is null or asset.name = $1::text) and ($2::text is null or asset.uri = $2::text)';
  const of = 'alias' in wanted.of ? [wanted.of.alias, null] : [wanted.of.name, wanted.of.uri];
  const { rows } = await sql.query<AssetEventOfTaskRow>(
    `select ${COLUMNS} from asset_event join asset on asset.id = asset_event.asset_id
     where ${which}
       and ($3::timestamptz is null or asset_event."timestamp" >= $3::timestamptz)
       and ($4::timestamptz is null or asset_event."timestamp" <= $4::timestamptz)
     order by asset_event."timestamp" desc, asset_event.id desc limit $5::int`,
    [...of, wanted.after, wanted.before, Math.min(wanted.limit ?? 1000, 1000)],
  );
  return rows.reverse();
}

/** The events that a run was made for, the earliest first. */
export async function selectEventsOfRun(sql: Sql, dagRunId: number): Promise<AssetEventOfTaskRow[]> {
  const { rows } = await sql.query<AssetEventOfTaskRow>(
    `select ${COLUMNS} from dag_run_asset_event
     join asset_event on asset_event.id = dag_run_asset_event.event_id
     join asset on asset.id = asset_event.asset_id
     where dag_run_asset_event.dag_run_id = $1::bigint
     order by asset_event."timestamp", asset_event.id`,
    [dagRunId],
  );
  return rows;
}
