/** What is kept beside assets and task instances. */
import type { Json } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';

/** By somebody through the API. */
export async function upsertAssetState(sql: Sql, assetId: number, key: string, value: Json): Promise<void> {
  await sql.query(
    `insert into asset_state_store (asset_id, key, value, last_updated_by_kind)
     values ($1::bigint, $2::text, $3::jsonb, 'api')
     on conflict (asset_id, key) do update set value = excluded.value, updated_at = now(), last_updated_by_kind = excluded.last_updated_by_kind,
       last_updated_by_dag_id = null, last_updated_by_run_id = null, last_updated_by_task_id = null, last_updated_by_map_index = null`,
    [assetId, key, JSON.stringify(value)],
  );
}

export async function deleteAssetState(sql: Sql, assetId: number, key: string): Promise<void> {
  await sql.query('delete from asset_state_store store where store.asset_id = $1::bigint and store.key = $2::text', [
    assetId,
    key,
  ]);
}

export async function clearAssetState(sql: Sql, assetId: number): Promise<void> {
  await sql.query('delete from asset_state_store store where store.asset_id = $1::bigint', [assetId]);
}

/** A task instance. `mapIndex` null: all of the task in the run. */
export interface TaskStateOwner {
  dagRunId: number;
  taskId: string;
  mapIndex: number | null;
}

/** What has expired beside the instance goes with it: nothing else would ever remove it. */
export async function upsertTaskState(
  sql: Sql,
  { dagRunId, taskId, mapIndex }: TaskStateOwner,
  key: string,
  value: Json,
  expiresAt: string | null,
): Promise<void> {
  await sql.query(
    `with expired as (
       delete from task_state_store store
       where store.dag_run_id = $1::bigint and store.task_id = $2::text and store.map_index = $3::int and store.expires_at <= now()
         and store.key <> $4::text
     )
     insert into task_state_store (dag_run_id, task_id, map_index, key, value, expires_at)
     values ($1::bigint, $2::text, $3::int, $4::text, $5::jsonb, $6::timestamptz)
     on conflict (dag_run_id, task_id, map_index, key) do update set value = excluded.value, updated_at = now(), expires_at = excluded.expires_at`,
    [dagRunId, taskId, mapIndex, key, JSON.stringify(value), expiresAt],
  );
}

/** It expires when it would have. False: there is none, or it has expired. */
export async function updateTaskState(
  sql: Sql,
  { dagRunId, taskId, mapIndex }: TaskStateOwner,
  key: string,
  value: Json,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update task_state_store store set value = $5::jsonb, updated_at = now()
     where store.dag_run_id = $1::bigint and store.task_id = $2::text and store.map_index = $3::int and store.key = $4::text
       and (store.expires_at is null or store.expires_at > now())`,
    [dagRunId, taskId, mapIndex, key, JSON.stringify(value)],
  );
  return rowCount === 1;
}

export async function deleteTaskState(sql: Sql, owner: TaskStateOwner, key: string): Promise<void> {
  await sql.query(
    `delete from task_state_store store
     where store.dag_run_id = $1::bigint and store.task_id = $2::text and store.map_index = $3::int and store.key = $4::text`,
    [owner.dagRunId, owner.taskId, owner.mapIndex, key],
  );
}

export async function clearTaskState(sql: Sql, { dagRunId, taskId, mapIndex }: TaskStateOwner): Promise<void> {
  await sql.query(
    `delete from task_state_store store
     where store.dag_run_id = $1::bigint and store.task_id = $2::text and store.map_index = coalesce($3::int, store.map_index)`,
    [dagRunId, taskId, mapIndex],
  );
}
