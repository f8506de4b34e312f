/** POST .../dagRuns/{dag_run_id}/clear: run the whole run again, what failed of it, or what a newer version of the DAG has brought. */
import { type Static, Type } from 'typebox';
import { selectSerialized } from '#api/dags/find-dag.ts';
import { component, ref } from '#api/list/schemas.ts';
import { selectInstancesOfRuns } from '#api/task-instances/find-instance.ts';
import { type InstanceRow, toInstance } from '#api/task-instances/instance-row.ts';
import { TaskInstance } from '#api/task-instances/schemas.ts';
import type { Database } from '#db/database.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import type { ClearTasks, JointCommand } from '#scheduler/commands.ts';
import { findRun } from './find-run.ts';
import { type RunRow, toRun } from './run-row.ts';
import { ClearRun, DagRun, RunPath } from './schemas.ts';

const NewTask = component('NewTaskResponse', { task_id: Type.String(), task_display_name: Type.String() });

export const ClearDryRun = component('ClearTaskInstanceCollectionResponse', {
  task_instances: Type.Array(Type.Union([ref(TaskInstance), ref(NewTask)])),
  total_entries: Type.Integer(),
});

const FAILED = new Set<string | null>(['failed', 'upstream_failed']);

export type ClearOptions = Pick<Static<typeof ClearRun>, 'only_failed' | 'only_new' | 'run_on_latest_version'>;

/** What a clear of these runs means. */
export interface Clearing {
  /** Instances that run again. */
  chosen: InstanceRow[];
  /** Ids of tasks that the runs do not have yet. */
  newTasks: string[];
  commands: ClearTasks[];
}

export async function planClear(database: Database, runs: readonly RunRow[], options: ClearOptions): Promise<Clearing> {
  const instances = await selectInstancesOfRuns(
    database,
    runs.map((run) => run.id),
  );
  if (options.only_new) return planNewTasks(database, runs, instances);
  const chosen = options.only_failed ? instances.filter((one) => FAILED.has(one.state)) : instances;
  const runOnLatestVersion = options.run_on_latest_version ?? undefined;
  const commands = Map.groupBy(chosen, (one) => one.dag_run_id)
    .entries()
    .map(([dagRunId, ofRun]): ClearTasks => {
      const tasks = ofRun.map((one) => ({ taskId: one.task_id, mapIndex: one.map_index }));
      return { kind: 'clear_tasks', dagRunId, tasks, runOnLatestVersion, runState: 'queued' };
    });
  return { chosen, newTasks: [], commands: [...commands] };
}

/** The runs go over to the newest version, and what that has brought runs; nothing else runs again. */
async function planNewTasks(
  database: Database,
  runs: readonly RunRow[],
  instances: readonly InstanceRow[],
): Promise<Clearing> {
  const newTasks: string[] = [];
  const commands: ClearTasks[] = [];
  for (const run of runs) {
    const dag = await selectSerialized(database, run.dag_id);
    const known = new Set(instances.filter((one) => one.dag_run_id === run.id).map((one) => one.task_id));
    const added = (dag?.tasks ?? []).map(({ taskId }) => taskId).filter((taskId) => !known.has(taskId));
    newTasks.push(...added.sort());
    if (added.length > 0)
      commands.push({ kind: 'clear_tasks', dagRunId: run.id, tasks: [], runOnLatestVersion: true, runState: 'queued' });
  }
  return { chosen: [], newTasks, commands };
}

/** The commands with a note on each of the runs; undefined: they keep what they have. */
export function withNote(
  commands: readonly ClearTasks[],
  runs: readonly RunRow[],
  note: string | null | undefined,
): JointCommand[] {
  if (note === undefined) return [...commands];
  const cleared = new Set(commands.map(({ dagRunId }) => dagRunId));
  const others = runs.filter(({ id }) => !cleared.has(id));
  return [
    ...commands.map((command) => ({ ...command, note })),
    ...others.map(({ id }): JointCommand => ({ kind: 'set_run_note', dagRunId: id, note })),
  ];
}

export function toDryRun({ chosen, newTasks }: Clearing): Static<typeof ClearDryRun> {
  const added = newTasks.map((taskId) => ({ task_id: taskId, task_display_name: taskId }));
  return { task_instances: [...chosen.map(toInstance), ...added], total_entries: chosen.length + added.length };
}

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
        response: { 200: Type.Union([ref(ClearDryRun), ref(DagRun)]) },
      },
    },
    async (request) => {
      const { dag_id: dagId, dag_run_id: runId } = request.params;
      const { body } = request;
      const run = await findRun(database, dagId, runId);
      const clearing = await planClear(database, [run], body);
      if (body.dry_run) return toDryRun(clearing);
      await scheduler.submitAll(withNote(clearing.commands, [run], body.note), actorOf(request));
      return toRun(await findRun(database, dagId, runId));
    },
  );
}
