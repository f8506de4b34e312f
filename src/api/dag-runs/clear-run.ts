/** POST .../dagRuns/{dag_run_id}/clear: run the whole run again, or what failed of it. */
import { Type } from 'typebox';
import { component, ref } from '#api/list/schemas.ts';
import { selectInstancesOfRuns } from '#api/task-instances/find-instance.ts';
import { toInstance } from '#api/task-instances/instance-row.ts';
import { TaskInstance } from '#api/task-instances/schemas.ts';
import { badRequest } from '#http/api-error.ts';
import { audited } from '#http/audit.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import { findRun, updateRunNote } from './find-run.ts';
import { toRun } from './run-row.ts';
import { ClearRun, DagRun, RunPath } from './schemas.ts';

const DryRun = component('ClearTaskInstanceCollectionResponse', {
  task_instances: Type.Array(ref(TaskInstance)),
  total_entries: Type.Integer(),
});

const FAILED = new Set<string | null>(['failed', 'upstream_failed']);

export function clearRunRoute(app: App, context: RouteContext): void {
  const { database, scheduler } = context;
  app.post(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/clear',
    {
      config: { access: { action: 'update', resource: 'dag_run' } },
      schema: {
        operationId: 'clear_dag_run',
        tags: ['DagRun'],
        params: RunPath,
        body: ClearRun,
        response: { 200: Type.Union([ref(DryRun), ref(DagRun)]) },
      },
    },
    async (request) => {
      const { dag_id: dagId, dag_run_id: runId } = request.params;
      const { body } = request;
      if (body.only_new) throw badRequest('only_new is not supported yet: clear the run with run_on_latest_version');
      const run = await findRun(database, dagId, runId);
      const instances = await selectInstancesOfRuns(database, [run.id]);
      const chosen = body.only_failed ? instances.filter((one) => FAILED.has(one.state)) : instances;
      if (body.dry_run) return { task_instances: chosen.map(toInstance), total_entries: chosen.length };
      const { note } = body;
      if (note !== undefined) await audited(request, database, (sql) => updateRunNote(sql, run.id, note));
      const tasks = chosen.map((one) => ({ taskId: one.task_id, mapIndex: one.map_index }));
      const runOnLatestVersion = body.run_on_latest_version ?? undefined;
      await scheduler.submit(
        { kind: 'clear_tasks', dagRunId: run.id, tasks, runOnLatestVersion, runState: 'queued' },
        actorOf(request),
      );
      return toRun(await findRun(database, dagId, runId));
    },
  );
}
