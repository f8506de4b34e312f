/**
 * PATCH .../taskInstances/{task_id}[/{map_index}][/dry_run] and .../taskGroupInstances/{group_id}[/dry_run]: mark as success, failed or skipped, and write
 * notes.
 */
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { RunPath } from '#api/dag-runs/schemas.ts';
import { UpdateMask } from '#api/dags/schemas.ts';
import { Integer32, ref } from '#api/list/schemas.ts';
import { badRequest } from '#http/api-error.ts';
import { audited } from '#http/audit.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import { updateInstanceNotes } from './find-instance.ts';
import { wholeCollection } from './instance-row.ts';
import {
  checkNewState,
  chooseMarked,
  isMeant,
  type Mark,
  type MarkBody,
  markCommands,
  requireChange,
  type Target,
} from './marking.ts';
import { MappedPath, PatchTaskInstance, TaskInstanceCollection, TaskInstancePath } from './schemas.ts';

const FIELDS: readonly string[] = ['new_state', 'note'];
const base = '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id';
const groupBase = '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskGroupInstances/:group_id';
const GroupPath = Type.Object({ ...RunPath.properties, group_id: Type.String() });

export function markRoutes(app: App, context: RouteContext): void {
  const access = { config: { access: { action: 'update', resource: 'task_instance' } } } as const;
  const common = { tags: ['Task Instance'], body: PatchTaskInstance, response: { 200: ref(TaskInstanceCollection) } };
  const MaskAndIndex = Type.Object({ map_index: Type.Optional(Integer32()), ...UpdateMask });
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

function markOf(
  path: Static<typeof RunPath>,
  target: Target,
  body: MarkBody,
  mask: readonly string[] | undefined,
): Mark {
  const unknown = mask?.find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw badRequest(`update_mask names ${unknown}: only new_state and note can be updated`);
  checkNewState(body, ['body']);
  return { dagId: path.dag_id, runId: path.dag_run_id, target, body, mask };
}

async function apply({ database, scheduler }: RouteContext, mark: Mark, isDry: boolean, request: FastifyRequest) {
  const chosen = await chooseMarked(database, mark);
  if (isDry) return wholeCollection(chosen);
  if (isMeant(mark, 'new_state'))
    requireChange(mark, await scheduler.submitAll(markCommands(mark, chosen, chosen), actorOf(request)));
  else if (isMeant(mark, 'note')) {
    const noted = chosen.map((one) => ({ ...one, note: mark.body.note ?? null }));
    await audited(request, database, (sql) => updateInstanceNotes(sql, noted));
  }
  return wholeCollection(await chooseMarked(database, mark));
}
