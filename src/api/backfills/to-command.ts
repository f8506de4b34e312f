/** From the body of a request to the scheduler's command, after the checks that need no more than the DAG. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { ParamsCheck } from '#api/dag-runs/check-params.ts';
import type { Database } from '#db/database.ts';
import { AquilonError, hasCode, messageOf } from '#errors/aquilon-error.ts';
import { notFound } from '#http/api-error.ts';
import type { CreateBackfill as Command } from '#scheduler/commands.ts';
import type { CreateBackfill } from './schemas.ts';

type Body = Static<typeof CreateBackfill>;

/** Throws 404 for a DAG that is not there, 422 for a conf that does not fit its params. */
export async function prepareBackfill(
  database: Database,
  params: ParamsCheck,
  body: Body,
): Promise<{ dag: SerializedDag; command: Command }> {
  const { rows } = await sql<{ id: string; serialized: SerializedDag }>`
    select dag_version.id, dag_version.serialized from dag join dag_version on dag_version.id = dag.current_version_id
    where dag.dag_id = ${body.dag_id}`.execute(database.query);
  const [version] = rows;
  if (!version) throw notFound('DAG_NOT_FOUND', `Could not find dag ${body.dag_id}`, { dag: body.dag_id });
  const { id, serialized: dag } = version;
  try {
    if (body.dag_run_conf) params.check(id, dag, body.dag_run_conf);
  } catch (error) {
    if (hasCode(error, 'PARAMS_INVALID')) throw new AquilonError('BACKFILL_INVALID', { reason: messageOf(error) });
    throw error;
  }
  return { dag, command: toCommand(body) };
}

/** With the defaults of Airflow: what runs again does so on the newest version. */
function toCommand(body: Body): Command {
  return {
    kind: 'create_backfill',
    dagId: body.dag_id,
    from: body.from_date,
    to: body.to_date,
    runBackwards: body.run_backwards ?? false,
    conf: body.dag_run_conf ?? null,
    reprocessBehavior: body.reprocess_behavior ?? 'none',
    maxActiveRuns: body.max_active_runs ?? 10,
    runOnLatestVersion: body.run_on_latest_version ?? true,
  };
}
