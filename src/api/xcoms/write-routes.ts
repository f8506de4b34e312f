/** POST, PATCH and DELETE .../xcomEntries: what a person hands on in the place of a task. */
import type { Json } from '@aquilon/sdk/serialized';
import { type Static, Type } from 'typebox';
import { selectRun } from '#api/dag-runs/find-run.ts';
import { findDag, selectSerialized } from '#api/dags/find-dag.ts';
import { Integer32, ref } from '#api/list/schemas.ts';
import { findInstance, keyOf } from '#api/task-instances/find-instance.ts';
import { selectSerializedOfRun } from '#api/task-instances/relatives.ts';
import { TaskInstancePath } from '#api/task-instances/schemas.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { notFound } from '#http/api-error.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import { keepXCom } from '#queue/xcom-values.ts';
import type { Actor, SetXCom } from '#scheduler/commands.ts';
import { uuidv7 } from '#support/uuid.ts';
import { selectXCom, type XComKey } from './list-xcoms.ts';
import { base, toXCom, XComWithValue } from './routes.ts';
import { readValue } from './xcom-value.ts';

const Value = Type.Unsafe<Json>({});
const MapIndex = Type.Optional(Integer32({ minimum: -1, default: -1 }));
const NewXCom = Type.Object(
  { key: Type.String({ minLength: 1, maxLength: 512 }), value: Value, map_index: MapIndex },
  { additionalProperties: false },
);
const ChangedXCom = Type.Object({ value: Value, map_index: MapIndex }, { additionalProperties: false });
const XComPath = Type.Object({ ...TaskInstancePath.properties, xcom_key: Type.String() });

const tags = ['XCom'];

export function xcomWriteRoutes(app: App, context: RouteContext): void {
  const { database, scheduler } = context;

  app.post(
    base,
    {
      config: { access: { action: 'create', resource: 'xcom' } },
      schema: {
        operationId: 'create_xcom_entry',
        tags,
        params: TaskInstancePath,
        body: NewXCom,
        response: { 201: ref(XComWithValue) },
      },
    },
    async (request, reply) => {
      const { key, value, map_index: mapIndex } = request.body;
      const dagRunId = await placeToWrite(request.params, mapIndex);
      const wanted = { ...keyOf(request.params, mapIndex), key };
      reply.code(201);
      return write(wanted, { dagRunId, value, only: 'new' }, actorOf(request));
    },
  );

  app.patch(
    `${base}/:xcom_key`,
    {
      config: { access: { action: 'update', resource: 'xcom' } },
      schema: {
        operationId: 'update_xcom_entry',
        tags,
        params: XComPath,
        body: ChangedXCom,
        response: { 200: ref(XComWithValue) },
      },
    },
    async (request) => {
      const { value, map_index: mapIndex } = request.body;
      const wanted = { ...keyOf(request.params, mapIndex), key: request.params.xcom_key };
      const dagRunId = await placeOf(wanted);
      return write(wanted, { dagRunId, value, only: 'existing' }, actorOf(request));
    },
  );

  app.delete(
    `${base}/:xcom_key`,
    {
      config: { access: { action: 'delete', resource: 'xcom' } },
      schema: {
        operationId: 'delete_xcom_entry',
        tags,
        params: XComPath,
        querystring: Type.Object({ map_index: MapIndex }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const wanted = { ...keyOf(request.params, request.query.map_index), key: request.params.xcom_key };
      const dagRunId = await placeOf(wanted);
      const task = { taskId: wanted.taskId, mapIndex: wanted.mapIndex };
      await scheduler.submit({ kind: 'delete_xcom', dagRunId, task, key: wanted.key }, actorOf(request));
      return reply.code(204).send(null);
    },
  );

  /** A value too large for the database lies in the object store before it is told of. */
  async function write(
    wanted: XComKey,
    { dagRunId, value, only }: { dagRunId: number; value: Json; only: SetXCom['only'] },
    actor: Actor,
  ) {
    const { taskId, mapIndex, key } = wanted;
    const kept = await keepXCom(value, key, uuidv7(), context.objects, context.config.xcom);
    try {
      const task = { taskId, mapIndex };
      await scheduler.submit({ kind: 'set_xcom', dagRunId, task, key, value: kept, only }, actor);
    } catch (error) {
      // Where nobody knows what became of the command, it may still be written.
      const isRefused = error instanceof AquilonError && error.status < 500;
      if (isRefused && kept.kind === 'object') await context.objects.delete(kept.object);
      throw error;
    }
    const row = await selectXCom(database, wanted);
    if (!row) throw missing(key);
    return { ...toXCom(row), value: await readValue(row, context) };
  }

  /** The run of an XCom that is there. Throws 404 where the run or the XCom is not. */
  async function placeOf(wanted: XComKey): Promise<number> {
    const run = await selectRun(database, wanted.dagId, wanted.runId);
    if (!run || !(await selectXCom(database, wanted))) throw missing(wanted.key);
    return run.id;
  }

  /** The run of a task instance. Throws 404 in the words that Airflow has for the DAG, the task and the run. */
  async function placeToWrite(path: Static<typeof TaskInstancePath>, mapIndex: number | undefined): Promise<number> {
    const { dag_id: dagId, dag_run_id: runId, task_id: taskId } = path;
    await findDag(database, dagId);
    const run = await selectRun(database, dagId, runId);
    const dag = run ? await selectSerializedOfRun(database, run.id) : await selectSerialized(database, dagId);
    const values = { dag: dagId, run: runId, task: taskId };
    if (!dag?.tasks.some((task) => task.taskId === taskId))
      throw notFound('TASK_NOT_FOUND', `Task with ID: \`${taskId}\` not found in dag: \`${dagId}\``, values);
    if (!run) throw notFound('RUN_NOT_FOUND', `Dag Run with ID: \`${runId}\` not found for dag: \`${dagId}\``, values);
    await findInstance(database, keyOf(path, mapIndex), mapIndex !== undefined && mapIndex >= 0);
    return run.id;
  }
}

const missing = (key: string) =>
  notFound('XCOM_NOT_FOUND', `The XCom with key: \`${key}\` with mentioned task instance doesn't exist.`, { key });
