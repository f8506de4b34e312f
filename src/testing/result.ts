/** What became of a run, for the test that asked. */
import { inspect } from 'node:util';
import type { Json } from '@aquilon/sdk/serialized';
import type { DagTestResult, TestAttempt, TestError, TestNotice, TestTask } from '@aquilon/sdk/testing';
import type { Outcome, XComValue } from '#queue/executor.ts';
import { decodeXCom } from '#queue/xcom-values.ts';
import type { EventRow, InstanceRow } from '#scheduler/store.ts';
import type { ObjectStore } from '#storage/object-store.ts';
import { describeResult } from './describe-result.ts';
import type { AttemptNotes } from './in-process-executor.ts';
import { type MemoryDatabase, type MemoryRun, nameOf, xcomsOf } from './memory-store.ts';
import type { Asked } from './test-services.ts';
import { must } from './violation.ts';

interface Played {
  db: MemoryDatabase;
  dagRunId: number;
  notes: ReadonlyMap<string, AttemptNotes>;
  objects: ObjectStore;
  asked: readonly Asked[];
  rendered: ReadonlyMap<string, { [field: string]: Json }>;
  notices: TestNotice[];
}

export async function collectResult(played: Played): Promise<DagTestResult> {
  const { db, dagRunId, asked } = played;
  const run = must(db.runs.get(dagRunId), `run ${dagRunId}`);
  const { dagId, runId } = run.run.facts;
  const events = db.events.filter((event) => event.dagRunId === dagRunId);
  const tasks: { [name: string]: TestTask } = {};
  for (const row of inOrder(db, run)) tasks[nameOf(row)] = await taskOf(row, events, played);
  const names = Object.keys(tasks);
  const began = events.find(({ kind, to }) => kind === 'run' && to === 'running');
  const ended = events.findLast(({ kind, to }) => kind === 'run' && (to === 'success' || to === 'failed'));
  const result: DagTestResult & { [inspect.custom]: () => string } = {
    dagId,
    runId,
    state: run.state === 'success' ? 'success' : 'failed',
    tasks,
    order: events
      .filter(({ kind, to }) => kind === 'task' && to === 'running')
      .map(({ taskId, mapIndex }) => nameOf({ taskId: taskId ?? '', mapIndex: mapIndex ?? -1 })),
    duration: began && ended ? ended.at - began.at : 0,
    xcoms: Object.fromEntries(Object.values(tasks).map(({ name, xcoms }) => [name, xcoms])),
    logs: Object.values(tasks)
      .flatMap(({ name, logs }) => logs.map((line) => ({ ...line, task: name })))
      .sort((a, b) => a.at.getTime() - b.at.getTime()),
    assetEvents: assetEventsOf(db, runId, dagId),
    notices: played.notices,
    triggered: asked.map((one) => ({
      dagId: one.request.dagId,
      runId: one.runId,
      conf: one.request.conf ?? {},
      logicalDate: one.request.logicalDate ?? null,
      state: one.dagRunId === undefined ? undefined : db.runs.get(one.dagRunId)?.state,
    })),
    task(taskId, mapIndex = -1) {
      const found = tasks[nameOf({ taskId, mapIndex })];
      if (found === undefined)
        throw new Error(`The run of ${dagId} has no task ${nameOf({ taskId, mapIndex })}. It has: ${names.join(', ')}`);
      return found;
    },
    mapped: (taskId) => Object.values(tasks).filter((one) => one.taskId === taskId && one.mapIndex >= 0),
    expectSuccess() {
      if (result.state !== 'success') throw new Error(describeResult(result));
    },
    toString: () => describeResult(result),
    [inspect.custom]: () => describeResult(result),
  };
  return result;
}

/** As the DAG has its tasks. */
function inOrder(db: MemoryDatabase, { run, instances }: MemoryRun): InstanceRow[] {
  const ids = must(db.dags.get(run.facts.dagId), run.facts.dagId).serialized.tasks.map(({ taskId }) => taskId);
  return [...instances.values()].sort(
    (a, b) => ids.indexOf(a.taskId) - ids.indexOf(b.taskId) || a.mapIndex - b.mapIndex,
  );
}

async function taskOf(row: InstanceRow, events: readonly EventRow[], played: Played): Promise<TestTask> {
  const { taskId, mapIndex, state } = row;
  const own = events.filter((event) => event.taskId === taskId && event.mapIndex === mapIndex);
  const ids = new Set(own.flatMap(({ to, attemptId }) => (to === 'running' && attemptId !== null ? [attemptId] : [])));
  const attempts = [...ids].map((id) =>
    attemptOf(
      own.filter(({ attemptId }) => attemptId === id),
      played.notes.get(id),
    ),
  );
  const xcoms: { [key: string]: Json } = {};
  for (const [key, value] of xcomsOf(played.db, row)) xcoms[key] = await plain(value, played.objects);
  return {
    name: nameOf(row),
    taskId,
    mapIndex,
    state,
    attempts,
    xcoms,
    logs: attempts.flatMap(({ logs }) => logs),
    rendered: played.rendered.get(`${row.dagRunId} ${nameOf(row)}`),
    xcom: (key = 'return_value') => xcoms[key],
    error: attempts.at(-1)?.error,
  };
}

const plain = async (value: XComValue, objects: ObjectStore): Promise<Json> =>
  structuredClone(await decodeXCom(value, objects));

const ENDS = ['success', 'failed', 'skipped', 'up_for_retry', 'upstream_failed'];

function attemptOf(events: readonly EventRow[], notes: AttemptNotes | undefined): TestAttempt {
  const began = events.find(({ to }) => to === 'running');
  const ended = events.find(({ to }) => ENDS.includes(to ?? ''));
  const state = ended?.to === 'success' || ended?.to === 'skipped' ? ended.to : 'failed';
  const why = Array.isArray(ended?.why) ? null : ended?.why;
  const error = state === 'failed' ? errorOf(notes?.outcome, why ?? null) : undefined;
  return {
    tryNumber: began?.tryNumber ?? 1,
    state,
    startedAt: new Date(began?.at ?? 0),
    endedAt: new Date(ended?.at ?? 0),
    looks: notes?.looks ?? 0,
    ...(error ? { error } : {}),
    ...(state === 'skipped' && why ? { reason: why.message } : {}),
    logs: notes?.logs ?? [],
  };
}

function errorOf(outcome: Outcome | undefined, why: { code: string; message: string } | null): TestError | undefined {
  if (outcome?.state !== 'failed') return why === null ? undefined : { code: why.code, message: why.message };
  const { code, message, stack } = outcome.error;
  return { code, message, ...(stack === undefined ? {} : { stack }) };
}

const assetEventsOf = (db: MemoryDatabase, runId: string, dagId: string): DagTestResult['assetEvents'] =>
  db.assetEvents
    .filter(({ source }) => source?.dagId === dagId && source.runId === runId)
    .map(({ name, uri, group, extra, at, source, partitionKey }) => ({
      asset: { name, uri, group },
      extra,
      at: new Date(at),
      taskId: source?.taskId ?? null,
      partitionKey,
    }));
