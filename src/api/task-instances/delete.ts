/** DELETE .../taskInstances/{task_id}: a task instance with all its tries, of a run that has ended. */
import { Type } from 'typebox';
import { JsonNull } from '#api/list/schemas.ts';
import { notFound } from '#http/api-error.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import { keyOf, selectInstance } from './find-instance.ts';
import { MapIndexQuery, TaskInstancePath } from './schemas.ts';

export function deleteInstanceRoute(app: App, { database, scheduler }: RouteContext): void {
  app.delete(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id',
    {
      config: { access: { action: 'delete', resource: 'task_instance' } },
      schema: {
        operationId: 'delete_task_instance',
        tags: ['Task Instance'],
        params: TaskInstancePath,
        querystring: Type.Object(MapIndexQuery),
        response: { 200: JsonNull },
      },
    },
    async (request) => {
      const { dagId, runId, taskId, mapIndex } = keyOf(request.params, request.query.map_index);
      const row = await selectInstance(database, { dagId, runId, taskId, mapIndex });
      if (!row) {
        const words =
          `The Task Instance with dag_id: \`${dagId}\`, run_id: \`${runId}\`, task_id: \`${taskId}\` ` +
          `and map_index: \`${mapIndex}\` was not found`;
        throw notFound('TASK_NOT_FOUND', words, { dag: dagId, run: runId, task: taskId });
      }
      const tasks = [{ taskId, mapIndex }];
      await scheduler.submit({ kind: 'delete_tasks', dagRunId: row.dag_run_id, tasks }, actorOf(request));
      return null;
    },
  );
}
