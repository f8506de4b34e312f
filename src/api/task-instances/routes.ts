/** /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances: list, get, tries. What changes them stands in mark.ts and clear.ts. */
import { sql } from 'kysely';
import { runNotFound, selectRun } from '#api/dag-runs/find-run.ts';
import { RunPath } from '#api/dag-runs/schemas.ts';
import { findDag, selectSerialized } from '#api/dags/find-dag.ts';
import { list, pageOfBody } from '#api/list/lists.ts';
import { ref } from '#api/list/schemas.ts';
import { idsOf, requireAll } from '#api/list/wildcard.ts';
import type { Database } from '#db/database.ts';
import { notFound } from '#http/api-error.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { findInstance, keyOf } from './find-instance.ts';
import { type InstanceRow, toInstance } from './instance-row.ts';
import { knownValues } from './known-values.ts';
import { type InstanceFilters, instanceList } from './list-instances.ts';
import { selectSerializedOfRun } from './relatives.ts';
import {
  MappedListQuery,
  MappedPath,
  TaskInstance,
  TaskInstanceCollection,
  TaskInstanceListQuery,
  TaskInstancePath,
  TaskInstancesBatch,
} from './schemas.ts';
import { taskIdsOfGroup } from './task-group.ts';

const tags = ['Task Instance'];
const read = { config: { access: { action: 'read', resource: 'task_instance' } } } as const;

/** The named task, the tasks of a group as the run has it, or what is in both; undefined: all. Throws 404 for a group that is none. */
async function taskIdsOf(
  database: Database,
  dagId: string,
  dagRunId: number | undefined,
  { task_id: taskId, task_group_id: groupId }: { task_id?: string; task_group_id?: string },
): Promise<string[] | undefined> {
  const named = taskId === undefined ? undefined : [taskId];
  if (!groupId) return named;
  const dag = await (dagRunId === undefined
    ? selectSerialized(database, dagId)
    : selectSerializedOfRun(database, dagRunId));
  const ofGroup = taskIdsOfGroup(dag, groupId);
  return named?.filter((one) => ofGroup.includes(one)) ?? ofGroup;
}

/** Where nothing passes the filters, the task may be mapped all the same. */
async function isMapped({ query }: Database, dagRunId: number, taskId: string): Promise<boolean> {
  const { rows } = await sql`
    select from task_instance ti where ti.dag_run_id = ${dagRunId} and ti.task_id = ${taskId} and ti.map_index >= 0 limit 1`.execute(
    query,
  );
  return rows.length > 0;
}

export function taskInstanceRoutes(app: App, context: RouteContext): void {
  const { config, database } = context;

  app.get(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances',
    {
      ...read,
      schema: {
        operationId: 'get_task_instances',
        tags,
        params: RunPath,
        querystring: TaskInstanceListQuery,
        response: { 200: ref(TaskInstanceCollection) },
      },
    },
    async (request) => {
      const { dag_id: dagId, dag_run_id: runId } = request.params;
      const { query } = request;
      const filters: InstanceFilters = { ...query, dagIds: idsOf(dagId), runIds: idsOf(runId) };
      const isOne = dagId !== '~' && runId !== '~';
      const run = isOne ? await selectRun(database, dagId, runId) : null;
      if (isOne && !run) throw runNotFound('DagRun', dagId, runId);
      if (dagId !== '~' && !isOne) await findDag(database, dagId);
      // The key of the table: nothing else has to be compared.
      if (run) Object.assign(filters, { dagRunId: run.id, dagIds: null, runIds: null });
      filters.taskIds = await taskIdsOf(database, dagId, run?.id, query);
      filters.isNothing = filters.taskIds?.length === 0;
      const { rows, totals } = await list<InstanceRow>(
        database.query,
        instanceList(filters, query.order_by, await knownValues(database, filters)),
        query,
        config,
      );
      return { task_instances: rows.map(toInstance), ...totals };
    },
  );

  app.post(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/list',
    {
      ...read,
      schema: {
        operationId: 'get_task_instances_batch',
        tags,
        params: RunPath,
        body: TaskInstancesBatch,
        response: { 200: ref(TaskInstanceCollection) },
      },
    },
    async (request) => {
      const { body } = request;
      requireAll('dag_id', request.params.dag_id);
      requireAll('dag_run_id', request.params.dag_run_id);
      const filters = { ...body, dagIds: body.dag_ids, runIds: body.dag_run_ids, taskIds: body.task_ids };
      const order = body.order_by ? [body.order_by] : undefined;
      const query = instanceList(filters, order, await knownValues(database, filters));
      const { rows, totals } = await list<InstanceRow>(database.query, query, pageOfBody(body), config);
      return { task_instances: rows.map(toInstance), ...totals };
    },
  );

  app.get(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id',
    {
      ...read,
      schema: {
        operationId: 'get_task_instance',
        tags,
        params: TaskInstancePath,
        response: { 200: ref(TaskInstance) },
      },
    },
    async (request) => toInstance(await findInstance(database, keyOf(request.params))),
  );

  app.get(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id/:map_index',
    {
      ...read,
      schema: {
        operationId: 'get_mapped_task_instance',
        tags,
        params: MappedPath,
        response: { 200: ref(TaskInstance) },
      },
    },
    async (request) => toInstance(await findInstance(database, keyOf(request.params, request.params.map_index), true)),
  );

  app.get(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id/listMapped',
    {
      ...read,
      schema: {
        operationId: 'get_mapped_task_instances',
        tags,
        params: TaskInstancePath,
        querystring: MappedListQuery,
        response: { 200: ref(TaskInstanceCollection) },
      },
    },
    async (request) => {
      const { dag_id: dagId, dag_run_id: runId, task_id: taskId } = request.params;
      const run = await selectRun(database, dagId, runId);
      if (!run) throw runNotFound('DagRun', dagId, runId);
      const filters = { ...request.query, dagRunId: run.id, taskIds: [taskId], mapped: true };
      const query = instanceList(filters, request.query.order_by);
      const { rows, totals } = await list<InstanceRow>(database.query, query, request.query, config);
      if (totals.total_entries === 0 && !(await isMapped(database, run.id, taskId))) {
        // Nothing mapped: is there the task at all, or only another kind of it?
        await findInstance(database, keyOf(request.params));
        throw notFound('TASK_NOT_FOUND', `Task id ${taskId} is not mapped`, { dag: dagId, run: runId, task: taskId });
      }
      return { task_instances: rows.map(toInstance), ...totals };
    },
  );
}
