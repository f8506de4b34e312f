/**
 * PATCH .../taskInstances/{task_id}[/{map_index}][/dry_run] and .../taskGroupInstances/{group_id}[/dry_run]: mark as success, failed or skipped, and write
 * notes.
 */
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { runNotFound, selectRun } from '#api/dag-runs/find-run.ts';
import { RunPath } from '#api/dag-runs/schemas.ts';
import { UpdateMask } from '#api/dags/schemas.ts';
import { ref } from '#api/list/schemas.ts';
import { allDone, submitTogether } from '#api/submit-together.ts';
import { ApiError, badRequest, invalidValue, notFound } from '#http/api-error.ts';
import { audited } from '#http/audit.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import type { SetTaskState } from '#scheduler/commands.ts';
import { selectInstancesOfRuns, updateInstanceNotes } from './find-instance.ts';
import { type InstanceRow, wholeCollection } from './instance-row.ts';
import { selectRunsAround, selectSerializedOfRun, withRelatives } from './relatives.ts';
import { MappedPath, PatchTaskInstance, TaskInstanceCollection, TaskInstancePath } from './schemas.ts';
import { taskIdsOfGroup } from './task-group.ts';

type Body = Static<typeof PatchTaskInstance>;
type State = SetTaskState['state'];
const STATES: readonly string[] = ['success', 'failed', 'skipped'];
const FIELDS: readonly string[] = ['new_state', 'note'];
const base = '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id';
const groupBase = '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskGroupInstances/:group_id';
const GroupPath = Type.Object({ ...RunPath.properties, group_id: Type.String() });

interface Mark {
  dagId: string;
  runId: string;
  target: Target;
  body: Body;
  mask: readonly string[] | undefined;
}

/** `mapIndex` undefined: every instance of the task. */
type Target = { taskId: string; mapIndex: number | undefined } | { groupId: string };

export function markRoutes(app: App, context: RouteContext): void {
  const access = { config: { access: { action: 'update', resource: 'task_instance' } } } as const;
  const common = { tags: ['Task Instance'], body: PatchTaskInstance, response: { 200: ref(TaskInstanceCollection) } };
  const MaskAndIndex = Type.Object({ map_index: Type.Optional(Type.Integer()), ...UpdateMask });
  const Mask = Type.Object(UpdateMask);

  for (const end of ['', '/dry_run']) {
    const isDry = end !== '';
    const dry = isDry ? '_dry_run' : '';
    app.patch(
      `${base}${end}`,
      {
        ...access,
        schema: {
          ...common,
          operationId: `patch_task_instance${dry}`,
          params: TaskInstancePath,
          querystring: MaskAndIndex,
        },
      },
      async (request) => {
        const { params, query, body } = request;
        const target = { taskId: params.task_id, mapIndex: query.map_index };
        const mark = markOf(params, target, body, query.update_mask);
        return apply(context, mark, isDry, request);
      },
    );
    app.patch(
      `${base}/:map_index${end}`,
      {
        ...access,
        schema: {
          ...common,
          operationId: `patch_task_instance${dry}_by_map_index`,
          params: MappedPath,
          querystring: Mask,
        },
      },
      async (request) => {
        const { params, query, body } = request;
        const target = { taskId: params.task_id, mapIndex: params.map_index };
        const mark = markOf(params, target, body, query.update_mask);
        return apply(context, mark, isDry, request);
      },
    );
    app.patch(
      `${groupBase}${end}`,
      {
        ...access,
        schema: {
          ...common,
          operationId: `patch_task_group_instances${dry}`,
          params: GroupPath,
          // Nothing is written in a dry run, and so nothing is masked.
          ...(isDry ? {} : { querystring: Mask }),
        },
      },
      async (request) => {
        const { params, query, body } = request;
        const mark = markOf(params, { groupId: params.group_id }, body, (query as Static<typeof Mask>).update_mask);
        return apply(context, mark, isDry, request);
      },
    );
  }
}

function markOf(path: Static<typeof RunPath>, target: Target, body: Body, mask: readonly string[] | undefined): Mark {
  const unknown = mask?.find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw badRequest(`update_mask names ${unknown}: only new_state and note can be updated`);
  if (body.new_state === null) throw invalidValue(['body', 'new_state'], "'new_state' should not be empty", null);
  if (body.new_state !== undefined && !STATES.includes(body.new_state)) {
    const words = `'${body.new_state}' is not one of ['success', 'failed', 'skipped']`;
    throw invalidValue(['body', 'new_state'], words, body.new_state);
  }
  return { dagId: path.dag_id, runId: path.dag_run_id, target, body, mask };
}

async function apply(context: RouteContext, mark: Mark, isDry: boolean, request: FastifyRequest) {
  const { database, scheduler } = context;
  const chosen = await choose(context, mark);
  if (isDry) return wholeCollection(chosen);
  const { body, mask } = mark;
  const isMeant = (field: 'new_state' | 'note') => body[field] !== undefined && (mask?.includes(field) ?? true);
  if (isMeant('new_state')) {
    const commands = Map.groupBy(chosen, (one) => one.dag_run_id)
      .entries()
      .map(([dagRunId, instances]) => markCommand(dagRunId, instances, body.new_state as State));
    const done = allDone(await submitTogether(scheduler, [...commands], actorOf(request)));
    if (done.every(({ changed }) => changed.length === 0)) throw isMarkedAlready(mark);
  }
  if (isMeant('note')) await audited(request, database, (sql) => updateInstanceNotes(sql, chosen, body.note ?? null));
  return wholeCollection(await choose(context, mark));
}

const markCommand = (dagRunId: number, instances: readonly InstanceRow[], state: State): SetTaskState => ({
  kind: 'set_task_state',
  dagRunId,
  tasks: instances.map((one) => ({ taskId: one.task_id, mapIndex: one.map_index })),
  state,
});

/** Somebody else was faster, or nothing was to be done: in Airflow that is a conflict. */
function isMarkedAlready({ target, body }: Mark): ApiError {
  const state = body.new_state ?? '';
  const thing = 'groupId' in target ? `Task group id ${target.groupId}` : `Task id ${target.taskId}`;
  return new ApiError('STATE_CONFLICT', `${thing} is already in ${state} state`, {
    thing,
    found: state,
    wanted: state,
  });
}

/** The named instances, with their relatives in this run and in the runs around it where they are asked for. */
async function choose({ database }: RouteContext, mark: Mark): Promise<InstanceRow[]> {
  const { dagId, runId, target, body } = mark;
  const run = await selectRun(database, dagId, runId);
  if (!run) throw runNotFound('The DagRun', dagId, runId);
  const dag = await selectSerializedOfRun(database, run.id);
  const named = 'groupId' in target ? taskIdsOfGroup(dag, target.groupId) : [target.taskId];
  const mapIndex = 'groupId' in target ? undefined : target.mapIndex;
  const runs = await selectRunsAround(database, dagId, run, body);
  const instances = await selectInstancesOfRuns(
    database,
    runs.map((one) => one.id),
  );
  const isNamed = (one: InstanceRow) =>
    named.includes(one.task_id) && (mapIndex === undefined || one.map_index === mapIndex);
  if (!instances.some((one) => one.dag_run_id === run.id && isNamed(one))) throw notThere(mark);
  const taskIds = withRelatives(dag, named, body);
  return instances.filter((one) => (named.includes(one.task_id) ? isNamed(one) : taskIds.has(one.task_id)));
}

function notThere({ dagId, runId, target }: Mark) {
  if ('groupId' in target) {
    const words = `No task instances found for task group '${target.groupId}' in dag run '${runId}'`;
    return notFound('TASK_NOT_FOUND', words, { dag: dagId, run: runId, task: target.groupId });
  }
  const words = `Task '${target.taskId}' not found in Dag '${dagId}'`;
  return notFound('TASK_NOT_FOUND', words, { dag: dagId, run: runId, task: target.taskId });
}
