/** POST /api/v2/dags/{dag_id}/clearTaskInstances: run tasks again, in one run or in many. Nothing happens unless `dry_run` is false. */
import type { Static } from 'typebox';
import { runNotFound, selectRun } from '#api/dag-runs/find-run.ts';
import { findDag, selectSerialized } from '#api/dags/find-dag.ts';
import { DagPath } from '#api/dags/schemas.ts';
import { ref } from '#api/list/schemas.ts';
import type { Database } from '#db/database.ts';
import { ApiError, badRequest, invalidValue } from '#http/api-error.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import type { ClearTasks } from '#scheduler/commands.ts';
import { selectInstancesOfRuns } from './find-instance.ts';
import { type InstanceRow, wholeCollection } from './instance-row.ts';
import { tasksByRun } from './marking.ts';
import {
  type RunOfDag,
  selectRunsAround,
  selectRunsBetween,
  selectSerializedOfRun,
  withRelatives,
} from './relatives.ts';
import { ClearTaskInstances, TaskInstanceCollection } from './schemas.ts';

type Body = Static<typeof ClearTaskInstances>;

type Choice = Pick<Body, 'task_ids' | 'only_failed' | 'only_running' | 'include_upstream' | 'include_downstream'>;

const FAILED = new Set<string | null>(['failed', 'upstream_failed']);
const RUNNING = new Set<string | null>(['running', 'restarting', 'queued']);

export function clearRoute(app: App, context: RouteContext): void {
  const { database, scheduler } = context;
  app.post(
    '/api/v2/dags/:dag_id/clearTaskInstances',
    {
      config: { access: { action: 'update', resource: 'task_instance' } },
      schema: {
        operationId: 'post_clear_task_instances',
        tags: ['Task Instance'],
        params: DagPath,
        body: ClearTaskInstances,
        response: { 200: ref(TaskInstanceCollection) },
      },
    },
    async (request) => {
      const { dag_id: dagId } = request.params;
      const { body } = request;
      checkSelection(body);
      await findDag(database, dagId);
      const runs = await chooseRuns(database, dagId, body);
      const chosen = await chooseInstances(database, dagId, runs, body);
      if (body.dry_run) return wholeCollection(chosen);
      if (body.prevent_running_task && chosen.some((one) => RUNNING.has(one.state))) {
        throw new ApiError('STATE_CONFLICT', 'One or more of the tasks are running and prevent_running_task is set', {
          thing: 'A task',
          found: 'running',
          wanted: 'cleared',
        });
      }
      const runState = body.reset_dag_runs === false ? null : 'queued';
      const runOnLatestVersion = body.run_on_latest_version ?? undefined;
      const { note } = body;
      const commands = tasksByRun(chosen).map(([dagRunId, tasks]): ClearTasks => {
        const taskNote = note === undefined ? undefined : { tasks, note };
        return { kind: 'clear_tasks', dagRunId, tasks, runOnLatestVersion, runState, taskNote };
      });
      await scheduler.submitAll(commands, actorOf(request));
      return wholeCollection(await readAgain(database, chosen));
    },
  );
}

/** Throws 422 in Airflow's words for what cannot be meant. */
function checkSelection(body: Body): void {
  const { start_date: start, end_date: end } = body;
  const refuse = (words: string) => invalidValue(['body'], words, body);
  if (body.dag_run_id && (start || end))
    throw refuse('Exactly one of dag_run_id or (start_date, end_date) must be provided');
  if (start && end && Date.parse(start) > Date.parse(end)) throw refuse('end_date is sooner than start_date');
  if (body.task_ids?.length === 0) throw refuse('task_ids list should have at least 1 element.');
}

async function chooseRuns(database: Database, dagId: string, body: Body): Promise<RunOfDag[]> {
  if (!body.dag_run_id) return selectRunsBetween(database, dagId, body.start_date ?? null, body.end_date ?? null);
  const run = await selectRun(database, dagId, body.dag_run_id);
  if (!run) throw runNotFound('The DagRun', dagId, body.dag_run_id);
  if ((body.include_past || body.include_future) && run.logical_date === null) {
    const words = 'Cannot use include_past or include_future with no logical_date(e.g. manually or asset-triggered).';
    throw badRequest(words);
  }
  return selectRunsAround(database, dagId, run, body);
}

/** What the body means of these runs. Throws 400 for a task that the DAG does not have. */
export async function chooseInstances(
  database: Database,
  dagId: string,
  runs: readonly RunOfDag[],
  body: Choice,
): Promise<InstanceRow[]> {
  const instances = await selectInstancesOfRuns(
    database,
    runs.map((run) => run.id),
  );
  const isMeant = await meantTasks(database, dagId, runs, body);
  const states = [...(body.only_failed ? FAILED : []), ...(body.only_running ? RUNNING : [])];
  const chosen = instances.filter(isMeant);
  return states.length === 0 ? chosen : chosen.filter((one) => states.includes(one.state));
}

/** `task_ids` holds names of tasks, and pairs of a name and a map index. None at all means every task. */
async function meantTasks(
  database: Database,
  dagId: string,
  runs: readonly RunOfDag[],
  body: Choice,
): Promise<(instance: InstanceRow) => boolean> {
  if (!body.task_ids) return () => true;
  const [first] = runs;
  const dag = first ? await selectSerializedOfRun(database, first.id) : await selectSerialized(database, dagId);
  const known = new Set(dag?.tasks.map((task) => task.taskId) ?? []);
  const names = new Set<string>();
  const pairs = new Set<string>();
  for (const one of body.task_ids) {
    const [taskId, mapIndex] = Array.isArray(one) ? one : [one, undefined];
    if (mapIndex === undefined) names.add(taskId);
    else pairs.add(JSON.stringify([taskId, mapIndex]));
    if (dag && !known.has(taskId)) throw badRequest(`Task '${taskId}' not found in Dag '${dagId}'`);
  }
  const paired = new Set([...pairs].map((pair) => String(JSON.parse(pair)[0])));
  const all = withRelatives(dag, [...names, ...paired], body);
  return (instance) => {
    if (names.has(instance.task_id)) return true;
    if (paired.has(instance.task_id)) return pairs.has(JSON.stringify([instance.task_id, instance.map_index]));
    return all.has(instance.task_id);
  };
}

async function readAgain(database: Database, chosen: readonly InstanceRow[]): Promise<InstanceRow[]> {
  const name = (one: InstanceRow) => JSON.stringify([one.dag_run_id, one.task_id, one.map_index]);
  const names = new Set(chosen.map(name));
  const runs = [...new Set(chosen.map((one) => one.dag_run_id))];
  return (await selectInstancesOfRuns(database, runs)).filter((one) => names.has(name(one)));
}
