import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Database, Sql } from '#db/database.ts';
import { notFound } from '#http/api-error.ts';
import {
  earlierTryColumns,
  earlierTryTables,
  type InstanceRow,
  instanceColumns,
  instanceTables,
  type TryRow,
  tryColumns,
} from './instance-row.ts';
import type { TaskInstancePath } from './schemas.ts';

export interface InstanceKey {
  dagId: string;
  runId: string;
  taskId: string;
  mapIndex: number;
}

/** The task instance that an address names. */
export const keyOf = (path: Static<typeof TaskInstancePath>, mapIndex = -1): InstanceKey => ({
  dagId: path.dag_id,
  runId: path.dag_run_id,
  taskId: path.task_id,
  mapIndex,
});

/** Null where there is none. */
export async function selectInstance(database: Database, key: InstanceKey): Promise<InstanceRow | null> {
  const { rows } = await sql<InstanceRow>`
    select ${instanceColumns} from ${instanceTables}
    where dag_run.dag_id = ${key.dagId} and dag_run.run_id = ${key.runId}
      and ti.task_id = ${key.taskId} and ti.map_index = ${key.mapIndex}`.execute(database.query);
  return rows[0] ?? null;
}

/** Throws 404 in Airflow's words; `hasIndex`: the address named the map index. */
export async function findInstance(database: Database, key: InstanceKey, hasIndex = false): Promise<InstanceRow> {
  const row = await selectInstance(database, key);
  if (row) return row;
  const ids = `The Mapped Task Instance with dag_id: \`${key.dagId}\`, run_id: \`${key.runId}\`, task_id: \`${key.taskId}\``;
  if (hasIndex)
    throw notFound('TASK_NOT_FOUND', `${ids}, and map_index: \`${key.mapIndex}\` was not found`, values(key));
  if (await hasMapped(database, key)) {
    throw notFound('TASK_NOT_FOUND', 'Task instance is mapped, add the map_index value to the URL', values(key));
  }
  const words = `The Task Instance with dag_id: \`${key.dagId}\`, run_id: \`${key.runId}\` and task_id: \`${key.taskId}\` was not found`;
  throw notFound('TASK_NOT_FOUND', words, values(key));
}

const values = (key: InstanceKey) => ({ dag: key.dagId, run: key.runId, task: key.taskId });

async function hasMapped(database: Database, key: InstanceKey): Promise<boolean> {
  const { rows } = await sql`
    select from task_instance ti join dag_run on dag_run.id = ti.dag_run_id
    where dag_run.dag_id = ${key.dagId} and dag_run.run_id = ${key.runId} and ti.task_id = ${key.taskId} and ti.map_index >= 0
    limit 1`.execute(database.query);
  return rows.length > 0;
}

/** Every try, oldest first. A cleared instance keeps the number of its last try until the next begins: the history has that one. */
export async function selectTries(database: Database, key: InstanceKey): Promise<TryRow[]> {
  const earlier = await sql<TryRow>`
    select ${earlierTryColumns} from ${earlierTryTables}
    where dag_run.dag_id = ${key.dagId} and dag_run.run_id = ${key.runId}
      and tih.task_id = ${key.taskId} and tih.map_index = ${key.mapIndex}
    order by tih.try_number`.execute(database.query);
  const current = await sql<TryRow>`
    select ${tryColumns} from ${instanceTables}
    where dag_run.dag_id = ${key.dagId} and dag_run.run_id = ${key.runId}
      and ti.task_id = ${key.taskId} and ti.map_index = ${key.mapIndex}`.execute(database.query);
  const told = new Set(earlier.rows.map((row) => row.try_number));
  return [...earlier.rows, ...current.rows.filter((row) => !told.has(row.try_number))];
}

/** Throws 404 in Airflow's words. */
export async function findTry(database: Database, key: InstanceKey, tryNumber: number): Promise<TryRow> {
  const row = (await selectTries(database, key)).find((one) => one.try_number === tryNumber);
  if (row) return row;
  const words =
    `The Task Instance with dag_id: \`${key.dagId}\`, run_id: \`${key.runId}\`, task_id: \`${key.taskId}\`, ` +
    `try_number: \`${tryNumber}\` and map_index: \`${key.mapIndex}\` was not found`;
  throw notFound('TASK_NOT_FOUND', words, values(key));
}

/** The instances of runs, task by task: what clear and mark choose from. */
export async function selectInstancesOfRuns(database: Database, dagRunIds: readonly number[]): Promise<InstanceRow[]> {
  const { rows } = await sql<InstanceRow>`
    select ${instanceColumns} from ${instanceTables}
    where ti.dag_run_id = any(${dagRunIds}::bigint[])
    order by ti.dag_run_id, ti.task_id, ti.map_index`.execute(database.query);
  return rows;
}

export async function updateInstanceNotes(
  sql: Sql,
  noted: readonly { dag_run_id: number; task_id: string; map_index: number; note: string | null }[],
): Promise<void> {
  await sql.query(
    `update task_instance set note = noted.note
     from unnest($1::bigint[], $2::text[], $3::integer[], $4::text[]) as noted (dag_run_id, task_id, map_index, note)
     where task_instance.dag_run_id = noted.dag_run_id and task_instance.task_id = noted.task_id
       and task_instance.map_index = noted.map_index`,
    [
      noted.map((one) => one.dag_run_id),
      noted.map((one) => one.task_id),
      noted.map((one) => one.map_index),
      noted.map((one) => one.note),
    ],
  );
}
