/** States of other DAGs' runs and tasks, for the sensors that wait for them. */
import type { Sql } from '#db/database.ts';

/** A run without a logical date counts at its `run_after`. */
const OF_RUN = `dag_run.dag_id = $1::text
  and (dag_run.logical_date = $2::timestamptz or (dag_run.logical_date is null and dag_run.run_after = $2::timestamptz))`;

export async function selectRunStatesAt(sql: Sql, dagId: string, logicalDate: string): Promise<string[]> {
  const { rows } = await sql.query<{ state: string }>({
    name: 'select_run_states_at',
    text: `select dag_run.state from dag_run where ${OF_RUN}`,
    values: [dagId, logicalDate],
  });
  return rows.map((row) => row.state);
}

/** One row for each instance of the tasks. */
export async function selectTaskStatesAt(
  sql: Sql,
  dagId: string,
  logicalDate: string,
  taskIds: readonly string[],
): Promise<{ task_id: string; state: string | null }[]> {
  const { rows } = await sql.query<{ task_id: string; state: string | null }>({
    name: 'select_task_states_at',
    text: `select ti.task_id, ti.state from dag_run join task_instance ti on ti.dag_run_id = dag_run.id
      where ${OF_RUN} and ti.task_id = any ($3::text[])`,
    values: [dagId, logicalDate, taskIds],
  });
  return rows;
}
