/** The value of an XCom, wherever it lies. */
import type { Json } from '@aquilon/sdk/serialized';
import { sql } from 'kysely';
import type { Database } from '#db/database.ts';
import type { RouteContext } from '#http/server-parts.ts';

export interface StoredValue {
  value: Json;
  /** Where a large value lies in the object store. */
  object: { object: string; bytes: number; sha256: string } | null;
}

/** A value too large for the database is read from the object store, and checked against its hash. */
export async function readValue(row: StoredValue, { objects }: Pick<RouteContext, 'objects'>): Promise<Json> {
  if (!row.object) return row.value;
  const { object, bytes, sha256 } = row.object;
  return JSON.parse((await objects.get(object, { bytes, sha256 })).toString('utf8')) as Json;
}

/** What the tasks of a run returned, instance by instance. */
export async function selectReturnValues(
  database: Database,
  dagRunId: number,
  taskIds: readonly string[],
): Promise<(StoredValue & { task_id: string; map_index: number })[]> {
  const { rows } = await sql<StoredValue & { task_id: string; map_index: number }>`
    select xcom.task_id, xcom.map_index, xcom.value, xcom.object from xcom
    where xcom.dag_run_id = ${dagRunId}::bigint and xcom.task_id = any(${[...taskIds]}::text[]) and xcom.key = 'return_value'
    order by xcom.task_id, xcom.map_index`.execute(database.query);
  return rows;
}
