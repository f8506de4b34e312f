import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasCode } from '#errors/aquilon-error.ts';
import { systemClock } from '#support/clock.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createTestScheduler, type Play, untilEnded } from '#test/support/scheduler.ts';
import type { Actor } from './commands.ts';

const actor: Actor = { user: 'ada', via: 'test' };
const trigger = (dagId: string, more: object = {}) => ({
  kind: 'trigger_run' as const,
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

const chain = (dagId: string, length: number) =>
  dag(
    dagId,
    Array.from({ length }, (_, at) => task(`t${at}`, at === 0 ? [] : [`t${at - 1}`])),
  );

test('a triggered chain runs in order to success, and every transition is in the event log', async () => {
  await insertDag(db.database, chain('chain', 5));
  const { scheduler, executor } = createTestScheduler(db.database);
  await scheduler.start();
  try {
    const { dagRunId } = await scheduler.submit(trigger('chain'), actor);
    assert.ok(dagRunId);
    const run = await untilEnded(db.database, dagRunId);
    assert.equal(run.state, 'success');
    assert.deepEqual(
      executor.started.map((work) => work.taskId),
      ['t0', 't1', 't2', 't3', 't4'],
    );
    const { rows } = await db.database.pool.query(
      `select kind, task_id, from_state, to_state from event where dag_run_id = $1 order by seq`,
      [dagRunId],
    );
    assert.deepEqual(
      rows.filter((row) => row.kind === 'run').map((row) => [row.from_state, row.to_state]),
      [
        [null, 'queued'],
        ['queued', 'running'],
        ['running', 'success'],
      ],
    );
    assert.equal(rows.filter((row) => row.task_id === 't3').at(-1).to_state, 'success');
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('a failed task fails its run and marks what depends on it as upstream_failed', async () => {
  await insertDag(db.database, chain('broken', 3));
  const play = () => ({ state: 'failed' as const, error: { code: 'TASK_FAILED', message: 'boom' }, retryable: true });
  const { scheduler, executor } = createTestScheduler(db.database, { play });
  await scheduler.start();
  try {
    const { dagRunId } = await scheduler.submit(trigger('broken'), actor);
    const run = await untilEnded(db.database, dagRunId ?? 0);
    assert.equal(run.state, 'failed');
    assert.deepEqual(run.tasks, { t0: 'failed', t1: 'upstream_failed', t2: 'upstream_failed' });
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('a task with retries is tried again, and its earlier try is kept in the history', async () => {
  await insertDag(db.database, dag('retries', [task('flaky', [], { retries: 2 })]));
  const { scheduler, executor } = createTestScheduler(db.database, {
    play: (work) =>
      work.tryNumber < 3
        ? { state: 'failed', error: { code: 'TASK_FAILED', message: `try ${work.tryNumber}` }, retryable: true }
        : { state: 'success' },
  });
  await scheduler.start();
  try {
    const { dagRunId } = await scheduler.submit(trigger('retries'), actor);
    assert.equal((await untilEnded(db.database, dagRunId ?? 0)).state, 'success');
    assert.equal(new Set(executor.started.map((work) => work.attemptId)).size, 3);
    const { rows } = await db.database.pool.query(
      `select try_number, state, error ->> 'message' as message from task_instance_history where dag_run_id = $1 order by try_number`,
      [dagRunId],
    );
    assert.deepEqual(rows, [
      { try_number: 1, state: 'failed', message: 'try 1' },
      { try_number: 2, state: 'failed', message: 'try 2' },
    ]);
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('as many runs as are triggered at once are made', async () => {
  await insertDag(db.database, chain('crowd', 1));
  const { scheduler, executor } = createTestScheduler(db.database);
  await scheduler.start();
  try {
    // The second crowd finds numbers at hand, and not enough of them.
    for (const count of [300, 150]) {
      const made = await Promise.all(Array.from({ length: count }, () => scheduler.submit(trigger('crowd'), actor)));
      assert.equal(new Set(made.map(({ runId }) => runId)).size, count);
      for (const { dagRunId } of made) assert.equal((await untilEnded(db.database, dagRunId ?? 0)).state, 'success');
    }
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('a run id that exists is refused, and asked to be reset it runs again', async () => {
  await insertDag(db.database, chain('twice', 1));
  const { scheduler, executor } = createTestScheduler(db.database);
  await scheduler.start();
  try {
    const first = await scheduler.submit(trigger('twice', { runId: 'a' }), actor);
    await untilEnded(db.database, first.dagRunId ?? 0);
    await assert.rejects(scheduler.submit(trigger('twice', { runId: 'a' }), actor), (error) =>
      hasCode(error, 'RUN_EXISTS'),
    );
    const both = await Promise.allSettled([
      scheduler.submit(trigger('twice', { runId: 'b' }), actor),
      scheduler.submit(trigger('twice', { runId: 'b' }), actor),
    ]);
    assert.deepEqual(both.map((one) => one.status).sort(), ['fulfilled', 'rejected']);
    await scheduler.submit(trigger('twice', { runId: 'a', resetExisting: true }), actor);
    await untilEnded(db.database, first.dagRunId ?? 0);
    assert.equal(executor.started.filter((work) => work.run.runId === 'a').length, 2);
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('after a scheduler died, the next one goes on with its run, and a lost attempt uses up no retry', async () => {
  await insertDag(db.database, chain('survivor', 3));
  const first = createTestScheduler(db.database, {
    play: (work) => (work.taskId === 't1' ? new Promise(() => {}) : { state: 'success' }),
  });
  await first.scheduler.start();
  const { dagRunId } = await first.scheduler.submit(trigger('survivor'), actor);
  while (!first.executor.started.some((work) => work.taskId === 't1'))
    await new Promise((resolve) => setTimeout(resolve, 2));
  first.executor.die();
  const second = createTestScheduler(db.database);
  await second.scheduler.start();
  try {
    const run = await untilEnded(db.database, dagRunId ?? 0);
    assert.equal(run.state, 'success');
    assert.deepEqual(
      second.executor.started.map((work) => [work.taskId, work.tryNumber]),
      [
        ['t1', 2],
        ['t2', 1],
      ],
    );
    const { rows } = await db.database.pool.query(
      `select state, error ->> 'code' as code from task_instance_history where dag_run_id = $1`,
      [dagRunId],
    );
    assert.deepEqual(rows, [{ state: 'failed', code: 'WORKER_LOST' }]);
    const late = first.scheduler.submit(trigger('survivor'), actor);
    await assert.rejects(late, (error) => hasCode(error, 'LEASE_LOST'));
  } finally {
    await second.scheduler.stop(() => second.executor.stop(0));
    await first.scheduler.stop(() => first.executor.stop(0));
  }
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('it did not come about within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The machine's clock, which the test sets. */
function settableClock() {
  let offset = 0;
  return {
    clock: { ...systemClock, now: () => Date.now() + offset },
    set: (ms: number) => {
      offset = ms;
    },
  };
}
const HOUR = 3_600_000;

test('a clock that is set back an hour delays neither a retry nor the time-out of a run', async () => {
  await insertDag(db.database, dag('again', [task('t', [], { retries: 1, retryDelayMs: 300 })]));
  await insertDag(db.database, dag('endless', [task('t')], { dagrunTimeoutMs: 400 }));
  const { clock, set } = settableClock();
  const play: Play = async (work, cancelled) => {
    if (work.run.dagId === 'endless') await cancelled;
    else if (work.tryNumber === 2) return { state: 'success' };
    set(-HOUR);
    return { state: 'failed', error: { code: 'TASK_FAILED', message: 'boom' }, retryable: true };
  };
  const { scheduler, executor } = createTestScheduler(db.database, { clock, play });
  await scheduler.start();
  try {
    const endless = await scheduler.submit(trigger('endless'), actor);
    const again = await scheduler.submit(trigger('again'), actor);
    assert.equal((await untilEnded(db.database, again.dagRunId ?? 0)).state, 'success');
    assert.equal((await untilEnded(db.database, endless.dagRunId ?? 0)).state, 'failed');
    const { rows } = await db.database.pool.query(
      `select count(*) filter (where duration < 0) as negative from task_instance where dag_id in ('again', 'endless')`,
    );
    assert.equal(rows[0].negative, 0);
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('a wait that a clock out of step put an hour ahead is no longer than it was meant to be, also for the next scheduler', async () => {
  await insertDag(db.database, dag('asked_again', [task('t')]));
  const { clock, set } = settableClock();
  // The attempt begins by the clock of the scheduler, and ends by that of its worker, an hour later.
  set(-HOUR);
  const asked: Play = () => ({ state: 'up_for_reschedule', until: Date.now() + 1500 });
  const first = createTestScheduler(db.database, { clock, play: asked });
  await first.scheduler.start();
  const { dagRunId } = await first.scheduler.submit(trigger('asked_again'), actor);
  assert.ok(dagRunId);
  const stateOf = async () =>
    (await db.database.pool.query('select state, end_date from task_instance where dag_run_id = $1', [dagRunId]))
      .rows[0];
  while ((await stateOf()).state !== 'up_for_reschedule') await new Promise((resolve) => setTimeout(resolve, 5));
  assert.notEqual((await stateOf()).end_date, null);
  await first.scheduler.stop(() => first.executor.stop(0));
  const next = createTestScheduler(db.database, { clock });
  await next.scheduler.start();
  try {
    assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
  } finally {
    await next.scheduler.stop(() => next.executor.stop(0));
  }
});

test('what comes in the moment in which a run is deleted finds it gone, and nothing of it runs on', async () => {
  await insertDag(db.database, chain('deleted', 2));
  const { scheduler, executor } = createTestScheduler(db.database, { play: () => ({ state: 'success' }) });
  await scheduler.start();
  try {
    const { dagRunId } = await scheduler.submit(trigger('deleted'), actor);
    assert.ok(dagRunId);
    await untilEnded(db.database, dagRunId);
    const answers = await Promise.allSettled([
      scheduler.submit({ kind: 'delete_run', dagRunId }, actor),
      scheduler.submit({ kind: 'clear_tasks', dagRunId, tasks: [{ taskId: 't0', mapIndex: -1 }] }, actor),
      scheduler.submit({ kind: 'delete_run', dagRunId }, actor),
    ]);
    assert.deepEqual(
      answers.map((answer) => (answer.status === 'rejected' ? answer.reason.code : 'done')),
      ['done', 'RUN_NOT_FOUND', 'RUN_NOT_FOUND'],
    );
    assert.equal(executor.started.length, 2);
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('of several switches at once the last one stands', async () => {
  await insertDag(db.database, chain('switched', 1));
  const { scheduler, executor } = createTestScheduler(db.database);
  await scheduler.start();
  try {
    for (const last of [true, false]) {
      const switches = [last, !last, last].map((paused) => ({
        kind: 'set_paused' as const,
        dagId: 'switched',
        paused,
      }));
      await Promise.all(switches.map((command) => scheduler.submit(command, actor)));
      const { rows } = await db.database.pool.query("select is_paused from dag where dag_id = 'switched'");
      assert.deepEqual(rows, [{ is_paused: last }]);
    }
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('a clock that is set forward makes the runs that are due then, once', async () => {
  const timetable = { kind: 'cron' as const, expression: '0 * * * *', timezone: 'UTC', summary: '0 * * * *' };
  const startDate = new Date(Date.now() - 30 * 24 * HOUR).toISOString();
  await insertDag(db.database, dag('hourly', [task('t')], { timetable, startDate, catchup: false }));
  const { clock, set } = settableClock();
  const { scheduler, executor } = createTestScheduler(db.database, { clock });
  await scheduler.start();
  const runs = async () =>
    (await db.database.pool.query(`select logical_date, state from dag_run where dag_id = 'hourly' order by id`)).rows;
  try {
    await until(async () => (await runs()).length === 1);
    set(5 * HOUR);
    await until(async () => (await runs()).length > 1 && (await runs()).every(({ state }) => state === 'success'));
    const dates = (await runs()).map(({ logical_date: date }) => date);
    assert.equal(new Set(dates).size, dates.length);
    set(0);
    await scheduler.submit(trigger('hourly'), actor);
    assert.equal((await runs()).length, dates.length + 1);
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});
