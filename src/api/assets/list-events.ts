import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Condition, equals, matches, startsWith, within } from '#api/list/conditions.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import type { ListQuery } from '#api/list/select-page.ts';
import type { Database } from '#db/database.ts';
import { jsonInstant } from './asset-row.ts';
import type { AssetEvent, EventListQuery } from './schemas.ts';

export type AssetEventRow = Static<typeof AssetEvent>;

/** Of a run, the newest of its events is the one that made it: what came before was taken along. */
const isNewestOfRun = sql`asset_event.id = (
  select other.event_id from dag_run_asset_event other join asset_event newest on newest.id = other.event_id
  where other.dag_run_id = dag_run.id order by newest."timestamp" desc, newest.id desc limit 1)`;

const createdRuns = sql`(
  select coalesce(json_agg(json_build_object(
    'run_id', dag_run.run_id, 'dag_id', dag_run.dag_id, 'logical_date', ${jsonInstant('dag_run.logical_date')},
    'start_date', ${jsonInstant('dag_run.start_date')}, 'end_date', ${jsonInstant('dag_run.end_date')}, 'state', dag_run.state,
    'data_interval_start', ${jsonInstant('dag_run.data_interval_start')},
    'data_interval_end', ${jsonInstant('dag_run.data_interval_end')}, 'partition_key', dag_run.partition_key, 'triggering', ${isNewestOfRun}
  ) order by dag_run.id), '[]')
  from dag_run_asset_event link join dag_run on dag_run.id = link.dag_run_id where link.event_id = asset_event.id)`;

const columns = sql`
  asset_event.id, asset_event.asset_id, asset.uri, asset.name, asset."group", asset_event.extra, asset_event.source_task_id,
  asset_event.source_dag_id, asset_event.source_run_id, asset_event.source_map_index, ${createdRuns} as created_dagruns,
  asset_event."timestamp", asset_event.partition_key`;
const tables = sql`asset_event join asset on asset.id = asset_event.asset_id`;

const text = (name: string) => ({ column: sql.ref(`asset_event.${name}`), type: 'text', nullable: true }) as const;

const ORDER: OrderRules = {
  columns: {
    source_task_id: text('source_task_id'),
    source_dag_id: text('source_dag_id'),
    source_run_id: text('source_run_id'),
    source_map_index: { column: sql`asset_event.source_map_index`, type: 'integer' },
    timestamp: { column: sql`asset_event."timestamp"`, type: 'timestamptz' },
  },
  fallback: ['timestamp'],
  key: [{ column: sql`asset_event.id`, type: 'bigint' }],
};

export function eventList(query: Static<typeof EventListQuery>): ListQuery {
  const where: Condition[] = [
    equals(sql`asset_event.asset_id`, query.asset_id),
    equals(sql`asset_event.source_dag_id`, query.source_dag_id),
    equals(sql`asset_event.source_task_id`, query.source_task_id),
    equals(sql`asset_event.source_run_id`, query.source_run_id),
    equals(sql`asset_event.source_map_index`, query.source_map_index),
    matches(sql`asset.name`, query.name_pattern),
    startsWith(sql`asset.name`, query.name_prefix_pattern),
    within(sql`asset_event."timestamp"`, 'timestamp', query),
  ];
  return { columns, from: tables, where, order: orderOf(query.order_by, ORDER) };
}

/** The events that a run was made for, the earliest first. */
export async function eventsOfRun(database: Database, dagRunId: number): Promise<AssetEventRow[]> {
  const { rows } = await sql<AssetEventRow>`
    select ${columns} from ${tables}
    where asset_event.id in (select event_id from dag_run_asset_event where dag_run_id = ${dagRunId}::bigint)
    order by asset_event."timestamp", asset_event.id`.execute(database.query);
  return rows;
}

/** Null where there is none. */
export async function selectEvent(database: Database, id: number): Promise<AssetEventRow | null> {
  const { rows } = await sql<AssetEventRow>`
    select ${columns} from ${tables} where asset_event.id = ${id}::bigint`.execute(database.query);
  return rows[0] ?? null;
}
