import type { Sql } from '#db/database.ts';

/** The DAGs in quarantine that the name means: the DAG of that id. */
export async function selectQuarantinedDags(sql: Sql, target: string): Promise<string[]> {
  const { rows } = await sql.query<{ dag_id: string }>(
    `select dag.dag_id from dag where dag.quarantined_at is not null and dag.dag_id = $1::text`,
    [target],
  );
  return rows.map((row) => row.dag_id);
}
