/** What a replay of an attempt needs to read. */
import type { Json } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';

/** An XCom as it stands now. */
export interface KeptXCom {
  map_index: number;
  value: Json;
  object: { object: string; bytes: number; sha256: string; length?: number } | null;
  /** When it was last there for others: when it was written, or its task ended, whichever was first. */
  timestamp: string;
}

// A result is written in the commit that starts what comes after it, a moment after that start: what counts is when its task ended.
const COLUMNS = `xcom.map_index, xcom.value, xcom.object, least(xcom."timestamp", ti.end_date) as "timestamp"`;
const TABLES = `xcom left join task_instance ti
  on ti.dag_run_id = xcom.dag_run_id and ti.task_id = xcom.task_id and ti.map_index = xcom.map_index`;

/** The conf that the run had at an instant, where it has had another since; undefined: it has it still. */
export async function selectConfAt(
  sql: Sql,
  dagRunId: number,
  at: string | null,
): Promise<{ [key: string]: Json } | undefined> {
  const { rows } = await sql.query<{ conf: { [key: string]: Json } }>(
    `select event.why -> 'edit' -> 'conf' -> 'from' as conf from event
     where event.dag_run_id = $1::bigint and event.why ->> 'code' = 'RUN_EDITED' and event.why -> 'edit' ? 'conf'
       and event.at > $2::timestamptz
     order by event.seq limit 1`,
    [dagRunId, at],
  );
  return rows[0]?.conf;
}

export async function selectKeptXCom(
  sql: Sql,
  ref: { dagRunId: number; taskId: string; mapIndex: number; key: string },
): Promise<KeptXCom | undefined> {
  const { rows } = await sql.query<KeptXCom>(
    `select ${COLUMNS} from ${TABLES}
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
    `select ${COLUMNS} from ${TABLES}
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
    `select xcom.task_id, xcom.key, ${COLUMNS} from ${TABLES}
     where xcom.dag_run_id = $1::bigint and xcom.task_id = any($2::text[]) and xcom.map_index < 0
     order by xcom.task_id, xcom.key`,
    [dagRunId, taskIds],
  );
  return rows;
}
