import { sql } from 'kysely';
import type { Database, Sql } from '#db/database.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { ApiError, notFound } from '#http/api-error.ts';
import { type RunRow, runColumns, runTables } from './run-row.ts';

/** Null where there is none. */
export async function selectRun(database: Database, dagId: string, runId: string): Promise<RunRow | null> {
  const { rows } = await sql<RunRow>`
    select ${runColumns} from ${runTables}
    where dag_run.dag_id = ${dagId} and dag_run.run_id = ${runId}`.execute(database.query);
  return rows[0] ?? null;
}

/** Throws 404 in the words that Airflow has under /dagRuns. */
export async function findRun(database: Database, dagId: string, runId: string): Promise<RunRow> {
  const row = await selectRun(database, dagId, runId);
  if (!row) throw runNotFound('The DagRun', dagId, runId);
  return row;
}

/** Airflow says `The DagRun with` under /dagRuns and `DagRun with` under /taskInstances. */
export function runNotFound(subject: 'The DagRun' | 'DagRun', dagId: string, runId: string) {
  const words = `${subject} with dag_id: \`${dagId}\` and run_id: \`${runId}\` was not found`;
  return notFound('RUN_NOT_FOUND', words, { dag: dagId, run: runId });
}

export async function updateRunNote(sql: Sql, dagRunId: number, note: string | null): Promise<void> {
  await sql.query('update dag_run set note = $2::text where dag_run.id = $1::bigint', [dagRunId, note]);
}

/** What a deletion was refused for, in the words that Airflow has for a run that is running. */
export function refuseRunning(error: unknown, dagId: string, runId: string): never {
  if (!(error instanceof AquilonError) || error.code !== 'STATE_CONFLICT') throw error;
  const words = `The DagRun with dag_id: \`${dagId}\` and run_id: \`${runId}\` cannot be deleted in running state`;
  throw new ApiError('STATE_CONFLICT', words, error.values);
}
