/** What DAG files may name, as it is in the database. */
import type { Sql } from '#db/database.ts';

/** Slots by pool; -1: without end. */
export async function selectPoolSlots(sql: Sql): Promise<Map<string, number>> {
  const { rows } = await sql.query<{ pool: string; slots: number }>(
    'select slot_pool.pool, slot_pool.slots from slot_pool',
  );
  return new Map(rows.map(({ pool, slots }) => [pool, slots]));
}

export interface LiveDagTasks {
  dag_id: string;
  fileloc: string;
  task_ids: string[];
}

/** The DAGs that are live, with the ids of their tasks. */
export async function selectLiveDagTasks(sql: Sql): Promise<LiveDagTasks[]> {
  const { rows } = await sql.query<LiveDagTasks>(
    `select dag.dag_id, dag.fileloc, jsonb_path_query_array(dag_version.serialized, '$.tasks[*].taskId') as task_ids
     from dag join dag_version on dag_version.id = dag.current_version_id
     where dag.is_stale = false`,
  );
  return rows;
}

export interface LiveProducer {
  dag_id: string;
  fileloc: string;
  name: string;
  uri: string;
}

/** The assets that tasks of live DAGs say they make. */
export async function selectLiveProducers(sql: Sql): Promise<LiveProducer[]> {
  const { rows } = await sql.query<LiveProducer>(
    `select dag.dag_id, dag.fileloc, asset.name, asset.uri
     from asset_reference
     join asset on asset.id = asset_reference.asset_id
     join dag on dag.dag_id = asset_reference.dag_id
     where asset_reference.role = 'outlet' and dag.is_stale = false`,
  );
  return rows;
}
