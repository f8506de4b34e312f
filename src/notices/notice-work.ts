/** A notice as work for a process: its templates are to be rendered, or a function of the author is to be told. */
import type { Json, SerializedDag, SerializedNotifier, SerializedTask } from '@aquilon/sdk/serialized';
import type { ClaimedNotice } from '#db/queries/notices.ts';
import type { RunFacts, Work } from '#queue/executor.ts';
import { withTexts } from './texts.ts';

export type DueNotice = ClaimedNotice<RunFacts>;

/** The notifier by its place in the version of the DAG that the run has; undefined: there is none, which cannot be. */
export function notifierOf(dag: SerializedDag, notice: DueNotice): SerializedNotifier | undefined {
  const { event, number, told, task_id: taskId } = notice;
  if (event === 'deadline') return dag.deadlines?.[told.facts.deadline?.index ?? -1]?.callbacks[number];
  if (taskId !== null) return dag.tasks.find((task) => task.taskId === taskId)?.callbacks?.[event]?.[number];
  return event === 'success' || event === 'failure' ? dag.callbacks?.[event]?.[number] : undefined;
}

export interface WorkParts {
  dag: SerializedDag;
  snapshotHash: string;
  notifier: SerializedNotifier;
  /** Milliseconds that it may take. */
  limitMs: number;
}

export function noticeWork(notice: DueNotice, { dag, snapshotHash, notifier, limitMs }: WorkParts): Work {
  const { task_id: taskId, told, event, number } = notice;
  const options =
    notifier.kind === 'function'
      ? {}
      : withTexts(notifier.kind, notifier.options, event, taskId === null ? 'run' : 'task');
  const own = dag.tasks.find((task) => task.taskId === taskId);
  return {
    attemptId: notice.id,
    dagRunId: notice.dag_run_id,
    taskId: taskId ?? '-',
    mapIndex: notice.map_index ?? -1,
    tryNumber: notice.try_number ?? 1,
    maxTries: told.maxTries ?? 0,
    run: told.run,
    task: taskOf(own, taskId ?? '-', notifier.kind === 'function' ? 'notice_function' : 'notice', options, limitMs),
    snapshotHash,
    notice: { event, facts: told.facts, taskId, at: number },
  };
}

/** Of the task itself only what templates show. */
function taskOf(
  own: SerializedTask | undefined,
  taskId: string,
  body: string,
  options: { [name: string]: Json },
  executionTimeoutMs: number,
): SerializedTask {
  return {
    taskId,
    label: taskId,
    groupId: null,
    operator: own?.operator ?? 'Notice',
    body,
    options,
    inputs: {},
    upstream: [],
    downstream: [],
    owner: own?.owner ?? 'airflow',
    retries: own?.retries ?? 0,
    retryDelayMs: 0,
    retryExponentialBackoff: 0,
    maxRetryDelayMs: null,
    executionTimeoutMs,
    triggerRule: 'all_success',
    pool: own?.pool ?? 'default_pool',
    poolSlots: 1,
    priorityWeight: 1,
    weightRule: 'absolute',
    queue: own?.queue ?? 'default',
    isolation: 'warm',
    docMd: null,
    line: null,
    ...(body === 'notice' ? { template: { fields: Object.keys(options), ext: [] } } : {}),
  };
}

/** What a webhook sends whose author does not say what. */
export function summaryOf({ id, event, dag_id, run_id, task_id, map_index, try_number, told }: DueNotice): Json {
  const of = (at: number | null | undefined) => (at == null ? null : new Date(at).toISOString());
  const { state, reason, exception, startedAt, endedAt, failedTasks, deadline } = told.facts;
  return {
    notice_id: id,
    event,
    dag_id,
    dag_run_id: run_id,
    logical_date: told.run.logicalDate,
    task_id,
    map_index,
    try_number,
    state,
    reason,
    exception,
    start_date: of(startedAt),
    end_date: of(endedAt),
    failed_tasks: failedTasks,
    deadline: of(deadline?.at),
  };
}
