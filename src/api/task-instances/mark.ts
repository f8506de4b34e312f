/** PATCH .../taskInstances/{task_id}[/{map_index}][/dry_run]: mark as success, failed or skipped, and write notes. */
import { type Static, Type } from 'typebox';
import { runNotFound, selectRun } from '#api/dag-runs/find-run.ts';
import { UpdateMask } from '#api/dags/schemas.ts';
import { ref } from '#api/list/schemas.ts';
import { principalOf } from '#http/access.ts';
import { badRequest, invalidValue, notFound } from '#http/api-error.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import type { Actor, SetTaskState } from '#scheduler/commands.ts';
import { selectInstancesOfRuns, updateInstanceNotes } from './find-instance.ts';
import { type InstanceRow, wholeCollection } from './instance-row.ts';
import { selectRunsAround, selectSerializedOfRun, withRelatives } from './relatives.ts';
import { MappedPath, PatchTaskInstance, TaskInstanceCollection, TaskInstancePath } from './schemas.ts';

type Body = Static<typeof PatchTaskInstance>;
type State = SetTaskState['state'];
const STATES: readonly string[] = ['success', 'failed', 'skipped'];
const FIELDS: readonly string[] = ['new_state', 'note'];
const base = '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id';

interface Mark {
  dagId: string;
  runId: string;
  taskId: string;
  /** undefined: every instance of the task. */
  mapIndex: number | undefined;
  body: Body;
  mask: readonly string[] | undefined;
}

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
        const mark = markOf(params, query.map_index, body, query.update_mask);
        return apply(context, mark, isDry, actorOf(principalOf(request)));
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
        const mark = markOf(params, params.map_index, body, query.update_mask);
        return apply(context, mark, isDry, actorOf(principalOf(request)));
      },
    );
  }
}

function markOf(
  path: Static<typeof TaskInstancePath>,
  mapIndex: number | undefined,
  body: Body,
  mask: readonly string[] | undefined,
): Mark {
  const unknown = mask?.find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw badRequest(`update_mask names ${unknown}: only new_state and note can be updated`);
  if (body.new_state === null) throw invalidValue(['body', 'new_state'], "'new_state' should not be empty", null);
  if (body.new_state !== undefined && !STATES.includes(body.new_state)) {
    const words = `'${body.new_state}' is not one of ['success', 'failed', 'skipped']`;
    throw invalidValue(['body', 'new_state'], words, body.new_state);
  }
  return { dagId: path.dag_id, runId: path.dag_run_id, taskId: path.task_id, mapIndex, body, mask };
}

async function apply(context: RouteContext, mark: Mark, isDry: boolean, actor: Actor) {
  const { database, scheduler } = context;
  const chosen = await choose(context, mark);
  if (isDry) return wholeCollection(chosen);
  const { body, mask } = mark;
  const isMeant = (field: 'new_state' | 'note') => body[field] !== undefined && (mask?.includes(field) ?? true);
  if (isMeant('new_state')) {
    for (const [dagRunId, instances] of Map.groupBy(chosen, (one) => one.dag_run_id)) {
      const tasks = instances.map((one) => ({ taskId: one.task_id, mapIndex: one.map_index }));
      await scheduler.submit({ kind: 'set_task_state', dagRunId, tasks, state: body.new_state as State }, actor);
    }
  }
  if (isMeant('note')) await updateInstanceNotes(database, chosen, body.note ?? null);
  return wholeCollection(await choose(context, mark));
}

/** The named instance, with its relatives in this run and in the runs around it where they are asked for. */
async function choose({ database }: RouteContext, mark: Mark): Promise<InstanceRow[]> {
  const { dagId, runId, taskId, mapIndex, body } = mark;
  const run = await selectRun(database, dagId, runId);
  if (!run) throw runNotFound('The DagRun', dagId, runId);
  const runs = await selectRunsAround(database, dagId, run, body);
  const taskIds = withRelatives(await selectSerializedOfRun(database, run.id), [taskId], body);
  const instances = await selectInstancesOfRuns(
    database,
    runs.map((one) => one.id),
  );
  const isNamed = (one: InstanceRow) =>
    one.task_id === taskId && (mapIndex === undefined || one.map_index === mapIndex);
  if (!instances.some((one) => one.dag_run_id === run.id && isNamed(one))) {
    const words = `Task '${taskId}' not found in Dag '${dagId}'`;
    throw notFound('TASK_NOT_FOUND', words, { dag: dagId, run: runId, task: taskId });
  }
  return instances.filter((one) => (one.task_id === taskId ? isNamed(one) : taskIds.has(one.task_id)));
}
