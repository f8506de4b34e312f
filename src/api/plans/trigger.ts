import { sql } from 'kysely';
import { Type } from 'typebox';
import { selectRun } from '#api/dag-runs/find-run.ts';
import { TriggerRun } from '#api/dag-runs/schemas.ts';
import { triggerCommand } from '#api/dag-runs/trigger-run.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { type ChangeBody, changeBody, counted, effectOf, findDagFacts, type Kind, type PlanParts } from './kind.ts';

const { conf, logical_date: LogicalDate, dag_run_id: RunId, note } = TriggerRun.properties;
const properties = { dag_id: Type.String(), conf, logical_date: Type.Optional(LogicalDate), dag_run_id: RunId, note };
type Body = ChangeBody<typeof properties>;

export const trigger: Kind<Body> = {
  body: changeBody(properties),
  access: { action: 'create', resource: 'dag_run' },
  async prepare(parts, change) {
    const { dag_id: dagId, reason: _, ...body } = change;
    const facts = await findDagFacts(parts, dagId);
    const date = body.logical_date ?? null;
    const command = await triggerCommand(parts.database, parts.params, dagId, { ...body, logical_date: date });
    await refuseExisting(parts, dagId, body.dag_run_id ?? null, date);
    const name = body.dag_run_id ? `The run ${body.dag_run_id}` : 'A run';
    const dated = date === null ? '' : ` for ${date}`;
    const waits = facts.paused ? ' The DAG is switched off: the run waits until it is switched on.' : '';
    const summary = `${name} of ${dagId}${dated} is made with the conf ${JSON.stringify(body.conf ?? {})}; ${counted(facts.tasks, 'task runs', 'tasks run')}.${waits}`;
    return { command, effect: effectOf(summary), basis: { versionId: facts.versionId, paused: facts.paused } };
  },
};

async function refuseExisting(
  { database }: PlanParts,
  dagId: string,
  runId: string | null,
  date: string | null,
): Promise<void> {
  if (runId !== null && (await selectRun(database, dagId, runId)))
    throw new AquilonError('RUN_EXISTS', { dag: dagId, run: runId });
  if (date === null) return;
  const { rows } = await sql<{ run_id: string }>`
    select dag_run.run_id from dag_run where dag_run.dag_id = ${dagId} and dag_run.logical_date = ${date}::timestamptz`.execute(
    database.query,
  );
  if (rows[0]) throw new AquilonError('RUN_EXISTS', { dag: dagId, run: rows[0].run_id });
}
