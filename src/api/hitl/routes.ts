/** .../hitlDetails: what task instances ask people, and the answers. */
import type { Json } from '@aquilon/sdk/serialized';
import { RunPath } from '#api/dag-runs/schemas.ts';
import { list } from '#api/list/lists.ts';
import { ref } from '#api/list/schemas.ts';
import { keyOf } from '#api/task-instances/find-instance.ts';
import { MappedPath } from '#api/task-instances/schemas.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import {
  type DetailedInstance,
  findDetail,
  findDetailOfTry,
  responderOf,
  toDetail,
  toDetailOfTry,
} from './detail-row.ts';
import { detailList } from './list-details.ts';
import {
  HitlAnswer,
  HitlDetail,
  HitlDetailCollection,
  HitlDetailOfTry,
  HitlListQuery,
  HitlResponse,
  TryPath,
} from './schemas.ts';

const tags = ['Task Instance'];
const read = { config: { access: { action: 'read', resource: 'task_instance' } } } as const;
const answer = { config: { access: { action: 'update', resource: 'task_instance' } } } as const;
const ofRun = '/api/v2/dags/:dag_id/dagRuns/:dag_run_id';
const ofInstance = `${ofRun}/taskInstances/:task_id/:map_index/hitlDetails`;

export function hitlRoutes(app: App, { database, scheduler, config }: RouteContext): void {
  app.get(
    ofInstance,
    {
      ...read,
      schema: { operationId: 'get_hitl_detail', tags, params: MappedPath, response: { 200: ref(HitlDetail) } },
    },
    async ({ params }) => toDetail(await findDetail(database, keyOf(params, params.map_index))),
  );

  app.patch(
    ofInstance,
    {
      ...answer,
      schema: {
        operationId: 'update_hitl_detail',
        tags,
        params: MappedPath,
        body: HitlAnswer,
        response: { 200: ref(HitlResponse) },
      },
    },
    async (request) => {
      const { params, body } = request;
      const key = keyOf(params, params.map_index);
      const asked = await findDetail(database, key);
      await scheduler.submit(
        {
          kind: 'answer_task',
          dagRunId: asked.dag_run_id,
          task: { taskId: key.taskId, mapIndex: key.mapIndex },
          attemptId: asked.attempt_id,
          chosenOptions: body.chosen_options,
          paramsInput: (body.params_input ?? {}) as { [name: string]: Json },
        },
        actorOf(request),
      );
      return toResponse(await findDetail(database, key));
    },
  );

  app.get(
    `${ofInstance}/tries/:try_number`,
    {
      ...read,
      schema: {
        operationId: 'get_hitl_detail_try_detail',
        tags,
        params: TryPath,
        response: { 200: ref(HitlDetailOfTry) },
      },
    },
    async ({ params }) =>
      toDetailOfTry(await findDetailOfTry(database, keyOf(params, params.map_index), params.try_number)),
  );

  app.get(
    `${ofRun}/hitlDetails`,
    {
      ...read,
      schema: {
        operationId: 'get_hitl_details',
        tags,
        params: RunPath,
        querystring: HitlListQuery,
        response: { 200: ref(HitlDetailCollection) },
      },
    },
    async ({ params, query }) => {
      const { rows, totals } = await list<DetailedInstance>(database.query, detailList(params, query), query, config);
      return { hitl_details: rows.map(toDetail), total_entries: totals.total_entries ?? 0 };
    },
  );
}

function toResponse(row: DetailedInstance) {
  return {
    responded_by: responderOf(row) ?? { id: '', name: '' },
    responded_at: row.hitl_responded_at ?? '',
    chosen_options: row.hitl_chosen_options ?? [],
    params_input: row.hitl_params_input ?? {},
  };
}
