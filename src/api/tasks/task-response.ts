/** From a serialised task to Airflow's TaskResponse. */
import type { SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';
import { type Static, Type } from 'typebox';
import { utc } from '#api/dags/dag-details.ts';
import { component, Instant, orNull, ref } from '#api/list/schemas.ts';

const TimeDelta = component('TimeDelta', {
  __type: Type.String(),
  days: Type.Integer(),
  seconds: Type.Integer(),
  microseconds: Type.Integer(),
});

const AnyObject = Type.Record(Type.String(), Type.Unknown());

export const Task = component('TaskResponse', {
  task_id: orNull(Type.String()),
  task_display_name: orNull(Type.String()),
  owner: orNull(Type.String()),
  start_date: orNull(Instant),
  end_date: orNull(Instant),
  trigger_rule: orNull(Type.String()),
  depends_on_past: Type.Boolean(),
  wait_for_downstream: Type.Boolean(),
  retries: orNull(Type.Number()),
  queue: orNull(Type.String()),
  pool: orNull(Type.String()),
  pool_slots: orNull(Type.Number()),
  execution_timeout: orNull(ref(TimeDelta)),
  retry_delay: orNull(ref(TimeDelta)),
  retry_exponential_backoff: Type.Number(),
  priority_weight: orNull(Type.Number()),
  weight_rule: orNull(Type.String()),
  ui_color: orNull(Type.String()),
  ui_fgcolor: orNull(Type.String()),
  template_fields: orNull(Type.Array(Type.String())),
  downstream_task_ids: orNull(Type.Array(Type.String())),
  doc_md: orNull(Type.String()),
  operator_name: orNull(Type.String()),
  params: orNull(AnyObject),
  class_ref: orNull(AnyObject),
  is_mapped: orNull(Type.Boolean()),
  extra_links: Type.Array(Type.String()),
});

export const TaskCollection = component('TaskCollectionResponse', {
  tasks: Type.Array(ref(Task)),
  total_entries: Type.Integer(),
});

/** Airflow's colours of its operators. */
const COLORS: Readonly<Record<string, string>> = {
  '@task': '#ffefeb',
  BashOperator: '#f0ede4',
  EmailOperator: '#e6faf9',
  EmptyOperator: '#e8f7e4',
  TriggerDagRunOperator: '#ffefeb',
};

export function toTask(task: SerializedTask, dag: SerializedDag): Static<typeof Task> {
  return {
    task_id: task.taskId,
    task_display_name: task.taskId,
    owner: task.owner,
    start_date: utc(dag.startDate),
    end_date: utc(dag.endDate),
    trigger_rule: task.triggerRule,
    depends_on_past: task.dependsOnPast === true,
    wait_for_downstream: task.waitForDownstream === true,
    retries: task.retries,
    queue: task.queue,
    pool: task.pool,
    pool_slots: task.poolSlots,
    execution_timeout: timeDelta(task.executionTimeoutMs),
    retry_delay: timeDelta(task.retryDelayMs),
    retry_exponential_backoff: task.retryExponentialBackoff,
    priority_weight: task.priorityWeight,
    weight_rule: task.weightRule,
    ui_color: COLORS[task.operator] ?? '#fff',
    ui_fgcolor: '#000',
    template_fields: Object.keys(task.options),
    downstream_task_ids: task.downstream.toSorted(),
    doc_md: task.docMd,
    operator_name: task.operator,
    params: {},
    class_ref: { module_path: '@aquilon/sdk', class_name: task.operator },
    is_mapped: task.expand !== undefined || task.mappedGroup !== undefined,
    extra_links: [],
  };
}

/** Whole days, whole seconds of the rest, microseconds of that: as Python splits a timedelta. */
function timeDelta(ms: number | null): Static<typeof TimeDelta> | null {
  if (ms === null) return null;
  const days = Math.floor(ms / 86_400_000);
  const rest = ms - days * 86_400_000;
  const seconds = Math.floor(rest / 1000);
  return { __type: 'TimeDelta', days, seconds, microseconds: Math.round((rest - seconds * 1000) * 1000) };
}
