import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SerializedAssetRef, SerializedSensor } from '@aquilon/sdk/serialized';
import type { Outcome, Work } from '#queue/executor.ts';
import { type Clock, systemClock } from '#support/clock.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createTestScheduler, type PlayedExecutor, untilEnded } from '#test/support/scheduler.ts';
import { eventually } from '#test/support/task-runs.ts';
import type { Actor } from './commands.ts';
import type { Scheduler } from './scheduler.ts';

const actor: Actor = { user: 'ada', via: 'test' };
const POKE: Outcome = { state: 'deferred', waitFor: { kind: 'poke', intervalMs: 60_000 } };

const sensor = (more: Partial<SerializedSensor> = {}): SerializedSensor => ({
  pokeIntervalMs: 60_000,
  timeoutMs: 600_000,
  softFail: false,
  exponentialBackoff: false,
  maxWaitMs: null,
  onError: 'fail',
  ...more,
});

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

interface Stage {
  scheduler: Scheduler;
  executor: PlayedExecutor;
  dagRunId: number;
  /** The sensors that are looked after, when there are so many. */
  waiting: (count: number) => Promise<Work[]>;
}

/** A run of a DAG of sensors, with a task `after` them; what they find at their first look is `first`. */
async function stage(
  dagId: string,
  options: {
    sensors?: number;
    policy?: SerializedSensor;
    outlets?: SerializedAssetRef[];
    first?: Outcome | ((work: Work) => Outcome);
    clock?: Clock;
    maxActiveTasks?: number;
    /** Of each sensor, over all runs. */
    maxActiveTisPerDag?: number;
  },
  body: (stage: Stage) => Promise<void>,
): Promise<void> {
  const { sensors = 1, policy = sensor(), outlets, first = POKE, maxActiveTasks = 16, maxActiveTisPerDag } = options;
  const ids = Array.from({ length: sensors }, (_, at) => `s${at}`);
  const tasks = [
    ...ids.map((id) =>
      task(id, [], {
        sensor: policy,
        retries: 1,
        ...(outlets ? { outlets } : {}),
        ...(maxActiveTisPerDag ? { maxActiveTisPerDag } : {}),
      }),
    ),
    task('after', ids),
  ];
  await insertDag(db.database, dag(dagId, tasks, { maxActiveTasks }));
  const play = (work: Work): Outcome => {
    if (!work.task.sensor) return { state: 'success' };
    return typeof first === 'function' ? first(work) : first;
  };
  const { scheduler, executor } = createTestScheduler(db.database, {
    play,
    ...(options.clock ? { clock: options.clock } : {}),
  });
  await scheduler.start();
  try {
    const { dagRunId } = await scheduler.submit({ kind: 'trigger_run', dagId, logicalDate: null, conf: {} }, actor);
    assert.ok(dagRunId);
    const waiting = async (count: number) => {
      await eventually(`${count} waiting sensors`, () => executor.waiting.size === count);
      return [...executor.waiting.values()];
    };
    await body({ scheduler, executor, dagRunId, waiting });
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
}

const stateOf = async (dagRunId: number, taskId: string): Promise<string | null> => {
  const text = 'select state from task_instance where dag_run_id = $1 and task_id = $2';
  return (await db.database.pool.query(text, [dagRunId, taskId])).rows[0]?.state;
};

test('sensors that wait hold no place: more of them wait than tasks may be active', async () => {
  await stage('many', { sensors: 20, maxActiveTasks: 2 }, async ({ executor, dagRunId, waiting }) => {
    const works = await waiting(20);
    assert.equal(await stateOf(dagRunId, 's7'), 'deferred');
    for (const { attemptId } of works) executor.endWait(attemptId, { state: 'success' });
    const run = await untilEnded(db.database, dagRunId);
    assert.deepEqual([run.state, run.tasks.s7, run.tasks.after], ['success', 'success', 'success']);
  });
});

test('a sensor that waits has its place under maxActiveTisPerDag, also after the server was killed', async () => {
  let second = 0;
  await stage('alone', { maxActiveTisPerDag: 1 }, async ({ scheduler, executor, dagRunId, waiting }) => {
    await waiting(1);
    second = (await scheduler.submit({ kind: 'trigger_run', dagId: 'alone', logicalDate: null, conf: {} }, actor))
      .dagRunId as number;
    assert.deepEqual([await stateOf(dagRunId, 's0'), await stateOf(second, 's0')], ['deferred', 'scheduled']);
    executor.die();
  });
  const { scheduler, executor } = createTestScheduler(db.database);
  await scheduler.start();
  try {
    await eventually('the wait', () => executor.waiting.size === 1);
    assert.equal(await stateOf(second, 's0'), 'scheduled');
    const [work] = executor.waiting.values();
    executor.endWait(work?.attemptId ?? '', { state: 'success' });
    assert.equal((await untilEnded(db.database, second)).state, 'success');
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('a wait goes on after the server was killed, since the same instant', async () => {
  let dagRunId = 0;
  let since: number | undefined;
  await stage('killed', {}, async (first) => {
    dagRunId = first.dagRunId;
    since = (await first.waiting(1))[0]?.wait?.since;
    first.executor.die();
  });
  const { scheduler, executor } = createTestScheduler(db.database);
  await scheduler.start();
  try {
    await eventually('the wait', () => executor.waiting.size === 1);
    const [work] = executor.waiting.values();
    assert.ok(work);
    assert.equal(work.wait?.since, since);
    executor.endWait(work.attemptId, { state: 'success' });
    assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('a sensor that is marked, and one that is cleared, is not looked after any more', async () => {
  await stage('marked', { sensors: 2 }, async ({ scheduler, executor, dagRunId, waiting }) => {
    const before = await waiting(2);
    const tasks = [{ taskId: 's0', mapIndex: -1 }];
    await scheduler.submit({ kind: 'set_task_state', dagRunId, tasks, state: 'success' }, actor);
    const [left] = await waiting(1);
    assert.equal(left?.taskId, 's1');
    await scheduler.submit({ kind: 'clear_tasks', dagRunId, tasks: [{ taskId: 's1', mapIndex: -1 }] }, actor);
    await eventually('another attempt', () => [...executor.waiting.values()].some((one) => one.tryNumber === 2));
    assert.equal(executor.waiting.size, 1);
    // Late words of the attempts that were given up change nothing.
    for (const { attemptId } of before) executor.endWait(attemptId, { state: 'skipped', reason: 'late' });
    const [again] = await waiting(1);
    executor.endWait(again?.attemptId ?? '', { state: 'success' });
    assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
  });
});

test('nobody looks while the DAG is switched off', async () => {
  await stage('off', {}, async ({ scheduler, executor, dagRunId, waiting }) => {
    const [work] = await waiting(1);
    await scheduler.submit({ kind: 'set_paused', dagId: 'off', paused: true }, actor);
    await waiting(0);
    assert.equal(await stateOf(dagRunId, 's0'), 'deferred');
    assert.match(
      scheduler.explain(dagRunId, { taskId: 's0', mapIndex: -1 })?.reasons[0]?.message ?? '',
      /its DAG is off, and nobody looks/,
    );
    await scheduler.submit({ kind: 'set_paused', dagId: 'off', paused: false }, actor);
    const [again] = await waiting(1);
    assert.equal(again?.attemptId, work?.attemptId);
    executor.endWait(work?.attemptId ?? '', { state: 'success' });
    assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
  });
});

test('a sensor that fails is tried again, and its time counts from its first try', async () => {
  await stage('again', {}, async ({ executor, dagRunId, waiting }) => {
    const [first] = await waiting(1);
    const error = { code: 'TASK_FAILED', message: 'the network was away' };
    executor.endWait(first?.attemptId ?? '', { state: 'failed', error, retryable: true });
    await eventually('the second try', () => [...executor.waiting.values()].some(({ tryNumber }) => tryNumber === 2));
    const [second] = await waiting(1);
    assert.equal(second?.wait?.since, first?.wait?.since);
    executor.endWait(second?.attemptId ?? '', { state: 'success' });
    assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
  });
});

test('a sensor of an instant ends when the clock gets there, looked after by nobody', async () => {
  const at = Date.now() + 3_600_000;
  let ahead = 0;
  const clock = { ...systemClock, now: () => Date.now() + ahead };
  const first: Outcome = { state: 'deferred', waitFor: { kind: 'time', at } };
  const outlets: SerializedAssetRef[] = [{ kind: 'asset', name: 'due', uri: 'x://due', group: 'asset', extra: {} }];
  await stage(
    'instant',
    { first, clock, outlets, policy: sensor({ timeoutMs: null }) },
    async ({ executor, dagRunId }) => {
      await eventually('the first look', () => executor.started.length === 1);
      while ((await stateOf(dagRunId, 's0')) !== 'deferred');
      assert.equal(executor.waiting.size, 0);
      ahead = 3_600_001;
      assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
      const { rows } = await db.database.pool.query('select source_task_id from asset_event');
      assert.deepEqual(rows, [{ source_task_id: 's0' }]);
    },
  );
});

test('a sensor of an instant that lies beyond its timeout fails without a retry', async () => {
  const first: Outcome = { state: 'deferred', waitFor: { kind: 'time', at: Date.now() + 3_600_000 } };
  await stage('beyond', { first, policy: sensor({ timeoutMs: 50 }) }, async ({ executor, dagRunId }) => {
    const run = await untilEnded(db.database, dagRunId);
    assert.deepEqual(run.tasks, { s0: 'failed', after: 'upstream_failed' });
    assert.equal(executor.started.length, 1);
  });
});

test('marking the run failed fails what waits, and stops the looks', async () => {
  await stage('given_up', {}, async ({ scheduler, dagRunId, waiting }) => {
    await waiting(1);
    await scheduler.submit({ kind: 'set_run_state', dagRunId, state: 'failed' }, actor);
    await waiting(0);
    assert.deepEqual((await untilEnded(db.database, dagRunId)).tasks, { s0: 'failed', after: 'skipped' });
  });
});

test('switching the DAG on and clearing the sensor at once leaves nobody looking after what runs anew', async () => {
  const first = (work: Work): Outcome => (work.tryNumber === 1 ? POKE : { state: 'success' });
  await stage('on_and_cleared', { first }, async ({ scheduler, executor, dagRunId, waiting }) => {
    await waiting(1);
    await scheduler.submit({ kind: 'set_paused', dagId: 'on_and_cleared', paused: true }, actor);
    await waiting(0);
    await Promise.all([
      scheduler.submit({ kind: 'set_paused', dagId: 'on_and_cleared', paused: false }, actor),
      scheduler.submit({ kind: 'clear_tasks', dagRunId, tasks: [{ taskId: 's0', mapIndex: -1 }] }, actor),
    ]);
    assert.deepEqual((await untilEnded(db.database, dagRunId)).tasks, { s0: 'success', after: 'success' });
    assert.equal(executor.waiting.size, 0);
  });
});

test('the explanation of a wait says since when, how often, and until when', async () => {
  await stage('explained', {}, async ({ scheduler, executor, dagRunId, waiting }) => {
    const [work] = await waiting(1);
    const since = work?.wait?.since ?? 0;
    const reasons = scheduler.explain(dagRunId, { taskId: 's0', mapIndex: -1 })?.reasons ?? [];
    assert.deepEqual(reasons, [
      {
        code: 'deferred',
        since,
        pokeIntervalMs: 60_000,
        timeoutAt: since + 600_000,
        message: `it has waited for what @task looks for since ${new Date(since).toISOString()}, looks every 60 s, until ${new Date(since + 600_000).toISOString()} at most`,
      },
    ]);
    executor.endWait(work?.attemptId ?? '', { state: 'success' });
    await untilEnded(db.database, dagRunId);
  });
});
