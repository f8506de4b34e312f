import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasCode } from '#errors/aquilon-error.ts';
import type { ErrorCode } from '#errors/catalogue.ts';
import type { Work } from '#queue/executor.ts';
import { DAILY, dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createTestScheduler, type Play, type TestSchedulerOptions } from '#test/support/scheduler.ts';
import type { Actor, CreateBackfill } from './commands.ts';
import type { Scheduler } from './scheduler.ts';

const actor: Actor = { user: 'ada', via: 'test' };

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

const create = (dagId: string, more: Partial<CreateBackfill> = {}): CreateBackfill => ({
  kind: 'create_backfill',
  dagId,
  from: '2020-01-01T00:00:00Z',
  to: '2020-01-05T00:00:00Z',
  runBackwards: false,
  conf: null,
  reprocessBehavior: 'none',
  maxActiveRuns: 10,
  runOnLatestVersion: true,
  ...more,
});

async function withScheduler(
  options: TestSchedulerOptions,
  use: (scheduler: Scheduler, started: readonly Work[], peak: () => number) => Promise<void>,
): Promise<void> {
  const { scheduler, executor } = createTestScheduler(db.database, options);
  await scheduler.start();
  try {
    await use(scheduler, executor.started, executor.peak);
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
}

const insertDaily = (dagId: string, tasks = [task('only')], more = {}) =>
  insertDag(db.database, dag(dagId, tasks, { timetable: DAILY, ...more }));

interface RunOf {
  run_id: string;
  state: string;
  run_type: string;
  triggered_by: string;
  date: string;
  conf: object;
}

async function runsOf(dagId: string): Promise<RunOf[]> {
  const { rows } = await db.database.pool.query<RunOf>(
    `select run_id, state, run_type, triggered_by, to_char(logical_date at time zone 'UTC', 'MM-DD') as date, conf
     from dag_run where dag_id = $1 order by logical_date`,
    [dagId],
  );
  return rows;
}

async function datesOf(backfillId: number): Promise<string[]> {
  const { rows } = await db.database.pool.query(
    `select to_char(logical_date at time zone 'UTC', 'MM-DD') || ' ' || coalesce(exception_reason, case when dag_run_id is null then 'open' else 'run' end) as said
     from backfill_dag_run where backfill_id = $1 order by sort_ordinal`,
    [backfillId],
  );
  return rows.map((row) => row.said);
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function completed(backfillId: number): Promise<boolean> {
  const { rows } = await db.database.pool.query('select completed_at from backfill where id = $1', [backfillId]);
  return rows[0]?.completed_at !== null;
}

const untilCompleted = (id: number) => until(`backfill ${id} completes`, () => completed(id));

/** Attempts that end when the test says so. */
function held(): { play: Play; release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { play: () => promise.then(() => ({ state: 'success' as const })), release: resolve };
}

test('a backfill makes a run for each tick of its range, and completes with the last of them', async () => {
  await insertDaily('plain');
  await withScheduler({}, async (scheduler, started) => {
    const { backfillId = 0 } = await scheduler.submit(create('plain', { conf: { rows: 3 } }), actor);
    assert.equal((await runsOf('plain')).length, 5, 'the runs are there when the answer is');
    await untilCompleted(backfillId);
    const runs = await runsOf('plain');
    assert.deepEqual(
      runs.map((run) => run.run_id),
      [1, 2, 3, 4, 5].map((day) => `backfill__2020-01-0${day}T00:00:00+00:00`),
    );
    for (const run of runs) {
      assert.deepEqual(
        [run.state, run.run_type, run.triggered_by, run.conf],
        ['success', 'backfill', 'backfill', { rows: 3 }],
      );
    }
    assert.equal(started.length, 5);
  });
});

test('run backwards, the newest date begins first', async () => {
  await insertDaily('backwards');
  await withScheduler({}, async (scheduler, started) => {
    const command = create('backwards', { runBackwards: true, maxActiveRuns: 1 });
    const { backfillId = 0 } = await scheduler.submit(command, actor);
    await untilCompleted(backfillId);
    assert.deepEqual(
      started.map(({ run }) => run.runId.slice(18, 20)),
      ['05', '04', '03', '02', '01'],
    );
  });
});

test('no more runs of a backfill are active than it allows, and none of them takes a place of the DAG', async () => {
  await insertDaily('limits', [task('only')], { maxActiveRuns: 1 });
  const { play, release } = held();
  await withScheduler({ play }, async (scheduler, started) => {
    const { backfillId = 0 } = await scheduler.submit(create('limits', { maxActiveRuns: 2 }), actor);
    await scheduler.submit({ kind: 'trigger_run', dagId: 'limits', logicalDate: null, conf: {}, runId: 'mine' }, actor);
    const states = async () => (await runsOf('limits')).map((run) => `${run.run_type} ${run.state}`);
    await until('three tasks run', async () => started.length === 3);
    assert.deepEqual(await states(), [
      ...['backfill running', 'backfill running', 'backfill queued', 'backfill queued', 'backfill queued'],
      'manual running',
    ]);
    release();
    await untilCompleted(backfillId);
  });
});

const EXISTING: readonly [behavior: CreateBackfill['reprocessBehavior'], dates: string[], ran: string[]][] = [
  ['none', ['01 already exists', '02 already exists', '03 in flight', '04 run'], ['04']],
  ['failed', ['01 already exists', '02 run', '03 in flight', '04 run'], ['02', '04']],
  ['completed', ['01 run', '02 run', '03 in flight', '04 run'], ['01', '02', '04']],
];

for (const [behavior, dates, ran] of EXISTING) {
  test(`with the behaviour ${behavior} a backfill leaves alone, or runs again, what is there already`, async () => {
    const dagId = `existing_${behavior}`;
    await insertDaily(dagId, [task('only'), task('after', ['only'])]);
    const waiting = Promise.withResolvers<void>();
    let isBackfill = false;
    const play: Play = async ({ run: { runId } }) => {
      if (runId === 'r3') await waiting.promise;
      const isToFail = runId === 'r2' && !isBackfill;
      return isToFail
        ? { state: 'failed', error: { code: 'TASK_FAILED', message: 'played' }, retryable: false }
        : { state: 'success' };
    };
    await withScheduler({ play }, async (scheduler, started) => {
      for (const day of [1, 2, 3]) {
        const logicalDate = `2020-01-0${day}T00:00:00Z`;
        await scheduler.submit({ kind: 'trigger_run', dagId, logicalDate, conf: { day }, runId: `r${day}` }, actor);
      }
      await until(
        'two have ended',
        async () => (await runsOf(dagId)).filter((run) => run.state !== 'running').length === 2,
      );
      isBackfill = true;
      const before = started.length;
      const { backfillId = 0 } = await scheduler.submit(
        create(dagId, { to: '2020-01-04T00:00:00Z', reprocessBehavior: behavior }),
        actor,
      );
      await untilCompleted(backfillId);
      assert.deepEqual(
        await datesOf(backfillId),
        dates.map((date) => `01-${date}`),
      );
      const runs = await runsOf(dagId);
      const again = runs.filter((run) => run.run_type === 'backfill');
      assert.deepEqual(
        again.map((run) => run.date.slice(3)),
        ran,
      );
      assert.ok(again.every((run) => run.state === 'success' && run.triggered_by === 'backfill'));
      assert.equal(started.length - before, ran.length * 2, 'every task of them, and of no other');
      assert.deepEqual(runs[0]?.conf, { day: 1 }, 'without a conf of its own the backfill leaves that of the run');
      waiting.resolve();
      await until('the run that was in flight ends', async () => (await runsOf(dagId))[2]?.state === 'success');
      assert.equal((await runsOf(dagId))[2]?.run_type, 'manual');
    });
  });
}

test('a paused backfill begins no run until it goes on; what runs goes on', async () => {
  await insertDaily('pausing');
  const { play, release } = held();
  await withScheduler({ play }, async (scheduler, started) => {
    const { backfillId = 0 } = await scheduler.submit(create('pausing', { maxActiveRuns: 1 }), actor);
    const change = (what: 'pause' | 'unpause') =>
      scheduler.submit({ kind: 'change_backfill', dagId: 'pausing', backfillId, change: what }, actor);
    await change('pause');
    release();
    await until('the first ends', async () => (await runsOf('pausing'))[0]?.state === 'success');
    const waiting = await runsOf('pausing');
    assert.deepEqual(
      waiting.map((run) => run.state),
      ['success', 'queued', 'queued', 'queued', 'queued'],
    );
    const { rows } = await db.database.pool.query(
      `select id from dag_run where dag_id = 'pausing' and state = 'queued'`,
    );
    const explained = scheduler.explain(rows[0].id, { taskId: 'only', mapIndex: -1 });
    assert.ok(explained?.reasons.some(({ code }) => code === 'backfill_paused'));
    assert.equal(started.length, 1);
    await change('unpause');
    await untilCompleted(backfillId);
    assert.equal(started.length, 5);
  });
});

test('a cancelled backfill is complete at once: what is queued fails, what runs goes on', async () => {
  await insertDaily('cancelled');
  const { play, release } = held();
  await withScheduler({ play }, async (scheduler, started) => {
    const { backfillId = 0 } = await scheduler.submit(create('cancelled', { maxActiveRuns: 2 }), actor);
    await until('two run', async () => started.length === 2);
    const cancel = { kind: 'change_backfill' as const, dagId: 'cancelled', backfillId, change: 'cancel' as const };
    await scheduler.submit(cancel, actor);
    assert.ok(await completed(backfillId));
    const states = async () => (await runsOf('cancelled')).map((run) => run.state);
    assert.deepEqual(await states(), ['running', 'running', 'failed', 'failed', 'failed']);
    await assert.rejects(scheduler.submit(cancel, actor), (error) => hasCode(error, 'BACKFILL_COMPLETED'));
    const next = await scheduler.submit(
      create('cancelled', { from: '2020-02-01T00:00:00Z', to: '2020-02-01T00:00:00Z' }),
      actor,
    );
    release();
    await untilCompleted(next.backfillId ?? 0);
    await until('all have ended', async () => !(await states()).includes('running'));
    assert.deepEqual(await states(), ['success', 'success', 'failed', 'failed', 'failed', 'success']);
  });
});

test('a run of a completed backfill that is cleared runs again', async () => {
  await insertDaily('cleared_later');
  await withScheduler({}, async (scheduler, started) => {
    const { backfillId = 0 } = await scheduler.submit(create('cleared_later'), actor);
    await untilCompleted(backfillId);
    const { rows } = await db.database.pool.query(
      `select id from dag_run where dag_id = 'cleared_later' order by id limit 1`,
    );
    const clear = { kind: 'clear_tasks' as const, dagRunId: rows[0].id, tasks: [{ taskId: 'only', mapIndex: -1 }] };
    await scheduler.submit(clear, actor);
    await until('it has run again', async () => started.length === 6);
    await until('it has ended', async () => (await runsOf('cleared_later')).every((run) => run.state === 'success'));
  });
});

const REFUSED: readonly [string, Partial<CreateBackfill>, object, ErrorCode][] = [
  ['a DAG without a schedule', {}, { timetable: { kind: 'null', summary: null } }, 'BACKFILL_INVALID'],
  ['a range that ends before it begins', { to: '2019-12-31T00:00:00Z' }, {}, 'BACKFILL_INVALID'],
  ['a range in the future', { from: '2999-01-01T00:00:00Z', to: '2999-01-02T00:00:00Z' }, {}, 'BACKFILL_INVALID'],
  ['a range without a tick', { from: '2020-01-01T01:00:00Z', to: '2020-01-01T02:00:00Z' }, {}, 'BACKFILL_INVALID'],
  [
    'more dates than one backfill may have',
    { from: '1970-01-01T00:00:00Z', to: '1972-01-01T00:00:00Z' },
    { timetable: { kind: 'interval', ms: 60_000, summary: '0:01:00' } },
    'BACKFILL_TOO_LONG',
  ],
];

for (const [at, [what, more, dagMore, code]] of REFUSED.entries()) {
  test(`a backfill of ${what} is refused, and nothing of it is written`, async () => {
    const dagId = `refused_${at}`;
    await insertDaily(dagId, [task('only')], dagMore);
    await withScheduler({}, async (scheduler) => {
      await assert.rejects(scheduler.submit(create(dagId, more), actor), (error) => hasCode(error, code));
      const { rowCount } = await db.database.pool.query('select from backfill where dag_id = $1', [dagId]);
      assert.equal(rowCount, 0);
    });
  });
}

test('of two backfills of a DAG that are asked for at once, one is made and the other refused', async () => {
  await insertDaily('twice');
  const { play, release } = held();
  await withScheduler({ play }, async (scheduler) => {
    const asked = [1, 2].map(() => scheduler.submit(create('twice'), actor));
    const answers = await Promise.allSettled(asked);
    assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const refused = answers.find((one) => one.status === 'rejected');
    assert.ok(hasCode(refused?.reason, 'BACKFILL_RUNNING'));
    assert.equal((await runsOf('twice')).length, 5);
    release();
  });
});

test('a thousand runs of five tasks end, and none is lost or doubled, though the server dies on the way', async () => {
  const chain = Array.from({ length: 5 }, (_, at) => task(`t${at}`, at === 0 ? [] : [`t${at - 1}`]));
  await insertDaily('thousand', chain);
  const first = createTestScheduler(db.database, { parallelism: 200 });
  await first.scheduler.start();
  const command = create('thousand', { from: '2010-01-01T00:00:00Z', to: '2012-09-26T00:00:00Z', maxActiveRuns: 50 });
  const { backfillId = 0 } = await first.scheduler.submit(command, actor);
  const ended = async () => (await runsOf('thousand')).filter((run) => run.state === 'success').length;
  await until('a hundred have ended', async () => (await ended()) >= 100);
  first.executor.die();
  await first.scheduler.stop(async () => undefined);
  await withScheduler({ parallelism: 200 }, async () => {
    await untilCompleted(backfillId);
    assert.equal(await ended(), 1000);
    const { rows } = await db.database.pool.query(
      `select count(*) as made, count(distinct logical_date) as dates, count(dag_run_id) as runs from backfill_dag_run where backfill_id = $1`,
      [backfillId],
    );
    assert.deepEqual(rows[0], { made: 1000, dates: 1000, runs: 1000 });
    const tasks = await db.database.pool.query(
      `select state, count(*) from task_instance where dag_id = 'thousand' group by state`,
    );
    assert.deepEqual(tasks.rows, [{ state: 'success', count: 5000 }]);
  });
});
