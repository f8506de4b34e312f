/** PATCH .../dagRuns/{dag_run_id}/taskInstances: marks, annotates and deletes several task instances in one request. */
import { type Static, Type } from 'typebox';
import { carryOut, emptyAnswer, refuseCreate, type Step, type Told, unresolved } from '#api/bulk-commands.ts';
import { RunPath } from '#api/dag-runs/schemas.ts';
import { toldError } from '#api/list/apply-bulk.ts';
import { BulkAnswer, bulkBody } from '#api/list/bulk.ts';
import { Integer32, orNull, ref } from '#api/list/schemas.ts';
import type { Database } from '#db/database.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import type { InstanceRow } from './instance-row.ts';
import {
  checkNewState,
  chooseMarked,
  isMeant,
  type Mark,
  markCommands,
  noteCommands,
  requireChange,
  taskKeyOf,
} from './marking.ts';
import { PatchTaskInstance } from './schemas.ts';

const Name = Type.Optional(orNull(Type.String()));
const BulkInstance = Type.Object(
  {
    ...PatchTaskInstance.properties,
    task_id: Type.String(),
    map_index: Type.Optional(orNull(Integer32())),
    dag_id: Name,
    dag_run_id: Name,
  },
  { additionalProperties: false },
);
const BulkInstances = bulkBody(BulkInstance);

type Entity = Static<typeof BulkInstance>;
type Action = Static<typeof BulkInstances>['actions'][number];

export function bulkInstancesRoute(app: App, { database, scheduler }: RouteContext): void {
  app.patch(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances',
    {
      config: { access: { action: 'update', resource: 'task_instance' } },
      schema: {
        operationId: 'bulk_task_instances',
        tags: ['Task Instance'],
        params: RunPath,
        body: BulkInstances,
        response: { 200: ref(BulkAnswer) },
      },
    },
    async (request) => {
      const { actions } = request.body;
      for (const [at, { entities }] of actions.entries())
        for (const [number, one] of entities.entries())
          if (typeof one !== 'string' && one.new_state != null)
            checkNewState(one, ['body', 'actions', at, 'entities', number]);
      const { answer, toldOf } = emptyAnswer();
      const steps: Step[] = [];
      for (const action of actions) {
        const told = toldOf(action.action);
        if (action.action === 'create') refuseCreate(told, 'Task instances');
        else steps.push(...(await stepsOf(database, request.params, action, told)));
      }
      await carryOut(scheduler, steps, actorOf(request));
      return answer;
    },
  );
}

/** Nothing where the action meets an instance that is not there, and must not pass over that. Of two entities of one instance the last counts. */
async function stepsOf(
  database: Database,
  path: Static<typeof RunPath>,
  action: Exclude<Action, { action: 'create' }>,
  told: Told,
): Promise<Step[]> {
  const mask = (action.action === 'update' ? action.update_mask : null) ?? undefined;
  const marks = new Map<string, Mark>();
  for (const given of action.entities) {
    const entity: Entity = typeof given === 'string' ? { task_id: given } : given;
    const mark = markOf(path, entity, mask);
    if (mark.dagId === '~' || mark.runId === '~')
      told.errors.push(toldError(unresolved('dag_id and dag_run_id', `task_id: ${entity.task_id}`)));
    else marks.set(JSON.stringify([mark.dagId, mark.runId, mark.target]), mark);
  }
  const found: { mark: Mark; chosen: InstanceRow[] }[] = [];
  const missing: AquilonError[] = [];
  for (const mark of marks.values()) {
    try {
      found.push({ mark, chosen: await chooseMarked(database, mark) });
    } catch (error) {
      if (!(error instanceof AquilonError) || error.status !== 404) throw error;
      missing.push(error);
    }
  }
  const [first] = missing;
  if (first && action.action_on_non_existence !== 'skip') {
    told.errors.push(toldError(first));
    return [];
  }
  if (action.action === 'delete') return deleteSteps(found, told);
  return found.map(({ mark, chosen }) => updateStep(mark, chosen, told));
}

/** An empty state says nothing here. A deletion has no relatives. */
function markOf(path: Static<typeof RunPath>, entity: Entity, mask: readonly string[] | undefined): Mark {
  const { task_id: taskId, map_index: mapIndex, dag_id: dagId, dag_run_id: runId, new_state: state, ...body } = entity;
  return {
    dagId: dagId ?? path.dag_id,
    runId: runId ?? path.dag_run_id,
    target: { taskId, mapIndex: mapIndex ?? undefined },
    body: state == null ? body : { ...body, new_state: state },
    mask,
  };
}

const nameOf = (one: InstanceRow): string => `${one.dag_id}.${one.run_id}.${one.task_id}[${one.map_index}]`;

/** The instances that the entity names, without their relatives. */
function namedOf({ runId, target }: Mark, chosen: readonly InstanceRow[]): InstanceRow[] {
  return chosen.filter((one) => one.run_id === runId && 'taskId' in target && one.task_id === target.taskId);
}

function updateStep(mark: Mark, chosen: readonly InstanceRow[], told: Told): Step {
  const named = namedOf(mark, chosen);
  const isMarked = isMeant(mark, 'new_state');
  return {
    told,
    names: named.map(nameOf),
    commands: isMarked ? markCommands(mark, chosen, named) : noteCommands(mark, named),
    check: (done) => {
      if (isMarked) requireChange(mark, done);
    },
  };
}

/** One command for each run: what is deleted of it is deleted together. */
function deleteSteps(found: readonly { mark: Mark; chosen: readonly InstanceRow[] }[], told: Told): Step[] {
  const named = new Map(found.flatMap(({ mark, chosen }) => namedOf(mark, chosen)).map((one) => [nameOf(one), one]));
  return Map.groupBy(named.values(), (one) => one.dag_run_id)
    .entries()
    .map(
      ([dagRunId, ofRun]): Step => ({
        told,
        names: ofRun.map(nameOf),
        commands: [{ kind: 'delete_tasks', dagRunId, tasks: ofRun.map(taskKeyOf) }],
      }),
    )
    .toArray();
}
