/** What a server finds as it begins to lead, or leads again: clocks that were wrong meanwhile, DAGs that were switched, attempts that it gave up. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Outcome } from '#queue/executor.ts';
import { systemClock } from '#support/clock.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createTestScheduler, type Play, untilEnded } from '#test/support/scheduler.ts';
import type { Actor, Command } from './commands.ts';
import { createPostgresStore } from './postgres-store.ts';
import type { Scheduler } from './scheduler.ts';

const HOUR = 3_600_000;
const actor: Actor = { user: 'ada', via: 'test' };
const FAILED: Outcome = { state: 'failed', error: { code: 'TASK_FAILED', message: 'boom' }, retryable: true };
const trigger = (dagId: string, more: object = {}): Command => ({
  kind: 'trigger_run',
  dagId,
  logicalDate: null,
  conf: {},
  ...more,
});

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('it did not come about within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Something that is waited for, and the call that lets it happen. */
function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** Whether its task is held back until its last attempt has ended. Undefined: the server does not know the run. */
const waitsForEnd = (scheduler: Scheduler, dagRunId: number | null): boolean | undefined =>
  scheduler
    .explain(dagRunId ?? 0, { taskId: 't', mapIndex: -1 })
    ?.reasons.some(({ code }) => code === 'attempt_ending');

/** Another server takes the lease, and gives it up at once. */
async function takeLease(): Promise<void> {
  const other = createPostgresStore(db.database, { isProcessAlive: () => false });
  const epoch = await other.register({ hostname: 'elsewhere', pid: 1 }, 60_000);
  await other.othersAreDead(epoch);
  await other.resign(epoch);
  await other.close();
}

test('a run that is cleared at the instant in which its DAG is switched on goes on', async () => {
  await insertDag(db.database, dag('switched', [task('t')]));
  const { scheduler, executor } = createTestScheduler(db.database);
  await scheduler.start();
  try {
    const { dagRunId } = await scheduler.submit(trigger('switched'), actor);
    assert.ok(dagRunId);
    await untilEnded(db.database, dagRunId);
    await scheduler.submit({ kind: 'set_paused', dagId: 'switched', paused: true }, actor);
    const tasks = [{ taskId: 't', mapIndex: -1 }];
    await Promise.all([
      scheduler.submit({ kind: 'clear_tasks', dagRunId, tasks }, actor),
      scheduler.submit({ kind: 'set_paused', dagId: 'switched', paused: false }, actor),
    ]);
    assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
    assert.equal(executor.started.length, 2);
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('a retry that a wrong clock put an hour ahead comes in time on the next server', async () => {
  await insertDag(db.database, dag('ahead', [task('t', [], { retries: 1, retryDelayMs: 2000 })]));
  const clock = { ...systemClock, now: () => Date.now() + HOUR };
  const first = createTestScheduler(db.database, { clock, play: () => FAILED });
  const second = createTestScheduler(db.database);
  await first.scheduler.start();
  const { dagRunId } = await first.scheduler.submit(trigger('ahead'), actor);
  const stateOf = async () =>
    (await db.database.pool.query('select state from task_instance where dag_run_id = $1', [dagRunId])).rows[0].state;
  await until(async () => (await stateOf()) === 'up_for_retry');
  await first.scheduler.stop(() => first.executor.stop(0));
  await second.scheduler.start();
  try {
    assert.equal((await untilEnded(db.database, dagRunId ?? 0)).state, 'success');
  } finally {
    await second.scheduler.stop(() => second.executor.stop(0));
  }
});

test('a run made for later, whose time has come, holds up no other when the clock is set back', async () => {
  await insertDag(db.database, dag('later', [task('t')], { maxActiveRuns: 1 }));
  let offset = 0;
  const clock = { ...systemClock, now: () => Date.now() + offset };
  const busy = gate();
  const play: Play = async (work) => {
    if (work.run.runId === 'busy') await busy.opened;
    return { state: 'success' };
  };
  const { scheduler, executor } = createTestScheduler(db.database, { clock, play });
  await scheduler.start();
  try {
    await scheduler.submit(trigger('later', { runId: 'busy' }), actor);
    const runAfter = new Date(Date.now() + HOUR / 2).toISOString();
    const later = await scheduler.submit(trigger('later', { runId: 'later', runAfter }), actor);
    const reasons = () => scheduler.explain(later.dagRunId ?? 0, { taskId: 't', mapIndex: -1 })?.reasons ?? [];
    assert.deepEqual(
      reasons().map(({ code }) => code),
      ['run_after', 'max_active_runs'],
    );
    offset = HOUR;
    await until(() => reasons().every(({ code }) => code === 'max_active_runs'));
    const last = await scheduler.submit(trigger('later', { runId: 'last' }), actor);
    offset = 0;
    busy.open();
    for (const { dagRunId } of [later, last])
      assert.equal((await untilEnded(db.database, dagRunId ?? 0)).state, 'success');
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('a server that leads again after it lost its lease starts a task anew only when its own attempt is gone, whatever that reports', async () => {
  await insertDag(db.database, dag('again', [task('t')]));
  const killed = gate();
  const play: Play = async (work, cancelled) => {
    if (work.tryNumber > 1) return { state: 'success' };
    await cancelled;
    await killed.opened;
    return { ...FAILED, retryable: false };
  };
  const { scheduler, executor } = createTestScheduler(db.database, { play, leaseMs: 300 });
  await scheduler.start();
  try {
    const { dagRunId } = await scheduler.submit(trigger('again'), actor);
    await until(() => executor.started.length === 1);
    await takeLease();
    await until(() => waitsForEnd(scheduler, dagRunId) === true);
    assert.equal(executor.started.length, 1);
    killed.open();
    assert.equal((await untilEnded(db.database, dagRunId ?? 0)).state, 'success');
    assert.deepEqual(
      executor.started.map((work) => work.tryNumber),
      [1, 2],
    );
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('a server that lost its lease while the database was away gives up what others went on with, and waits until it is gone', async () => {
  await insertDag(db.database, dag('away', [task('t', [], { dependsOnPast: true })]));
  const killed = gate();
  const play: Play = async (work, cancelled) => {
    if (work.tryNumber > 1 || work.run.runId === 'second') return { state: 'success' };
    await cancelled;
    await killed.opened;
    return { ...FAILED, retryable: false };
  };
  let isAway = false;
  const { scheduler, executor } = createTestScheduler(db.database, {
    play,
    wrapStore: (store) => ({
      ...store,
      async findPreviousRun(...asked) {
        if (!isAway) return store.findPreviousRun(...asked);
        isAway = false;
        // Another server has begun the next attempt, and is gone.
        await takeLease();
        await db.database.pool.query(
          `update task_instance set id = gen_random_uuid() where dag_id = 'away' and state = 'running'`,
        );
        throw new AquilonError('DATABASE_UNAVAILABLE', { reason: 'played' });
      },
    }),
  });
  await scheduler.start();
  try {
    const { dagRunId } = await scheduler.submit(trigger('away', { logicalDate: '2026-01-01T00:00:00Z' }), actor);
    await until(() => executor.started.length === 1);
    isAway = true;
    const second = await scheduler.submit(
      trigger('away', { logicalDate: '2026-01-02T00:00:00Z', runId: 'second' }),
      actor,
    );
    await until(() => waitsForEnd(scheduler, dagRunId) === true);
    assert.equal(executor.started.length, 1);
    killed.open();
    assert.equal((await untilEnded(db.database, dagRunId ?? 0)).state, 'success');
    assert.equal((await untilEnded(db.database, second.dagRunId ?? 0)).state, 'success');
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('a report that comes late of an attempt whose end went down with the lease does not bring it back to life', async () => {
  await insertDag(db.database, dag('late', [task('t')]));
  const taken = gate();
  const play: Play = async (work) => {
    if (work.tryNumber === 1) await taken.opened;
    return { state: 'success' };
  };
  const { scheduler, executor } = createTestScheduler(db.database, { play });
  await scheduler.start();
  try {
    const { dagRunId } = await scheduler.submit(trigger('late'), actor);
    await until(() => executor.started.length === 1);
    await takeLease();
    const [first] = executor.started;
    assert.ok(first);
    taken.open();
    // After the report of its end, and while the commit of that is on its way to be refused.
    setImmediate(() =>
      executor.report({ kind: 'started', attemptId: first.attemptId, at: Date.now(), pid: 1, hostname: 'played' }),
    );
    assert.equal((await untilEnded(db.database, dagRunId ?? 0)).state, 'success');
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('an attempt that was given up and now wants to wait frees the next one, while that of another server waits', async () => {
  const sensor = {
    pokeIntervalMs: 60_000,
    timeoutMs: 600_000,
    softFail: false,
    exponentialBackoff: false,
    maxWaitMs: null,
    onError: 'fail',
  } as const;
  await insertDag(db.database, dag('waits', [task('t', [], { sensor, retries: 3 })]));
  const POKE: Outcome = { state: 'deferred', waitFor: { kind: 'poke', intervalMs: 60_000 } };
  const killed = gate();
  const play: Play = async (work, cancelled) => {
    if (work.tryNumber > 1) return { state: 'success' };
    await cancelled;
    await killed.opened;
    return POKE;
  };
  const { scheduler, executor } = createTestScheduler(db.database, { play, leaseMs: 300 });
  await scheduler.start();
  try {
    const { dagRunId } = await scheduler.submit(trigger('waits'), actor);
    await until(() => executor.started.length === 1);
    const other = createPostgresStore(db.database, { isProcessAlive: () => false });
    const epoch = await other.register({ hostname: 'elsewhere', pid: 1 }, 60_000);
    await other.othersAreDead(epoch);
    const { rows } = await db.database.pool.query(
      `update task_instance set state = 'deferred', try_number = 2, id = gen_random_uuid(), wait_for = $2, waiting_since = now()
       where dag_run_id = $1 returning id`,
      [dagRunId, JSON.stringify(POKE.waitFor)],
    );
    await other.resign(epoch);
    await other.close();
    await until(() => executor.waiting.has(rows[0].id));
    killed.open();
    await until(() => waitsForEnd(scheduler, dagRunId) === false);
    executor.endWait(rows[0].id, FAILED);
    assert.equal((await untilEnded(db.database, dagRunId ?? 0)).state, 'success');
    assert.deepEqual(
      executor.started.map((work) => work.tryNumber),
      [1, 3],
    );
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('a server whose worker is drained starts nothing when it begins to lead again', async () => {
  await insertDag(db.database, dag('held', [task('t')]));
  const { scheduler, executor } = createTestScheduler(db.database, { leaseMs: 300 });
  executor.drained = { by: 'ada', since: 1 };
  await scheduler.start();
  try {
    const { dagRunId } = await scheduler.submit(trigger('held'), actor);
    const codes = () =>
      scheduler.explain(dagRunId ?? 0, { taskId: 't', mapIndex: -1 })?.reasons.map(({ code }) => code) ?? [];
    assert.deepEqual(codes(), ['worker_drained']);
    await takeLease();
    await until(() => scheduler.health().status === 'unhealthy');
    await until(() => scheduler.health().status === 'healthy');
    assert.deepEqual(codes(), ['worker_drained']);
    assert.equal(executor.started.length, 0);
    executor.drained = null;
    await scheduler.submit({ kind: 'worker_drained', drained: null }, actor);
    assert.equal((await untilEnded(db.database, dagRunId ?? 0)).state, 'success');
  } finally {
    await scheduler.stop(async () => undefined);
  }
});
