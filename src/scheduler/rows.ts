/** From the run in memory to the rows of a commit. */

import type { Instance, Run } from '#domain/run.ts';
import { isFinished, isRunFinished, type MaybeTaskState, type RunState } from '#domain/states.ts';
import type { EndedTry, RunTransition, TaskTransition } from '#domain/transitions.ts';
import { Rows } from './rows-in-series.ts';
import type { Batch, EventRow, InstanceRow, NewRun, Note, RunRow } from './store.ts';

export const emptyBatch = (): Batch => ({
  newRuns: [],
  runs: [],
  instances: new Rows(),
  events: new Rows(),
  xcoms: [],
  questions: [],
  answers: [],
  goneInstances: [],
  clearedXComs: [],
  deletedXComs: [],
  amended: [],
  ticks: [],
  assetEvents: [],
  consumedQueues: [],
  forgottenQueues: [],
  watcherStates: [],
  paused: new Map(),
  backfills: [],
  backfillDates: [],
  notices: [],
  deadlines: [],
  goneDeadlines: [],
  leftVersions: [],
  deletedRuns: [],
  deletedInstances: [],
  deletedDags: [],
  requests: [],
  audit: [],
});

export const isEmpty = (batch: Batch): boolean =>
  Object.values(batch).every((rows) => (rows instanceof Map ? rows.size : rows.length) === 0);

export function instanceRow(
  instance: Instance,
  expected: MaybeTaskState | undefined,
  archive: EndedTry | null,
  hostname: string,
  note: Note | null = null,
): InstanceRow {
  const { run, node } = instance;
  return {
    dagRunId: run.facts.dagRunId,
    taskId: node.task.taskId,
    mapIndex: instance.mapIndex,
    expected,
    state: instance.state,
    attemptId: instance.attemptId,
    tryNumber: instance.tryNumber,
    maxTries: instance.maxTries,
    nextStartAt: instance.nextStartAt,
    scheduledAt: instance.scheduledAt,
    queuedAt: instance.queuedAt,
    startedAt: instance.startedAt,
    endedAt: instance.endedAt,
    pid: instance.pid,
    error: instance.error,
    skips: instance.skips,
    returnedLength: instance.returnedLength,
    waitFor: instance.waitFor,
    waitingSince: instance.waitingSince,
    dagId: run.facts.dagId,
    pool: node.task.pool,
    poolSlots: node.task.poolSlots,
    queue: node.task.queue,
    priorityWeight: node.weight,
    operator: node.task.operator,
    isRebuilt: false,
    hostname:
      instance.state === 'running' || (isFinished(instance.state) && instance.queuedAt !== null) ? hostname : null,
    versionId: run.versionId,
    archive,
    note,
  };
}

export function runRow(run: Run, expected: RunState, queuedAt: number | null, endedAt: number | null): RunRow {
  return {
    dagRunId: run.facts.dagRunId,
    expected,
    state: run.state,
    queuedAt,
    startedAt: run.startedAt,
    endedAt: isRunFinished(run.state) ? endedAt : null,
    clearNumber: run.clearNumber,
    versionId: run.versionId,
    bundleVersion: run.bundleVersion ?? null,
    waitReasons: null,
    takenBy: null,
    edited: null,
  };
}

export function newRunRow(run: Run, at: number, origin: { triggeredBy: string; note: string | null }): NewRun {
  return {
    facts: run.facts,
    state: run.state,
    queuedAt: at,
    startedAt: run.startedAt,
    endedAt: isRunFinished(run.state) ? at : null,
    triggeredBy: origin.triggeredBy,
    note: origin.note,
    versionId: run.versionId,
    bundleVersion: run.bundleVersion ?? null,
    waitReasons: null,
  };
}

export function taskEvent(transition: TaskTransition, by: string): EventRow {
  const { instance } = transition;
  const { facts } = instance.run;
  return {
    at: transition.at,
    kind: 'task',
    dagId: facts.dagId,
    dagRunId: facts.dagRunId,
    runId: facts.runId,
    taskId: instance.node.task.taskId,
    mapIndex: instance.mapIndex,
    attemptId: transition.attemptId,
    tryNumber: transition.tryNumber,
    from: transition.from,
    to: transition.to,
    by,
    why: transition.why,
  };
}

export function runEvent(
  run: Run,
  from: RunState | null,
  transition: Pick<RunTransition, 'to' | 'at' | 'why'>,
  by: string,
): EventRow {
  return {
    at: transition.at,
    kind: 'run',
    dagId: run.facts.dagId,
    dagRunId: run.facts.dagRunId,
    runId: run.facts.runId,
    taskId: null,
    mapIndex: null,
    attemptId: null,
    tryNumber: null,
    from,
    to: transition.to,
    by,
    why: transition.why,
  };
}

/** Of a DAG as a whole: its switch, its timetable. */
export function dagEvent(
  at: number,
  dagId: string,
  { from = null, to = null, by, why }: { from?: string | null; to?: string | null; by: string; why: EventRow['why'] },
): EventRow {
  return {
    at,
    kind: 'dag',
    dagId,
    dagRunId: null,
    runId: null,
    taskId: null,
    mapIndex: null,
    attemptId: null,
    tryNumber: null,
    from,
    to,
    by,
    why,
  };
}
