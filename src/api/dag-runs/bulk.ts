/** PATCH /api/v2/dags/{dag_id}/dagRuns: marks, annotates and deletes several runs in one request. */
import { type Static, Type } from 'typebox';
import { carryOut, emptyAnswer, refuseCreate, type Step, type Told, unresolved } from '#api/bulk-commands.ts';
import { DagPath } from '#api/dags/schemas.ts';
import { toldError } from '#api/list/apply-bulk.ts';
import { BulkAnswer, bulkBody } from '#api/list/bulk.ts';
import { orNull, ref } from '#api/list/schemas.ts';
import type { Database } from '#db/database.ts';
import { notFound } from '#http/api-error.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import { refuseRunning } from './find-run.ts';
import { forgetDeleted } from './forget-deleted.ts';
import type { RunRow } from './run-row.ts';
import { PatchRun } from './schemas.ts';
import { selectRunsByName } from './select-runs.ts';

export const BulkRun = Type.Object(
  { dag_run_id: Type.String(), dag_id: Type.Optional(orNull(Type.String())), ...PatchRun.properties },
  { additionalProperties: false },
);
const BulkRuns = bulkBody(BulkRun);

type Entity = Static<typeof BulkRun>;
type Action = Static<typeof BulkRuns>['actions'][number];

export function bulkRunsRoute(app: App, context: RouteContext): void {
  const { database, scheduler } = context;
  app.patch(
    '/api/v2/dags/:dag_id/dagRuns',
    {
      config: { access: { action: 'update', resource: 'dag_run' } },
      schema: {
        operationId: 'bulk_dag_runs',
        tags: ['DagRun'],
        params: DagPath,
        body: BulkRuns,
        response: { 200: ref(BulkAnswer) },
      },
    },
    async (request) => {
      const { answer, toldOf } = emptyAnswer();
      const steps: RunStep[] = [];
      for (const action of request.body.actions) {
        const told = toldOf(action.action);
        if (action.action === 'create') refuseCreate(told, 'Dag Runs');
        else steps.push(...(await stepsOf(database, request.params.dag_id, action, told)));
      }
      const deleted = steps.flatMap((step) => step.deletes ?? []);
      await forgetDeleted(context, deleted, () => carryOut(scheduler, steps, actorOf(request)));
      return answer;
    },
  );
}

interface RunStep extends Step {
  deletes?: RunRow;
}

interface Named {
  dagId: string;
  runId: string;
  entity: Entity | undefined;
}

/** Nothing where the action meets a run that is not there, and must not pass over that. Of two entities of one run the last counts. */
async function stepsOf(
  database: Database,
  dagId: string,
  action: Exclude<Action, { action: 'create' }>,
  told: Told,
): Promise<RunStep[]> {
  const named = new Map<string, Named>();
  for (const given of action.entities) {
    const entity = typeof given === 'string' ? undefined : given;
    const one = { dagId: entity?.dag_id ?? dagId, runId: typeof given === 'string' ? given : given.dag_run_id, entity };
    if (one.dagId === '~' || one.runId === '~')
      told.errors.push(toldError(unresolved('dag_id', `dag_run_id: ${one.runId}`)));
    else named.set(JSON.stringify([one.dagId, one.runId]), one);
  }
  const all = [...named.values()];
  const rows = await selectRunsByName(database, all);
  const rowOf = (one: Named) => rows.find((row) => row.dag_id === one.dagId && row.run_id === one.runId);
  const missing = all.filter((one) => !rowOf(one));
  if (missing.length > 0 && action.action_on_non_existence !== 'skip') {
    told.errors.push(toldError(runsNotFound(missing)));
    return [];
  }
  return all.flatMap((one) => {
    const row = rowOf(one);
    if (!row) return [];
    return action.action === 'delete'
      ? [deleteStep(row, told)]
      : [updateStep(row, told, one.entity ?? { dag_run_id: row.run_id }, action.update_mask ?? undefined)];
  });
}

/** Throws 404 in the words that Airflow has for several runs. */
export function runsNotFound(missing: readonly { dagId: string; runId: string }[]) {
  const names = missing.map(({ dagId, runId }) => `('${dagId}', '${runId}')`).sort();
  return notFound('RUN_NOT_FOUND', `The DagRuns with these identifiers: [${names.join(', ')}] were not found`, {
    dag: missing[0]?.dagId ?? '-',
    run: missing[0]?.runId ?? '-',
  });
}

const nameOf = (row: RunRow): string => `${row.dag_id}.${row.run_id}`;

function updateStep(row: RunRow, told: Told, { state, note }: Entity, mask: readonly string[] | undefined): Step {
  const isMeant = (field: 'state' | 'note') => mask?.includes(field) ?? true;
  const noted = note !== undefined && isMeant('note') ? { note } : undefined;
  const commands: Step['commands'] =
    state && isMeant('state')
      ? [{ kind: 'set_run_state', dagRunId: row.id, state, ...noted }]
      : noted
        ? [{ kind: 'set_run_note', dagRunId: row.id, ...noted }]
        : [];
  return { told, names: [nameOf(row)], commands };
}

const deleteStep = (row: RunRow, told: Told): RunStep => ({
  told,
  deletes: row,
  names: [nameOf(row)],
  commands: [{ kind: 'delete_run', dagRunId: row.id, unlessRunning: true }],
  reword: (error) => refuseRunning(error, row.dag_id, row.run_id),
});
