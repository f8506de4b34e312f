/**
 * Which notices follow from a transition. As in Airflow, what a person marks or clears tells nobody; whatever else ends a task does, also where its
 * process could not: a lost worker, a kill by the kernel, a time-out.
 */
import type { SerializedCallbacks, SerializedNotifier } from '@aquilon/sdk/serialized';
import type { Cause } from './cause.ts';
import { type Failure, failureOf } from './failures.ts';
import type { Quarantine } from './quarantine.ts';
import type { Instance, Run } from './run.ts';
import { isOccupied, isWaiting, type TaskState } from './states.ts';
import type { RunTransition, TaskTransition } from './transitions.ts';

export type NoticeEvent = keyof SerializedCallbacks | 'deadline';

/** What a notice tells. Instants are epoch milliseconds. */
export interface NoticeFacts {
  state: string;
  /** In a sentence, or Airflow's reason of a run. */
  reason: string | null;
  exception: { code: string; message: string } | null;
  startedAt: number | null;
  endedAt: number | null;
  /** The tasks that a run failed by. */
  failedTasks: string[];
  /** What failed first, in its order: of a task, itself. Absent in a notice of an older server, and where nothing failed. */
  failures?: Failure[];
  /** How many there are where not all are told. */
  failureCount?: number;
  /** Of a deadline: its number in the DAG, and when it was missed. */
  deadline: { index: number; at: number } | null;
}

/** A notice that is due: one for each notifier. `at`: when it happened. */
export interface Notice {
  event: NoticeEvent;
  run: Run;
  task: { taskId: string; mapIndex: number; tryNumber: number; maxTries: number } | null;
  at: number;
  notifiers: readonly SerializedNotifier[];
  facts: NoticeFacts;
  /** Unique: what happens once is told once. The number of the notifier follows. */
  key: string;
}

/** Causes by which a person, or the deletion of the run, ended something. */
const BY_HAND = new Set(['TASK_MARKED', 'TASK_CLEARED', 'RUN_DELETED']);

export function noticeOf(transition: TaskTransition | RunTransition): Notice | undefined {
  return transition.kind === 'task' ? noticeOfTask(transition) : noticeOfRun(transition);
}

function noticeOfTask({ instance, from, to, at, why, tryNumber, startedAt }: TaskTransition): Notice | undefined {
  const { task } = instance.node;
  if (!task.callbacks) return undefined;
  const cause = why === null || Array.isArray(why) ? null : why;
  const event = eventOfTask(from, to, cause);
  const notifiers = event && task.callbacks[event];
  if (!event || !notifiers) return undefined;
  const { run, mapIndex, maxTries } = instance;
  const isEnd = event !== 'execute' && event !== 'awaiting_input';
  return {
    event,
    run,
    task: { taskId: task.taskId, mapIndex, tryNumber, maxTries },
    at,
    notifiers,
    facts: {
      state: String(to),
      reason: event === 'awaiting_input' ? subjectOf(instance) : (cause?.message ?? null),
      exception: event === 'failure' || event === 'retry' ? exceptionOf(cause) : null,
      startedAt,
      endedAt: isEnd ? at : null,
      failedTasks: [],
      // Of the try that ended: the instance may have gone on in the same turn.
      ...(event === 'failure' || event === 'retry'
        ? { failures: [{ ...failureOf({ ...instance, error: cause }), tryNumber, startedAt, endedAt: at }] }
        : {}),
      deadline: null,
    },
    key: `task/${run.facts.dagRunId}/${task.taskId}/${mapIndex}/${tryNumber}/${event}`,
  };
}

/** What is asked. */
const subjectOf = ({ waitFor }: Instance): string | null =>
  waitFor?.kind === 'answer' ? waitFor.question.subject : null;

function eventOfTask(
  from: TaskTransition['from'],
  to: TaskTransition['to'],
  cause: Cause | null,
): keyof SerializedCallbacks | undefined {
  if (cause && BY_HAND.has(cause.code)) return undefined;
  const event = EVENTS[to as TaskState];
  // One that never ran was decided by its trigger rule, a branch or the end of its run.
  const hasRun = isOccupied(from) || isWaiting(from);
  if (event === 'skipped') return cause?.code === 'skipped' && hasRun ? event : undefined;
  return event === 'execute' || hasRun ? event : undefined;
}

const EVENTS: Readonly<Partial<Record<TaskState, keyof SerializedCallbacks>>> = {
  running: 'execute',
  success: 'success',
  failed: 'failure',
  up_for_retry: 'retry',
  skipped: 'skipped',
  awaiting_input: 'awaiting_input',
};

function noticeOfRun({ run, to, at, why, clearNumber, startedAt, failures }: RunTransition): Notice | undefined {
  const { callbacks } = run.graph.dag;
  if (!callbacks || (why && BY_HAND.has(why.code))) return undefined;
  const event = to === 'success' ? 'success' : to === 'failed' ? 'failure' : undefined;
  const notifiers = event && callbacks[event];
  if (!event || !notifiers) return undefined;
  return {
    event,
    run,
    task: null,
    at,
    notifiers,
    facts: {
      state: to,
      reason: event === 'success' ? 'success' : reasonOfRun(why),
      exception: event === 'success' ? null : exceptionOfRun(why, failures?.first[0]),
      startedAt,
      endedAt: at,
      failedTasks: failures?.tasks ?? [],
      ...(failures ? { failures: failures.first, failureCount: failures.count } : {}),
      deadline: null,
    },
    key: `run/${run.facts.dagRunId}/${clearNumber}/${event}`,
  };
}

/** The run is late: it has not ended at the time of its deadline. */
export function noticeOfDeadline(run: Run, index: number, due: number, at: number): Notice | undefined {
  const deadline = run.graph.dag.deadlines?.[index];
  if (!deadline) return undefined;
  return {
    event: 'deadline',
    run,
    task: null,
    at,
    notifiers: deadline.callbacks,
    facts: {
      state: run.state,
      reason: 'deadline_missed',
      exception: null,
      startedAt: run.startedAt,
      endedAt: null,
      failedTasks: [],
      deadline: { index, at: due },
    },
    key: `deadline/${run.facts.dagRunId}/${index}`,
  };
}

/**
 * The DAG was put in quarantine after this attempt. Its notifiers of failures are told; where it has none, those of the task. They have their own text for it,
 * since the run and the task have not ended.
 */
export function noticeOfQuarantine(instance: Instance, { reason, since }: Quarantine): Notice | undefined {
  const { run, node, mapIndex, tryNumber, maxTries, attemptId } = instance;
  const { task } = node;
  const ofDag = run.graph.dag.callbacks?.failure;
  const notifiers = ofDag ?? task.callbacks?.failure;
  if (!notifiers) return undefined;
  return {
    event: 'failure',
    run,
    task: ofDag ? null : { taskId: task.taskId, mapIndex, tryNumber, maxTries },
    at: since,
    notifiers,
    facts: {
      state: 'quarantined',
      reason,
      exception: { code: 'DAG_QUARANTINED', message: reason },
      startedAt: run.startedAt,
      endedAt: null,
      failedTasks: [task.taskId],
      failures: [failureOf(instance)],
      deadline: null,
    },
    key: `quarantine/${run.facts.dagRunId}/${attemptId}`,
  };
}

/** Airflow's reasons. */
function reasonOfRun(why: Cause | null): string {
  if (why?.code === 'leaf_failed') return 'task_failure';
  return why?.code === 'RUN_TIMEOUT' ? 'timed_out' : (why?.code ?? 'failed');
}

/** That of the task that failed first: that a task at the end of the DAG failed helps nobody. */
function exceptionOfRun(why: Cause | null, first: Failure | undefined): NoticeFacts['exception'] {
  if (why?.code !== 'leaf_failed' || !first) return exceptionOf(why);
  return { code: first.code, message: first.message };
}

const exceptionOf = (cause: Cause | null): NoticeFacts['exception'] =>
  cause && { code: cause.code, message: cause.message };
