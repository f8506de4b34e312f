/** .../taskInstances/{task_id}[/{map_index}]/dependencies: what keeps a task instance from being scheduled, under Airflow's names. */
import { Type } from 'typebox';
import { component, ref } from '#api/list/schemas.ts';
import type { ReasonCode } from '#domain/reasons.ts';
import type { MaybeTaskState } from '#domain/states.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { findInstance, type InstanceKey, keyOf } from './find-instance.ts';
import { MapIndexQuery, MappedPath, TaskInstancePath } from './schemas.ts';

const Dependency = component('TaskDependencyResponse', { name: Type.String(), reason: Type.String() });
const Dependencies = component('TaskDependencyCollectionResponse', { dependencies: Type.Array(ref(Dependency)) });

/** Airflow's `ti_deps`. It has no name for the limit of the whole installation, and none for a task that waits for something from outside. */
const NAMES: Readonly<Record<ReasonCode, string>> = {
  max_active_runs: 'Dagrun Running',
  dag_paused: 'Dag Not Paused',
  dag_quarantined: 'Dag Not Paused',
  backfill_paused: 'Dagrun Running',
  run_after: 'Dagrun Running',
  upstream: 'Trigger Rule',
  setup: 'Trigger Rule',
  mapped_over: 'Mapped dependencies have succeeded',
  depends_on_past: 'Previous Dagrun State',
  wait_for_downstream: 'Previous Dagrun State',
  retry_delay: 'Not In Retry Period',
  reschedule: 'Ready To Reschedule',
  deferred: 'Task Instance State',
  awaiting_input: 'Task Instance State',
  pool_full: 'Pool Slots Available',
  pool_unknown: 'Pool Slots Available',
  pool_too_small: 'Pool Slots Available',
  max_active_tasks: 'Task Instance Slots Available',
  max_active_tis_per_dag: 'Task Concurrency',
  max_active_tis_per_dagrun: 'Task Concurrency',
  worker_drained: 'Parallelism',
  parallelism: 'Parallelism',
  priority: 'Pool Slots Available',
  attempt_ending: 'Task Instance Not Running',
  executor: 'Task Instance State',
  no_scheduler: 'Scheduler',
};

/** From here on it has been scheduled, and nothing of this kind keeps it. */
const NOT_SCHEDULED = new Set<MaybeTaskState>([null, 'scheduled', 'up_for_retry', 'up_for_reschedule']);

export function dependenciesRoutes(app: App, { database, scheduler }: RouteContext): void {
  const read = { config: { access: { action: 'read', resource: 'task_instance' } } } as const;
  const base = '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id';
  const common = { tags: ['Task Instance'], response: { 200: ref(Dependencies) } };

  const dependencies = async (key: InstanceKey) => {
    const { dag_run_id: dagRunId } = await findInstance(database, key);
    const found = scheduler.explain(dagRunId, { taskId: key.taskId, mapIndex: key.mapIndex });
    if (!found || !NOT_SCHEDULED.has(found.state)) return { dependencies: [] };
    const unmet = found.reasons.map(({ code, message }) => ({ name: NAMES[code], reason: message }));
    return { dependencies: unmet.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name))) };
  };

  app.get(
    `${base}/dependencies`,
    {
      ...read,
      schema: {
        ...common,
        operationId: 'get_task_instance_dependencies',
        params: TaskInstancePath,
        querystring: Type.Object(MapIndexQuery),
      },
    },
    async ({ params, query }) => dependencies(keyOf(params, query.map_index)),
  );

  app.get(
    `${base}/:map_index/dependencies`,
    {
      ...read,
      schema: { ...common, operationId: 'get_task_instance_dependencies_by_map_index', params: MappedPath },
    },
    async ({ params }) => dependencies(keyOf(params, params.map_index)),
  );
}
