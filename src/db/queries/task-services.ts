/** What running tasks read and write: XComs, snapshots, states of runs. */
import type { Json, SerializedDag } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';

export interface XComRow {
  value: Json;
  object: { object: string; bytes: number; sha256: string; length?: number } | null;
}

export async function selectXCom(
  sql: Sql,
  ref: { dagRunId: number; taskId: string; mapIndex: number; key: string },
): Promise<XComRow | undefined> {
  const { rows } = await sql.query<XComRow>({
    name: 'select_xcom',
    text: `select xcom.value, xcom.object from xcom
      where xcom.dag_run_id = $1::bigint and xcom.task_id = $2::text and xcom.map_index = $3::int and xcom.key = $4::text`,
    values: [ref.dagRunId, ref.taskId, ref.mapIndex, ref.key],
  });
  return rows[0];
}

/** What the instances of a mapped task keep under a key, in their order. */
export async function selectXComs(
  sql: Sql,
  ref: { dagRunId: number; taskId: string; key: string },
): Promise<XComRow[]> {
  const { rows } = await sql.query<XComRow>(
    `select xcom.value, xcom.object from xcom
     where xcom.dag_run_id = $1::bigint and xcom.task_id = $2::text and xcom.map_index >= 0 and xcom.key = $3::text
     order by xcom.map_index`,
    [ref.dagRunId, ref.taskId, ref.key],
  );
  return rows;
}

export interface PreviousSuccessRow {
  data_interval_start: string | null;
  data_interval_end: string | null;
  start_date: string | null;
  end_date: string | null;
}

/** The latest successful run of the DAG with an earlier logical date. */
export async function selectPreviousSuccess(
  sql: Sql,
  dagId: string,
  logicalDate: string,
): Promise<PreviousSuccessRow | undefined> {
  const { rows } = await sql.query<PreviousSuccessRow>(
    `select dag_run.data_interval_start, dag_run.data_interval_end, dag_run.start_date, dag_run.end_date from dag_run
     where dag_run.dag_id = $1::text and dag_run.logical_date < $2::timestamptz and dag_run.state = 'success'
     order by dag_run.logical_date desc limit 1`,
    [dagId, logicalDate],
  );
  return rows[0];
}

/** Zero when the attempt is no longer the current one of its task instance: its write is refused. */
export async function upsertXComOfAttempt(
  sql: Sql,
  attemptId: string,
  key: string,
  value: { value: string | null; object: string | null },
): Promise<number> {
  const { rowCount } = await sql.query(
    `insert into xcom (dag_run_id, task_id, map_index, key, value, object)
     select ti.dag_run_id, ti.task_id, ti.map_index, $2::text, $3::jsonb, $4::jsonb
     from task_instance ti where ti.id = $1::uuid and ti.state in ('queued', 'running', 'deferred')
     on conflict (dag_run_id, task_id, map_index, key)
       do update set value = excluded.value, object = excluded.object, "timestamp" = now()`,
    [attemptId, key, value.value, value.object],
  );
  return rowCount ?? 0;
}

/** What is null stays as it was. Nothing is written for an attempt that is no longer the current one of its task instance. */
export async function upsertRendered(
  sql: Sql,
  attemptId: string,
  fields: string | null,
  mapIndexName: string | null,
): Promise<void> {
  await sql.query(
    `insert into rendered_task_instance as kept (dag_run_id, task_id, map_index, fields, map_index_name)
     select ti.dag_run_id, ti.task_id, ti.map_index, $2::jsonb, $3::text from task_instance ti where ti.id = $1::uuid
     on conflict (dag_run_id, task_id, map_index) do update set
       fields = coalesce(excluded.fields, kept.fields), map_index_name = coalesce(excluded.map_index_name, kept.map_index_name)`,
    [attemptId, fields, mapIndexName],
  );
}

export async function selectRunState(sql: Sql, dagId: string, runId: string): Promise<string | null> {
  const { rows } = await sql.query<{ state: string }>(
    `select dag_run.state from dag_run where dag_run.dag_id = $1::text and dag_run.run_id = $2::text`,
    [dagId, runId],
  );
  return rows[0]?.state ?? null;
}

/** The DAG's present version. */
export async function selectSerialized(sql: Sql, dagId: string): Promise<SerializedDag | undefined> {
  const { rows } = await sql.query<{ serialized: SerializedDag }>(
    `select dag_version.serialized from dag join dag_version on dag_version.id = dag.current_version_id where dag.dag_id = $1::text`,
    [dagId],
  );
  return rows[0]?.serialized;
}

export async function selectSnapshot(
  sql: Sql,
  hash: string,
): Promise<{ hash: string; entry: string; files: { [path: string]: string } } | undefined> {
  const { rows } = await sql.query<{ hash: string; entry: string; files: { [path: string]: string } }>(
    `select dag_snapshot.hash, dag_snapshot.entry, dag_snapshot.files from dag_snapshot where dag_snapshot.hash = $1::text`,
    [hash],
  );
  return rows[0];
}
