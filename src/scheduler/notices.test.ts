/** Which notices and alerts a scheduler writes, and that each is written once. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type {
  SerializedCallbacks,
  SerializedDag,
  SerializedDeadline,
  SerializedNotifier,
} from '@aquilon/sdk/serialized';
import type { NoticeFacts } from '#domain/notices.ts';
import type { Outcome } from '#queue/executor.ts';
import { type Clock, systemClock } from '#support/clock.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createTestScheduler, type Play, type PlayedExecutor, untilEnded } from '#test/support/scheduler.ts';
import type { Actor } from './commands.ts';
import type { Scheduler } from './scheduler.ts';

const actor: Actor = { user: 'ada', via: 'test' };
const notifier: SerializedNotifier = { kind: 'webhook', options: { url: 'http://localhost' } };
const ALL: SerializedCallbacks = {
  execute: [notifier],
  success: [notifier],
  failure: [notifier, notifier],
  retry: [notifier],
  skipped: [notifier],
};
const RUNS = { success: [notifier], failure: [notifier] };
const FAILED: Outcome = { state: 'failed', error: { code: 'TASK_KILLED', message: 'killed' }, retryable: true };

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

interface Stage {
  scheduler: Scheduler;
  executor: PlayedExecutor;
  trigger: (runId?: string) => Promise<number>;
}

async function onStage(
  serialized: SerializedDag,
  play: Play,
  body: (stage: Stage) => Promise<void>,
  clock?: Clock,
): Promise<void> {
  await insertDag(db.database, serialized);
  await withScheduler(serialized.dagId, play, body, clock);
}

async function withScheduler(dagId: string, play: Play, body: (stage: Stage) => Promise<void>, clock?: Clock) {
  const { scheduler, executor } = createTestScheduler(db.database, { play, ...(clock ? { clock } : {}) });
  await scheduler.start();
  try {
    const trigger = async (runId?: string) => {
      const command = { kind: 'trigger_run' as const, dagId, logicalDate: null, conf: {}, ...(runId ? { runId } : {}) };
      return (await scheduler.submit(command, actor)).dagRunId ?? 0;
    };
    await body({ scheduler, executor, trigger });
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
}

/** `task event/number (try)` in their order, and the reasons of runs. */
async function noticesOf(dagRunId: number): Promise<string[]> {
  const { rows } = await db.database.pool.query(
    `select coalesce(task_id, 'run') as thing, event, number, try_number, told #>> '{facts,reason}' as reason from notice
     where dag_run_id = $1 order by at, id`,
    [dagRunId],
  );
  return rows.map(
    (row) => `${row.thing} ${row.event}${row.thing === 'run' ? ` ${row.reason}` : ` ${row.try_number}.${row.number}`}`,
  );
}

async function untilRows(dagRunId: number, count: number): Promise<string[]> {
  const until = Date.now() + 30_000;
  for (;;) {
    const found = await noticesOf(dagRunId);
    if (found.length >= count || Date.now() > until) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a task that fails twice tells of both attempts, of the retry between them, and of its failure at the end only', async () => {
  const serialized = dag(
    'told',
    [task('a', [], { retries: 1, callbacks: ALL }), task('b', ['a'], { callbacks: ALL })],
    {
      callbacks: RUNS,
    },
  );
  await onStage(
    serialized,
    () => FAILED,
    async ({ trigger }) => {
      const run = await trigger();
      await untilEnded(db.database, run);
      assert.deepEqual((await noticesOf(run)).sort(), [
        'a execute 1.0',
        'a execute 2.0',
        'a failure 2.0',
        'a failure 2.1',
        'a retry 1.0',
        'run failure task_failure',
      ]);
    },
  );
});

test('a run that failed tells what failed first with its error, its try and its times, in order, and not what did not run', async () => {
  const serialized = dag(
    'rooted',
    [task('a', [], { retries: 1, retryDelayMs: 0 }), task('b', ['a']), task('c', ['b'])],
    { callbacks: RUNS },
  );
  const play: Play = () => ({
    state: 'failed',
    error: { code: 'TASK_FAILED', message: `no rows ${'x'.repeat(5000)}` },
    retryable: true,
  });
  await onStage(serialized, play, async ({ trigger }) => {
    const run = await trigger();
    await untilEnded(db.database, run);
    const { rows } = await db.database.pool.query(`select told -> 'facts' as facts from notice where dag_run_id = $1`, [
      run,
    ]);
    const facts = rows[0]?.facts as NoticeFacts;
    assert.deepEqual([facts.failedTasks, facts.failureCount, facts.exception?.code], [['a'], 1, 'TASK_FAILED']);
    const [failure] = facts.failures ?? [];
    const { message = '', startedAt, endedAt, ...rest } = failure ?? {};
    assert.deepEqual(rest, { taskId: 'a', mapIndex: -1, tryNumber: 2, maxTries: 1, code: 'TASK_FAILED' });
    assert.match(message, /^no rows x+…$/);
    assert.equal(message.length, 2000);
    assert.ok(startedAt && endedAt && startedAt <= endedAt);
    const { rows: errors } = await db.database.pool.query(
      `select task_id, error from task_instance where dag_run_id = $1 and state = 'upstream_failed' order by task_id`,
      [run],
    );
    const [b, c] = errors.map(({ error }) => error);
    assert.match(
      b.message,
      /^the trigger rule all_success cannot hold any more: a failed \(TASK_FAILED: no rows x+…\)$/,
    );
    assert.match(c.message, /more: b did not run, because a failed \(TASK_FAILED/);
    assert.deepEqual([b.upstreams, c.upstreams, c.roots[0].taskId], [['a'], ['b'], 'a']);
  });
});

test('a task tells that it was skipped where it said so itself, and not where its trigger rule did', async () => {
  const serialized = dag('skips', [task('a', [], { callbacks: ALL }), task('b', ['a'], { callbacks: ALL })], {
    callbacks: RUNS,
  });
  await onStage(
    serialized,
    () => ({ state: 'skipped', reason: 'nothing to do' }),
    async ({ trigger }) => {
      const run = await trigger();
      await untilEnded(db.database, run);
      assert.deepEqual((await noticesOf(run)).sort(), ['a execute 1.0', 'a skipped 1.0', 'run success success']);
    },
  );
});

test('what a person marks or deletes tells nobody', async () => {
  const serialized = dag('marked', [task('a', [], { callbacks: ALL })], { callbacks: RUNS });
  const cancelled: Play = async (_, reason) => {
    await reason;
    return FAILED;
  };
  await onStage(serialized, cancelled, async ({ scheduler, trigger }) => {
    const [failed, deleted] = [await trigger('failed'), await trigger('deleted')];
    await untilRows(failed, 1);
    await untilRows(deleted, 1);
    await scheduler.submit({ kind: 'set_run_state', dagRunId: failed, state: 'failed' }, actor);
    await scheduler.submit({ kind: 'delete_run', dagRunId: deleted }, actor);
    assert.deepEqual(await noticesOf(failed), ['a execute 1.0']);
    assert.deepEqual(await noticesOf(deleted), ['a execute 1.0']);
  });
});

test('a run that is too slow tells that it timed out, and its task that was ended tells nothing more', async () => {
  const serialized = dag('slow', [task('a', [], { callbacks: ALL })], { callbacks: RUNS, dagrunTimeoutMs: 50 });
  const cancelled: Play = async (_, reason) => {
    await reason;
    return FAILED;
  };
  await onStage(serialized, cancelled, async ({ trigger }) => {
    const run = await trigger();
    await untilEnded(db.database, run);
    assert.deepEqual((await noticesOf(run)).sort(), ['a execute 1.0', 'run failure timed_out']);
  });
});

test('a task whose server dies tells of a retry, as soon as the next server knows', async () => {
  const serialized = dag('orphan', [task('a', [], { callbacks: { retry: [notifier], success: [notifier] } })]);
  let run = 0;
  await insertDag(db.database, serialized);
  const { scheduler, executor } = createTestScheduler(db.database, { play: () => new Promise<Outcome>(() => {}) });
  await scheduler.start();
  run =
    (await scheduler.submit({ kind: 'trigger_run', dagId: 'orphan', logicalDate: null, conf: {} }, actor)).dagRunId ??
    0;
  executor.die();
  await withScheduler(
    'orphan',
    () => ({ state: 'success' }),
    async () => {
      await untilEnded(db.database, run);
      assert.deepEqual((await noticesOf(run)).sort(), ['a retry 1.0', 'a success 2.0']);
    },
  );
  await scheduler.stop(async () => undefined);
});

test('a run that is cleared and ends again tells of it again', async () => {
  const serialized = dag('again', [task('a', [], { callbacks: { success: [notifier] } })], { callbacks: RUNS });
  await onStage(
    serialized,
    () => ({ state: 'success' }),
    async ({ scheduler, trigger }) => {
      const run = await trigger();
      await untilEnded(db.database, run);
      const tasks = [{ taskId: 'a', mapIndex: -1 }];
      const command = {
        kind: 'clear_tasks' as const,
        dagRunId: run,
        tasks,
        runState: 'queued' as const,
        runOnLatestVersion: false,
      };
      await scheduler.submit(command, actor);
      const told = await untilRows(run, 4);
      assert.deepEqual(told.sort(), ['a success 1.0', 'a success 2.0', 'run success success', 'run success success']);
    },
  );
});

const deadline = (more: Partial<SerializedDeadline>): SerializedDeadline => ({
  name: null,
  description: null,
  reference: { kind: 'dagrun_queued_at' },
  intervalMs: 3_600_000,
  callbacks: [notifier],
  ...more,
});

/** The machine's clock, which the test sets. */
function settableClock(): { clock: Clock; set: (ms: number) => void } {
  let offset = 0;
  return {
    clock: { ...systemClock, now: () => Date.now() + offset },
    set: (ms) => {
      offset = ms;
    },
  };
}

async function deadlinesOf(dagRunId: number): Promise<string[]> {
  const { rows } = await db.database.pool.query(
    `select number, missed_at is not null as missed from deadline where dag_run_id = $1 order by number`,
    [dagRunId],
  );
  return rows.map((row) => `${row.number} ${row.missed ? 'missed' : 'open'}`);
}

test('a run that is late alerts once, over a restart and clocks that jump, and not at all when it ends in time', async () => {
  const deadlines = [deadline({}), deadline({ intervalMs: 7_200_000 })];
  const serialized = dag('late', [task('a')], { deadlines });
  const { clock, set } = settableClock();
  let end: (outcome: Outcome) => void = () => undefined;
  let run = 0;
  await insertDag(db.database, serialized);
  const first = createTestScheduler(db.database, { clock, play: () => new Promise<Outcome>(() => {}) });
  await first.scheduler.start();
  run =
    (await first.scheduler.submit({ kind: 'trigger_run', dagId: 'late', logicalDate: null, conf: {} }, actor))
      .dagRunId ?? 0;
  assert.deepEqual(await deadlinesOf(run), ['0 open', '1 open']);
  set(3_700_000);
  assert.deepEqual(await untilRows(run, 1), ['run deadline deadline_missed']);
  set(0);
  first.executor.die();
  await first.scheduler.stop(async () => undefined);
  const play: Play = () =>
    new Promise<Outcome>((resolve) => {
      end = resolve;
    });
  await withScheduler(
    'late',
    play,
    async () => {
      set(3_800_000);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      assert.deepEqual(await deadlinesOf(run), ['0 missed', '1 open']);
      end({ state: 'success' });
      await untilEnded(db.database, run);
      set(9_000_000);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    },
    clock,
  );
  assert.deepEqual(await noticesOf(run), ['run deadline deadline_missed']);
  assert.deepEqual(await deadlinesOf(run), ['0 missed']);
});

test('a fixed date and a logical date that are past alert at once; a run without a logical date has no such deadline', async () => {
  const deadlines = [
    deadline({ reference: { kind: 'fixed_datetime', at: '2026-01-01T00:00:00Z' } }),
    deadline({ reference: { kind: 'dagrun_logical_date' } }),
  ];
  await onStage(
    dag('past', [task('a')], { deadlines }),
    () => new Promise<Outcome>(() => {}),
    async ({ trigger, scheduler }) => {
      const run = await trigger();
      assert.deepEqual(await untilRows(run, 1), ['run deadline deadline_missed']);
      assert.deepEqual(await deadlinesOf(run), ['0 missed']);
      const command = { kind: 'trigger_run' as const, dagId: 'past', logicalDate: '2026-01-02T00:00:00Z', conf: {} };
      const dated = (await scheduler.submit(command, actor)).dagRunId ?? 0;
      assert.equal((await untilRows(dated, 2)).length, 2);
    },
  );
});

test('an average of run times is known when enough runs have succeeded, also after a restart', async () => {
  const reference = { kind: 'average_runtime', maxRuns: 3, minRuns: 2 } as const;
  const serialized = dag('average', [task('a')], { deadlines: [deadline({ reference, intervalMs: 60_000 })] });
  const success: Play = () => ({ state: 'success' });
  await onStage(serialized, success, async ({ trigger }) => {
    await untilEnded(db.database, await trigger());
    await untilEnded(db.database, await trigger());
  });
  await withScheduler(
    'average',
    () => new Promise<Outcome>(() => {}),
    async ({ trigger }) => {
      const run = await trigger();
      assert.deepEqual(await deadlinesOf(run), ['0 open']);
      const { rows } = await db.database.pool.query(
        `select extract(epoch from deadline.deadline_time - dag_run.queued_at)::double precision as s
       from deadline join dag_run on dag_run.id = deadline.dag_run_id where dag_run.id = $1`,
        [run],
      );
      assert.ok(rows[0].s >= 60 && rows[0].s < 90, String(rows[0].s));
    },
  );
});
