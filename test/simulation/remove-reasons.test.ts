import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildGraph } from '#domain/graph.ts';
import type { Reason } from '#domain/reasons.ts';
import { allInstances, createRun } from '#domain/run.ts';
import { instanceRow, newRunRow } from '#scheduler/rows.ts';
import { dag, task } from '#test/support/dags.ts';
import { createMemoryDatabase, nameOf } from '#testing/memory-store.ts';
import { checkComplete } from './remove-reasons.ts';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const OFF: Reason = { code: 'dag_paused', message: '' };
const FULL: Reason = { code: 'pool_unknown', pool: 'none', message: '' };
const UPSTREAM: Reason = { code: 'upstream', rule: 'all_failed', done: 0, total: 1, waitingFor: ['a'], message: '' };

/** Task `b` waits for its upstream to fail, for a pool that is not there, and for its DAG to be switched on. */
function refused() {
  const serialized = dag('d', [task('a'), task('b', ['a'], { triggerRule: 'all_failed', pool: 'none' })]);
  const stored = {
    dagId: 'd',
    paused: true,
    stale: false,
    maxActiveRuns: 1,
    maxActiveTasks: 1,
    editedPools: null,
    versionId: 'v',
    snapshotHash: 'h',
    serialized,
    lastInterval: null,
    maxConsecutiveFailedRuns: 0,
    quarantine: null,
    recentRuns: [],
    runtimes: [],
  };
  const db = createMemoryDatabase([stored], [{ name: 'default_pool', slots: 1, includeDeferred: false }], 1);
  const facts = {
    dagRunId: 1,
    dagId: 'd',
    runId: 'r',
    runType: 'manual',
    logicalDate: null,
    dataIntervalStart: null,
    dataIntervalEnd: null,
    runAfter: NOW,
    isForLater: false,
    backfillId: null,
    conf: {},
    triggeringUser: null,
  };
  const setup = { facts, state: 'running' as const, startedAt: NOW, paused: true, versionId: 'v', snapshotHash: 'h' };
  const graph = buildGraph(serialized);
  let ids = 0;
  const run = createRun({ ...setup, graph, maxActiveTasks: 1, clearNumber: 0 }, () => `id ${ids++}`);
  const rows = allInstances(run).map((one) => instanceRow(one, undefined, null, 'here'));
  const instances = new Map(rows.map((row) => [nameOf(row), row]));
  const newRun = newRunRow(run, NOW, { triggeredBy: 'test', note: null });
  db.runs.set(1, {
    run: newRun,
    state: 'running',
    startedAt: NOW,
    clearNumber: 0,
    editedPools: null,
    versionId: 'v',
    instances,
    lost: new Map(),
    notes: new Map(),
  });
  const row = instances.get('b');
  assert.ok(row);
  return { db, row };
}

test('without all of its reasons a task starts, and the database stays as it is', async () => {
  const { db, row } = refused();
  const before = structuredClone(db);
  await checkComplete(db, row, [UPSTREAM, OFF, FULL], NOW);
  assert.deepEqual(structuredClone(db), before);
});

test('a run that fails while the copy is played does not switch the DAG off', async () => {
  const { db, row } = refused();
  const [stored] = db.dags.values();
  assert.ok(stored);
  stored.maxConsecutiveFailedRuns = 1;
  const own = db.runs.get(1);
  assert.ok(own);
  // Its attempt has gone down with a server too often.
  const states = { a: 'running', b: 'failed' } as const;
  const lost = Object.entries(states).map(
    ([taskId, state]) =>
      [
        taskId,
        { ...row, taskId, state, expected: state, dagRunId: 2, attemptId: `lost ${taskId}`, tryNumber: 1, maxTries: 0 },
      ] as const,
  );
  const facts = { ...own.run.facts, dagRunId: 2, runId: 'other' };
  db.runs.set(2, { ...own, run: { ...own.run, facts }, instances: new Map(lost), lost: new Map([['a', 3]]) });
  await checkComplete(db, row, [UPSTREAM, OFF, FULL], NOW);
});

for (const left of [OFF, FULL, UPSTREAM]) {
  test(`an explanation without ${left.code} is found out`, async () => {
    const { db, row } = refused();
    const others = [UPSTREAM, OFF, FULL].filter((one) => one !== left);
    await assert.rejects(checkComplete(db, row, others, NOW), /^Error: b waits on without/);
  });
}

test('a reason that nobody knows how to remove is found out', async () => {
  const { db, row } = refused();
  const unknown = { code: 'bad_luck', message: '' } as unknown as Reason;
  await assert.rejects(checkComplete(db, row, [UPSTREAM, OFF, FULL, unknown], NOW), /reason bad_luck/);
});
