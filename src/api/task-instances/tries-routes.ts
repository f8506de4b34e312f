/** .../taskInstances/{task_id}[/{map_index}]/tries: every attempt at a task. */
import { Type } from 'typebox';
import { Integer32, ref } from '#api/list/schemas.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { findInstance, findTry, type InstanceKey, keyOf, selectTries } from './find-instance.ts';
import { toTry } from './instance-row.ts';
import { MapIndexQuery, MappedPath, TaskInstancePath, TaskInstanceTry, TaskInstanceTryCollection } from './schemas.ts';

const tags = ['Task Instance'];
const read = { config: { access: { action: 'read', resource: 'task_instance' } } } as const;
const base = '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id';

export function triesRoutes(app: App, { database }: RouteContext): void {
  const tries = async (key: InstanceKey, hasIndex: boolean) => {
    const rows = await selectTries(database, key);
    // Throws in Airflow's words.
    if (rows.length === 0) await findInstance(database, key, hasIndex);
    return { task_instances: rows.map(toTry), total_entries: rows.length };
  };

  app.get(
    `${base}/tries`,
    {
      ...read,
      schema: {
        operationId: 'get_task_instance_tries',
        tags,
        params: TaskInstancePath,
        querystring: Type.Object(MapIndexQuery),
        response: { 200: ref(TaskInstanceTryCollection) },
      },
    },
    async (request) => tries(keyOf(request.params, request.query.map_index), false),
  );

  app.get(
    `${base}/:map_index/tries`,
    {
      ...read,
      schema: {
        operationId: 'get_mapped_task_instance_tries',
        tags,
        params: MappedPath,
        response: { 200: ref(TaskInstanceTryCollection) },
      },
    },
    async (request) => tries(keyOf(request.params, request.params.map_index), true),
  );

  app.get(
    `${base}/tries/:task_try_number`,
    {
      ...read,
      schema: {
        operationId: 'get_task_instance_try_details',
        tags,
        params: Type.Object({ ...TaskInstancePath.properties, task_try_number: Integer32() }),
        querystring: Type.Object(MapIndexQuery),
        response: { 200: ref(TaskInstanceTry) },
      },
    },
    async (request) => {
      const { params, query } = request;
      return toTry(await findTry(database, keyOf(params, query.map_index), params.task_try_number));
    },
  );

  app.get(
    `${base}/:map_index/tries/:task_try_number`,
    {
      ...read,
      schema: {
        operationId: 'get_mapped_task_instance_try_details',
        tags,
        params: Type.Object({ ...MappedPath.properties, task_try_number: Integer32() }),
        response: { 200: ref(TaskInstanceTry) },
      },
    },
    async (request) => {
      const { params } = request;
      return toTry(await findTry(database, keyOf(params, params.map_index), params.task_try_number));
    },
  );
}
