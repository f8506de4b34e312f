/** A run as commands name it: by its id, or by its logical date. */
import { AquilonError, hasCode } from '#errors/aquilon-error.ts';
import { tryInstant } from './arguments.ts';
import { type Client, path } from './client.ts';
import type { Row } from './output.ts';

export type Run = Row & { dag_run_id: string; state: string; logical_date: string | null; conf: object | null };

/** Throws `RUN_NOT_FOUND`, and `DAG_NOT_FOUND` where it is the DAG that is missing. */
export async function findRun(client: Client, dagId: string, runOrDate: string): Promise<Run> {
  const found = (await findById(client, dagId, runOrDate)) ?? (await findByDate(client, dagId, runOrDate));
  if (found) return found;
  await client.ask('GET', path`/dags/${dagId}`);
  throw new AquilonError('RUN_NOT_FOUND', { dag: dagId, run: runOrDate });
}

async function findById(client: Client, dagId: string, runId: string): Promise<Run | undefined> {
  try {
    return await client.ask<Run>('GET', path`/dags/${dagId}/dagRuns/${runId}`);
  } catch (error) {
    if (hasCode(error, 'REQUEST_REFUSED') && (error as AquilonError).values.status === 404) return undefined;
    throw error;
  }
}

async function findByDate(client: Client, dagId: string, text: string): Promise<Run | undefined> {
  const date = tryInstant(text);
  if (date === undefined) return undefined;
  const runs = path`/dags/${dagId}/dagRuns?logical_date_gte=${date}&logical_date_lte=${date}`;
  try {
    return (await client.all<Run>(runs, 'dag_runs'))[0];
  } catch (error) {
    if (hasCode(error, 'REQUEST_REFUSED') && (error as AquilonError).values.status === 404) return undefined;
    throw error;
  }
}
