/**
 * The states of runs and task instances, and the only transitions there are.
 *
 * Names and meanings are Airflow's (its REST API v2, schemas TaskInstanceState and DagRunState).
 * A task instance that nothing has been decided about yet has the state `null`, as there.
 * The same table guards the SQL: every statement that changes a state says `where state = any($expected)`,
 * so that a row that does not come back has lost a race.
 */
export const TASK_STATES = [
  'removed',
  'scheduled',
  'queued',
  'running',
  'success',
  'restarting',
  'failed',
  'up_for_retry',
  'up_for_reschedule',
  'upstream_failed',
  'skipped',
  'deferred',
  'awaiting_input',
] as const;

export type TaskState = (typeof TASK_STATES)[number];

/** `null`: waiting for upstreams, nothing decided. */
export type MaybeTaskState = TaskState | null;

export const RUN_STATES = ['queued', 'running', 'success', 'failed'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** A task instance in one of these is done: only a person (clear, mark) moves it on. */
const FINISHED: ReadonlySet<MaybeTaskState> = new Set<TaskState>([
  'success',
  'failed',
  'skipped',
  'upstream_failed',
  'removed',
]);

/** An attempt in one of these holds a slot of its pool and of the executor. */
const OCCUPIED: ReadonlySet<MaybeTaskState> = new Set<TaskState>(['queued', 'running', 'restarting']);

/** It holds no slot, and goes on when what it waits for has come: a condition, an instant, an answer. */
export const isWaiting = (state: MaybeTaskState): boolean => state === 'deferred' || state === 'awaiting_input';
export const isFinished = (state: MaybeTaskState): boolean => FINISHED.has(state);
export const isOccupied = (state: MaybeTaskState): boolean => OCCUPIED.has(state);
export const isRunFinished = (state: RunState): boolean => state === 'success' || state === 'failed';

/** `none` stands for the state `null`, which cannot be a key. */
type StateKey = TaskState | 'none';
const key = (state: MaybeTaskState): StateKey => state ?? 'none';

/**
 * From each state, the states that may follow.
 * `none -> running` and `scheduled -> running` are one commit for three steps of Airflow's: the executor had a free worker,
 * so the attempt was scheduled, queued and claimed at once.
 */
export const TASK_TRANSITIONS: Readonly<Record<StateKey, readonly StateKey[]>> = {
  none: ['scheduled', 'queued', 'running', 'success', 'failed', 'skipped', 'upstream_failed', 'removed'],
  scheduled: ['none', 'queued', 'running', 'success', 'failed', 'skipped', 'upstream_failed', 'removed'],
  queued: ['none', 'scheduled', 'running', 'success', 'failed', 'skipped', 'up_for_retry', 'restarting', 'removed'],
  running: [
    'none',
    'success',
    'failed',
    'skipped',
    'up_for_retry',
    'up_for_reschedule',
    'deferred',
    'awaiting_input',
    'restarting',
    'removed',
  ],
  restarting: ['none', 'scheduled', 'success', 'failed', 'skipped', 'up_for_retry', 'removed'],
  up_for_retry: ['none', 'scheduled', 'queued', 'running', 'success', 'failed', 'skipped', 'removed'],
  up_for_reschedule: ['none', 'scheduled', 'queued', 'running', 'success', 'failed', 'skipped', 'removed'],
  deferred: ['none', 'scheduled', 'queued', 'running', 'success', 'failed', 'skipped', 'up_for_retry', 'removed'],
  awaiting_input: ['none', 'scheduled', 'queued', 'running', 'success', 'failed', 'skipped', 'up_for_retry', 'removed'],
  success: ['none', 'failed', 'skipped', 'removed'],
  failed: ['none', 'success', 'skipped', 'removed'],
  skipped: ['none', 'success', 'failed', 'removed'],
  upstream_failed: ['none', 'success', 'failed', 'skipped', 'removed'],
  removed: ['none'],
};

export const RUN_TRANSITIONS: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ['running', 'success', 'failed'],
  running: ['success', 'failed', 'queued'],
  success: ['queued', 'running', 'failed'],
  failed: ['queued', 'running', 'success'],
};

export const mayBecome = (from: MaybeTaskState, to: MaybeTaskState): boolean =>
  TASK_TRANSITIONS[key(from)].includes(key(to));

export const runMayBecome = (from: RunState, to: RunState): boolean => RUN_TRANSITIONS[from].includes(to);
