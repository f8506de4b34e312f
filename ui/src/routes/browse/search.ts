/** What stands after the question mark of the pages under /browse. */
import { orderText, readOrder } from '#shared/list/order.ts';
import { type Given, instant, oneOf, text, wholeNumber, yes } from '../search.ts';

export const RUN_STATES = ['queued', 'running', 'success', 'failed'] as const;
export const RUN_TYPES = [
  'manual',
  'scheduled',
  'backfill',
  'operator_triggered',
  'asset_triggered',
  'asset_materialization',
] as const;
const RUN_ORDERS = ['run_after', 'start_date', 'end_date', 'duration', 'dag_id', 'state', 'run_type'] as const;

export interface RunsSearch {
  dag?: string;
  run?: string;
  state?: (typeof RUN_STATES)[number];
  type?: (typeof RUN_TYPES)[number];
  /** When they were due, ISO 8601; `to` is no part of it. */
  from?: string | undefined;
  to?: string | undefined;
  /** As `order_by` of the server has it. */
  order?: string;
}
export function runsSearch(given: Given): RunsSearch {
  const order = readOrder(given.order, RUN_ORDERS);
  return {
    dag: text(given.dag),
    run: text(given.run),
    state: oneOf(given.state, RUN_STATES),
    type: oneOf(given.type, RUN_TYPES),
    from: instant(given.from),
    to: instant(given.to),
    order: order && orderText(order),
  };
}

export const TASK_STATES = [
  'none',
  'scheduled',
  'queued',
  'running',
  'success',
  'failed',
  'upstream_failed',
  'skipped',
  'up_for_retry',
  'up_for_reschedule',
  'deferred',
  'awaiting_input',
  'restarting',
  'removed',
] as const;
const INSTANCE_ORDERS = [
  'state',
  'dag_id',
  'run_after',
  'task_id',
  'operator',
  'try_number',
  'pool',
  'queue',
  'start_date',
  'end_date',
  'duration',
] as const;

export interface InstancesSearch {
  dag?: string | undefined;
  task?: string | undefined;
  run?: string | undefined;
  state?: (typeof TASK_STATES)[number] | undefined;
  pool?: string | undefined;
  queue?: string | undefined;
  operator?: string | undefined;
  /** ISO 8601. */
  from?: string | undefined;
  to?: string | undefined;
  order?: string | undefined;
}
export const instancesSearch = (given: Given): InstancesSearch => ({
  dag: text(given.dag),
  task: text(given.task),
  run: text(given.run),
  state: oneOf(given.state, TASK_STATES),
  pool: text(given.pool),
  queue: text(given.queue),
  operator: text(given.operator),
  from: instant(given.from),
  to: instant(given.to),
  order: orderIn(given.order, INSTANCE_ORDERS),
});

export interface XComsSearch {
  key?: string | undefined;
  dag?: string | undefined;
  run?: string | undefined;
  task?: string | undefined;
  order?: string | undefined;
}
export const xcomsSearch = (given: Given): XComsSearch => ({
  key: text(given.key),
  dag: text(given.dag),
  run: text(given.run),
  task: text(given.task),
  order: orderIn(given.order, ['key', 'dag_id', 'run_id', 'task_id', 'timestamp']),
});

export interface AuditSearch {
  dag?: string | undefined;
  run?: string | undefined;
  task?: string | undefined;
  user?: string | undefined;
  event?: string | undefined;
  /** ISO 8601. */
  from?: string | undefined;
  to?: string | undefined;
  order?: string | undefined;
}
export const auditSearch = (given: Given): AuditSearch => ({
  dag: text(given.dag),
  run: text(given.run),
  task: text(given.task),
  user: text(given.user),
  event: text(given.event),
  from: instant(given.from),
  to: instant(given.to),
  order: orderIn(given.order, ['when', 'event', 'owner', 'dag_id', 'run_id', 'task_id']),
});

export const SHOWN_QUESTIONS = ['waiting', 'answered', 'all'] as const;

export interface QuestionsSearch {
  /** Absent: those that wait. */
  show?: (typeof SHOWN_QUESTIONS)[number] | undefined;
  dag?: string | undefined;
  subject?: string | undefined;
  order?: string | undefined;
}
export const questionsSearch = (given: Given): QuestionsSearch => ({
  show: oneOf(given.show, SHOWN_QUESTIONS),
  dag: text(given.dag),
  subject: text(given.subject),
  order: orderIn(given.order, ['subject', 'dag_id', 'created_at']),
});

export const JOB_STATES = ['running', 'success', 'failed'] as const;

export interface JobsSearch {
  state?: (typeof JOB_STATES)[number] | undefined;
  order?: string | undefined;
}
export const jobsSearch = (given: Given): JobsSearch => ({
  state: oneOf(given.state, JOB_STATES),
  order: orderIn(given.order, ['state', 'id', 'job_type', 'hostname', 'start_date', 'end_date', 'latest_heartbeat']),
});

export interface ScheduleSearch {
  /** An empty one is kept: somebody has cleared the field. */
  schedule?: string | undefined;
  zone?: string | undefined;
  /** ISO 8601. */
  start?: string | undefined;
  interval?: boolean | undefined;
  /** Hours of load; absent: a day. */
  hours?: 168 | undefined;
  /** In place of the schedule of this DAG. */
  dag?: string | undefined;
}
export const scheduleSearch = (given: Given): ScheduleSearch => ({
  schedule: given.schedule === undefined || given.schedule === null ? undefined : String(given.schedule),
  zone: text(given.zone),
  start: instant(given.start),
  interval: given.interval === undefined ? undefined : yes(given.interval) === true,
  hours: wholeNumber(given.hours) === 168 ? 168 : undefined,
  dag: text(given.dag),
});

function orderIn(given: unknown, fields: readonly string[]): string | undefined {
  const order = readOrder(given, fields);
  return order && orderText(order);
}

export interface WorkersSearch {
  /** The last so many hours; absent: one. */
  hours?: 24 | undefined;
  /** What is told over time is of this queue. */
  queue?: string | undefined;
}
export const workersSearch = (given: Given): WorkersSearch => ({
  hours: Number(given.hours) === 24 ? 24 : undefined,
  queue: text(given.queue),
});
