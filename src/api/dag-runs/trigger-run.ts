import type { Json, SerializedDag } from '@aquilon/sdk/serialized';
import type { Static } from 'typebox';
import type { Database } from '#db/database.ts';
import { badRequest, invalidValue, notFound } from '#http/api-error.ts';
import type { TriggerRun as Command } from '#scheduler/commands.ts';
import type { ParamsCheck } from './check-params.ts';
import type { TriggerRun } from './schemas.ts';

type Body = Static<typeof TriggerRun>;

/** Turns the body into the scheduler's command, after the checks that need no more than the DAG. */
export async function triggerCommand(
  database: Database,
  params: ParamsCheck,
  dagId: string,
  body: Body,
): Promise<Command> {
  if (((body.data_interval_start ?? null) === null) !== ((body.data_interval_end ?? null) === null)) {
    const words = 'Either both data_interval_start and data_interval_end must be provided or both must be None';
    throw invalidValue(['body'], words, body);
  }
  if (body.dag_run_id) checkRunId(body.dag_run_id);
  const dag = await selectDagToRun(database, dagId);
  if (!dag) throw notFound('DAG_NOT_FOUND', `Dag with dag_id: '${dagId}' not found`, { dag: dagId });
  const conf: { [key: string]: Json } = body.conf ?? {};
  params.check(dag.version_id, { dagId, params: dag.params ?? {} }, conf);
  return {
    kind: 'trigger_run',
    dagId,
    runId: body.dag_run_id ?? undefined,
    logicalDate: body.logical_date,
    dataIntervalStart: body.data_interval_start ?? undefined,
    dataIntervalEnd: body.data_interval_end ?? undefined,
    runAfter: body.run_after ?? undefined,
    conf,
    note: body.note ?? null,
    runType: 'manual',
    partitionKey: body.partition_key ?? null,
  };
}

/** Airflow names folders after run ids, and so do we. Its pattern is `[A-Za-z0-9_.~:+-]+`. */
function checkRunId(runId: string): void {
  if (runId.includes('..')) throw badRequest(`The run_id '${runId}' must not contain '..' to prevent path traversal`);
  if (!/^[A-Za-z0-9_.~:+-]{1,250}$/.test(runId)) {
    throw badRequest(`The run_id '${runId}' may have letters, digits and _ . ~ : + - only, 250 at most`);
  }
}

interface DagToRun {
  version_id: string;
  params: SerializedDag['params'] | null;
}

/** On the way from the request to the first task: prepared, and no more than what is needed. */
async function selectDagToRun(database: Database, dagId: string): Promise<DagToRun | null> {
  const { rows } = await database.pool.query<DagToRun>({
    name: 'select_dag_to_run',
    text: `select dag_version.id as version_id, dag_version.serialized -> 'params' as params
           from dag join dag_version on dag_version.id = dag.current_version_id
           where dag.dag_id = $1::text`,
    values: [dagId],
  });
  return rows[0] ?? null;
}
