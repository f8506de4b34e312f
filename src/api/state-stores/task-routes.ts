/** .../taskInstances/{task_id}/state-store: what is kept beside a task instance, by key, until it expires. */
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { pageOf } from '#api/list/page.ts';
import { JsonNull, PageQuery, ref } from '#api/list/schemas.ts';
import { type ListQuery, selectPage } from '#api/list/select-page.ts';
import { TaskInstancePath } from '#api/task-instances/schemas.ts';
import type { Config } from '#config/config.ts';
import type { Database } from '#db/database.ts';
import {
  clearTaskState,
  deleteTaskState,
  type TaskStateOwner,
  updateTaskState,
  upsertTaskState,
} from '#db/queries/state-stores.ts';
import { notFound } from '#http/api-error.ts';
import { audited } from '#http/audit.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { keyAddresses, nameKey } from './key-routes.ts';
import { Key, TaskState, TaskStateBody, TaskStateCollection, ValueBody } from './schemas.ts';

type Row = Static<typeof TaskState>;
type Path = Static<typeof TaskInstancePath>;

const DAY_MS = 86_400_000;
const tags = ['Task State Store'];
const base = '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id/state-store';
const KeyPath = Type.Object({ ...TaskInstancePath.properties, key: Key });
const mapIndex = { map_index: Type.Optional(Type.Integer({ minimum: -1, default: -1 })) };
const MapIndexQuery = Type.Object(mapIndex);
const allMapIndices = Type.Optional(Type.Boolean({ default: false }));

const columns = sql`store.key, store.value, store.updated_at, store.expires_at`;
const tables = sql`task_state_store store join dag_run on dag_run.id = store.dag_run_id`;
const unexpired = sql`(store.expires_at is null or store.expires_at > now())`;
const entriesOf = (
  path: Path,
  index: number,
) => sql<boolean>`dag_run.dag_id = ${path.dag_id} and dag_run.run_id = ${path.dag_run_id}
  and store.task_id = ${path.task_id} and store.map_index = ${index}::int and ${unexpired}`;

const listOf = (path: Path, index: number): ListQuery => ({
  columns,
  from: tables,
  where: [entriesOf(path, index)],
  order: [{ column: sql`store.key`, type: 'text', descending: false }],
});

export function taskStateRoutes(app: App, { config, database, clock }: RouteContext): void {
  const access = (action: 'read' | 'update' | 'delete') =>
    ({ config: { access: { action, resource: 'task_instance' } } }) as const;

  app.get(
    base,
    {
      ...access('read'),
      schema: {
        operationId: 'list_task_state_store',
        tags,
        params: TaskInstancePath,
        querystring: Type.Object({ ...mapIndex, ...PageQuery }),
        response: { 200: ref(TaskStateCollection) },
      },
    },
    async ({ params, query }) => {
      const list = listOf(params, query.map_index ?? -1);
      const { rows, total } = await selectPage<Row>(database.query, list, pageOf(query, config));
      return { task_state_store: rows, total_entries: total };
    },
  );

  app.delete(
    base,
    {
      ...access('delete'),
      schema: {
        operationId: 'clear_task_state_store',
        tags,
        params: TaskInstancePath,
        querystring: Type.Object({ ...mapIndex, all_map_indices: allMapIndices }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      const index = query.all_map_indices ? null : (query.map_index ?? -1);
      const owner = await findOwner(database, params, index);
      await audited(request, database, (client) => clearTaskState(client, owner));
      return reply.code(204).send(null);
    },
  );

  for (const { url, hide } of keyAddresses(base)) {
    const common = { preValidation: nameKey };
    const schema = { tags, hide, params: KeyPath, querystring: MapIndexQuery };

    app.get(
      url,
      {
        ...access('read'),
        ...common,
        schema: { ...schema, operationId: 'get_task_state_store', response: { 200: ref(TaskState) } },
      },
      async ({ params, query }) => {
        const { rows } = await sql<Row>`select ${columns} from ${tables}
          where ${entriesOf(params, query.map_index ?? -1)} and store.key = ${params.key}`.execute(database.query);
        if (!rows[0]) throw keyNotFound(params.key);
        return rows[0];
      },
    );

    app.put(
      url,
      {
        ...access('update'),
        ...common,
        schema: { ...schema, operationId: 'set_task_state_store', body: TaskStateBody, response: { 204: Type.Null() } },
      },
      async (request, reply) => {
        const { params, query, body } = request;
        const owner = await findOwner(database, params, query.map_index ?? -1);
        const expiresAt = expiryOf(body.expires_at, config, clock.now());
        await audited(request, database, (client) => upsertTaskState(client, owner, params.key, body.value, expiresAt));
        return reply.code(204).send(null);
      },
    );

    app.patch(
      url,
      {
        ...access('update'),
        ...common,
        schema: { ...schema, operationId: 'patch_task_state_store', body: ValueBody, response: { 200: JsonNull } },
      },
      async (request, reply) => {
        const { params, query, body } = request;
        const owner = await findOwner(database, params, query.map_index ?? -1);
        await audited(request, database, async (client) => {
          const isThere = await updateTaskState(client, owner, params.key, body.value);
          if (!isThere) throw keyNotFound(params.key);
        });
        return reply.type('application/json').send('null' as never);
      },
    );

    app.delete(
      url,
      {
        ...access('delete'),
        ...common,
        schema: { ...schema, operationId: 'delete_task_state_store', response: { 204: Type.Null() } },
      },
      async (request, reply) => {
        const { params, query } = request;
        const owner = await findOwner(database, params, query.map_index ?? -1);
        await audited(request, database, (client) => deleteTaskState(client, owner, params.key));
        return reply.code(204).send(null);
      },
    );
  }
}

const keyNotFound = (key: string) => notFound('NOT_FOUND', `Task state store key '${key}' not found`);

/** ISO 8601, or null for never. */
function expiryOf(given: string | null | undefined, { stateStore }: Config, now: number): string | null {
  if (given !== undefined && given !== 'default') return given;
  const { defaultRetentionDays: days } = stateStore;
  return days === 0 ? null : new Date(now + days * DAY_MS).toISOString();
}

/** Null: any index. Throws 404 in Airflow's words where there is no such task instance. */
async function findOwner(database: Database, path: Path, index: number | null): Promise<TaskStateOwner> {
  const { rows } = await sql<{ dag_run_id: number }>`
    select ti.dag_run_id from task_instance ti join dag_run on dag_run.id = ti.dag_run_id
    where dag_run.dag_id = ${path.dag_id} and dag_run.run_id = ${path.dag_run_id} and ti.task_id = ${path.task_id}
      and ti.map_index = coalesce(${index}::int, ti.map_index) limit 1`.execute(database.query);
  const { dag_id: dag, dag_run_id: run, task_id: task } = path;
  const which = index === null ? 'all_map_indices=True' : `map_index=${index}`;
  const words = `Task instance not found for dag_id='${dag}', run_id='${run}', task_id='${task}', ${which}`;
  if (!rows[0]) throw notFound('TASK_NOT_FOUND', words, { dag, run, task });
  return { dagRunId: rows[0].dag_run_id, taskId: task, mapIndex: index };
}
