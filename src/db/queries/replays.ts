/** What a replay of an attempt needs to read. */
import type { Json } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';

/** An XCom with the time at which it was written. */
export interface KeptXCom {
  map_index: number;
  value: Json;
  object: { object: string; bytes: number; sha256: string; length?: number } | null;
  timestamp: string;
}

export async function selectKeptXCom(
  sql: Sql,
  ref: { dagRunId: number; taskId: string; mapIndex: number; key: string },
): Promise<KeptXCom | undefined> {
  const { rows } = await sql.query<KeptXCom>(
    `select xcom.map_index, xcom.value, xcom.object, xcom."timestamp" from xcom
     where xcom.dag_run_id = $1::bigint and xcom.task_id = $2::text and xcom.map_index = $3::int and xcom.key = $4::text`,
    [ref.dagRunId, ref.taskId, ref.mapIndex, ref.key],
  );
  return rows[0];
}

/** Of the instances of a mapped task, in their order. */
export async function selectKeptXComs(
  sql: Sql,
  ref: { dagRunId: number; taskId: string; key: string },
): Promise<KeptXCom[]> {
  const { rows } = await sql.query<KeptXCom>(
    `select xcom.map_index, xcom.value, xcom.object, xcom."timestamp" from xcom
     where xcom.dag_run_id = $1::bigint and xcom.task_id = $2::text and xcom.map_index >= 0 and xcom.key = $3::text
     order by xcom.map_index`,
    [ref.dagRunId, ref.taskId, ref.key],
  );
  return rows;
}

/** Under all keys, of tasks that are not mapped. */
export async function selectXComsOfTasks(
  sql: Sql,
  dagRunId: number,
  taskIds: readonly string[],
): Promise<(KeptXCom & { task_id: string; key: string })[]> {
  const { rows } = await sql.query<KeptXCom & { task_id: string; key: string }>(
    `select xcom.task_id, xcom.key, xcom.map_index, xcom.value, xcom.object, xcom."timestamp" from xcom
     where xcom.dag_run_id = $1::bigint and xcom.task_id = any($2::text[]) and xcom.map_index < 0
     order by xcom.task_id, xcom.key`,
    [dagRunId, taskIds],
  );
  return rows;
}
