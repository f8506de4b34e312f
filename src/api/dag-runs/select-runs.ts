import { sql } from 'kysely';
import type { Database } from '#db/database.ts';
import { type RunRow, runColumns, runTables } from './run-row.ts';

/** Those of the named runs that are there, in no order. */
export async function selectRunsByName(
  database: Database,
  named: readonly { dagId: string; runId: string }[],
): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`
    select ${runColumns} from ${runTables}
    where (dag_run.dag_id, dag_run.run_id) in (
      select * from unnest(${named.map(({ dagId }) => dagId)}::text[], ${named.map(({ runId }) => runId)}::text[])
    )`.execute(database.query);
  return rows;
}

/** Runs of a partition, or of those whose instant lies between two, both included; null is open. The oldest first. */
export async function selectRunsOfPartition(
  database: Database,
  dagId: string,
  wanted: { key: string | null; from: string | null; to: string | null },
): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`
    select ${runColumns} from ${runTables}
    where dag_run.dag_id = ${dagId}::text
      and (${wanted.key}::text is null or dag_run.partition_key = ${wanted.key}::text)
      and (${wanted.from}::timestamptz is null or dag_run.partition_date >= ${wanted.from}::timestamptz)
      and (${wanted.to}::timestamptz is null or dag_run.partition_date <= ${wanted.to}::timestamptz)
    order by dag_run.run_after, dag_run.id`.execute(database.query);
  return rows;
}

export async function selectRunsById(database: Database, ids: readonly number[]): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`
    select ${runColumns} from ${runTables}
    where dag_run.id = any(${[...ids]}::bigint[]) order by dag_run.run_after, dag_run.id`.execute(database.query);
  return rows;
}
