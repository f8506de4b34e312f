/** A notice as work for a process: its templates are to be rendered, or a function of the author is to be told. */
import type { Json, SerializedDag, SerializedNotifier, SerializedTask } from '@aquilon/sdk/serialized';
import type { ClaimedNotice } from '#db/queries/notices.ts';
import type { RunFacts, Work } from '#queue/executor.ts';
import { linkFailures, runUrl, taskUrl } from './links.ts';
import type { MailTemplates } from './mail-templates.ts';
import { type Subject, withTexts } from './texts.ts';

export type DueNotice = ClaimedNotice<RunFacts>;

/** `dag_run_id` null: it tells of a DAG file. Templates and functions of authors expect a run: they are given one that never was. */
export function dueNotice(claimed: ClaimedNotice<RunFacts | null>): DueNotice {
  const { told, dag_id: dagId, at } = claimed;
  return { ...claimed, told: { ...told, run: told.run ?? noRun(dagId, at) } };
}

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
  /** Address of the page, without a slash at its end. */
  baseUrl: string;
  templates: MailTemplates;
  /** Milliseconds that it may take. */
  limitMs: number;
}

export function noticeWork(
  notice: DueNotice,
  { dag, snapshotHash, notifier, baseUrl, templates, limitMs }: WorkParts,
): Work {
  const { task_id: taskId, told, event, number } = notice;
  const options = notifier.kind === 'function' ? {} : withTexts(notifier, event, subjectOf(notice), templates);
  const own = dag.tasks.find((task) => task.taskId === taskId);
  return {
    attemptId: notice.id,
    dagRunId: notice.dag_run_id ?? NO_RUN,
    taskId: taskId ?? '-',
    mapIndex: notice.map_index ?? -1,
    tryNumber: notice.try_number ?? 1,
    maxTries: told.maxTries ?? 0,
    run: told.run,
    task: taskOf(own, taskId ?? '-', notifier.kind === 'function' ? 'notice_function' : 'notice', options, limitMs),
    snapshotHash,
    notice: { event, facts: told.facts, taskId, at: number, ...linksOf(notice, baseUrl) },
  };
}

function linksOf({ told: { run, facts }, task_id, map_index, try_number }: DueNotice, baseUrl: string) {
  const task = task_id === null ? null : { taskId: task_id, mapIndex: map_index ?? -1, tryNumber: try_number ?? 0 };
  return {
    runUrl: runUrl(baseUrl, run),
    taskUrl: task && taskUrl(baseUrl, run, task),
    failures: linkFailures(baseUrl, run, facts.failures ?? []),
  };
}

function subjectOf({ dag_run_id: dagRunId, task_id: taskId }: DueNotice): Subject {
  if (dagRunId === null) return 'file';
  return taskId === null ? 'run' : 'task';
}

/** No run has it. */
const NO_RUN = 0;

const noRun = (dagId: string, at: string): RunFacts => ({
  dagId,
  runId: '',
  runType: 'manual',
  logicalDate: null,
  dataIntervalStart: null,
  dataIntervalEnd: null,
  runAfter: at,
  startDate: null,
  conf: {},
  params: {},
  triggeringUser: null,
});

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
export function summaryOf(notice: DueNotice, baseUrl: string): Json {
  const { id, event, dag_id, run_id, task_id, map_index, try_number, told } = notice;
  const of = (at: number | null | undefined) => (at == null ? null : new Date(at).toISOString());
  const { state, reason, exception, startedAt, endedAt, failedTasks, deadline } = told.facts;
  const links = linksOf(notice, baseUrl);
  return {
    notice_id: id,
    event,
    dag_id,
    dag_run_id: run_id,
    logical_date: told.run.logicalDate,
    data_interval_start: told.run.dataIntervalStart,
    data_interval_end: told.run.dataIntervalEnd,
    run_after: told.run.runAfter,
    task_id,
    map_index,
    try_number,
    state,
    reason,
    exception,
    start_date: of(startedAt),
    end_date: of(endedAt),
    failed_tasks: failedTasks,
    failures: links.failures.map((one) => ({
      task_id: one.taskId,
      map_index: one.mapIndex,
      try_number: one.tryNumber,
      max_tries: one.maxTries,
      code: one.code,
      message: one.message,
      start_date: of(one.startedAt),
      end_date: of(one.endedAt),
      url: one.url,
      log_command: one.logCommand,
    })),
    failures_total: told.facts.failureCount ?? links.failures.length,
    deadline: of(deadline?.at),
    run_url: links.runUrl,
    task_url: links.taskUrl,
  };
}
