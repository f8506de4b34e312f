/** /api/v2/dags/{dag_id}/tasks, and the structure that the graph of the web page is drawn from. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { type Static, Type } from 'typebox';
import { versionNotFound } from '#api/dag-versions/list-versions.ts';
import { dagNotFound, findDag, selectSerialized } from '#api/dags/find-dag.ts';
import { DagPath } from '#api/dags/schemas.ts';
import { component, Integer32, orNull, ref } from '#api/list/schemas.ts';
import { badRequest, notFound } from '#http/api-error.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { Task, TaskCollection, toTask } from './task-response.ts';

const Structure = component('DAGStructureResponse', {
  nodes: Type.Array(
    Type.Object({
      id: Type.String(),
      label: Type.String(),
      operator: Type.String(),
      group_id: orNull(Type.String()),
      trigger_rule: Type.String(),
      /** `setup` or `teardown`. */
      role: orNull(Type.String()),
      is_mapped: Type.Boolean(),
    }),
  ),
  edges: Type.Array(Type.Object({ source: Type.String(), target: Type.String(), label: orNull(Type.String()) })),
  groups: Type.Array(
    Type.Object({
      id: Type.String(),
      parent_id: orNull(Type.String()),
      label: Type.String(),
      is_mapped: Type.Boolean(),
    }),
  ),
});

export function taskRoutes(app: App, { database }: RouteContext): void {
  const read = { config: { access: { action: 'read', resource: 'task' } } } as const;

  app.get(
    '/api/v2/dags/:dag_id/tasks',
    {
      ...read,
      schema: {
        operationId: 'get_tasks',
        tags: ['Task'],
        params: DagPath,
        querystring: Type.Object({ order_by: Type.Optional(Type.String({ default: 'task_id' })) }),
        response: { 200: ref(TaskCollection) },
      },
    },
    async (request) => {
      const { dag_id: dagId } = request.params;
      const dag = await selectSerialized(database, dagId);
      if (!dag) throw dagNotFound(dagId);
      const tasks = dag.tasks.map((task) => toTask(task, dag));
      const sorted = sortBy(tasks, request.query.order_by ?? 'task_id');
      return { tasks: sorted, total_entries: sorted.length };
    },
  );

  app.get(
    '/api/v2/dags/:dag_id/tasks/:task_id',
    {
      ...read,
      schema: {
        operationId: 'get_task',
        tags: ['Task'],
        params: Type.Object({ dag_id: Type.String(), task_id: Type.String() }),
        response: { 200: ref(Task) },
      },
    },
    async (request) => {
      const { dag_id: dagId, task_id: taskId } = request.params;
      const dag = await selectSerialized(database, dagId);
      if (!dag) throw dagNotFound(dagId);
      const task = dag.tasks.find((one) => one.taskId === taskId);
      if (!task) {
        throw notFound('TASK_NOT_FOUND', `Task with id ${taskId} was not found`, { dag: dagId, run: '', task: taskId });
      }
      return toTask(task, dag);
    },
  );

  app.get(
    '/api/v2/dags/:dag_id/structure',
    {
      ...read,
      schema: {
        operationId: 'get_dag_structure',
        tags: ['Task'],
        params: DagPath,
        querystring: Type.Object({ version_number: Type.Optional(Integer32()) }),
        response: { 200: ref(Structure) },
      },
    },
    async (request) => {
      const { dag_id: dagId } = request.params;
      const number = request.query.version_number;
      const dag = await selectSerialized(database, dagId, number);
      if (!dag) {
        await findDag(database, dagId);
        throw await versionNotFound(database, dagId, number);
      }
      return structureOf(dag);
    },
  );
}

function structureOf({ tasks, groups }: SerializedDag): Static<typeof Structure> {
  const labels = new Map(tasks.map((task) => [task.taskId, task.labels ?? {}]));
  return {
    nodes: tasks.map((task) => ({
      id: task.taskId,
      label: task.label,
      operator: task.operator,
      group_id: task.groupId,
      trigger_rule: task.triggerRule,
      role: task.role ?? null,
      is_mapped: task.expand !== undefined || task.mappedGroup !== undefined,
    })),
    edges: tasks.flatMap(({ taskId, upstream }) =>
      upstream.map((source) => ({ source, target: taskId, label: labels.get(source)?.[taskId] ?? null })),
    ),
    groups: groups.map((group) => ({
      id: group.groupId,
      parent_id: group.parentId,
      label: group.label,
      is_mapped: group.expand !== undefined,
    })),
  };
}

/** Any scalar of the response may order it, `-` turns it round; Airflow takes one name here. */
function sortBy<T extends Record<string, unknown>>(tasks: readonly T[], order: string): T[] {
  const descending = order.startsWith('-');
  const name = descending ? order.slice(1) : order;
  const isKnown = tasks.every((task) => Object.hasOwn(task, name) && typeof task[name] !== 'object');
  if (!isKnown && tasks.length > 0) throw badRequest(`'TaskResponse' object has no attribute '${name}'`);
  const compare = (a: unknown, b: unknown) => (a === b ? 0 : (a as string) < (b as string) ? -1 : 1);
  const sorted = tasks.toSorted((a, b) => compare(a[name], b[name]));
  return descending ? sorted.reverse() : sorted;
}
