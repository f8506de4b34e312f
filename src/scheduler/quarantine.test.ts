import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Outcome } from '#queue/executor.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createTestScheduler, type Play, untilEnded } from '#test/support/scheduler.ts';
import { eventually } from '#test/support/task-runs.ts';
import type { Actor } from './commands.ts';
import type { Scheduler } from './scheduler.ts';

const actor: Actor = { user: 'ada', via: 'test' };
const LIMIT = 3;

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

const failed = (code: string): Outcome => ({
  state: 'failed',
  error: { code, message: 'played', ...(code === 'TASK_KILLED' ? { signal: 'SIGKILL' } : {}) },
  retryable: true,
});

type Trigger = (dagId: string) => Promise<number>;

async function withScheduler(
  play: Play,
  work: (trigger: Trigger, scheduler: Scheduler) => Promise<void>,
  limit = LIMIT,
) {
  const { scheduler, executor } = createTestScheduler(db.database, { play, quarantineAfter: limit });
  await scheduler.start();
  try {
    const trigger: Trigger = async (dagId) =>
      (await scheduler.submit({ kind: 'trigger_run', dagId, logicalDate: null, conf: {} }, actor)).dagRunId ?? 0;
    await work(trigger, scheduler);
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
}

async function stateOf(dagId: string) {
  const { rows } = await db.database.pool.query<{
    is_paused: boolean;
    quarantined: boolean;
    quarantine: Record<string, unknown> | null;
  }>('select is_paused, quarantined_at is not null as quarantined, quarantine from dag where dag_id = $1', [dagId]);
  return rows[0];
}

const events = async (dagId: string) =>
  (
    await db.database.pool.query<{ by: string; to_state: string; why: Record<string, unknown> | null }>(
      `select by, to_state, why from event where dag_id = $1 and kind = 'dag' order by seq`,
      [dagId],
    )
  ).rows;

/** One task that is tried again at once, as often as it takes. */
const tireless = (dagId: string) => dag(dagId, [task('fall', [], { retries: 20, retryDelayMs: 0 })]);

const explanationOf = (scheduler: Scheduler, dagRunId: number) =>
  scheduler.explain(dagRunId, { taskId: 'fall', mapIndex: -1 })?.reasons ?? [];

/** Waits until its open run explains itself by the quarantine, and that is written: what is explained is in memory before the commit is through. */
async function untilQuarantined(scheduler: Scheduler, dagRunId: number): Promise<void> {
  await eventually('quarantine', async () => {
    if (!explanationOf(scheduler, dagRunId).some(({ code }) => code === 'dag_quarantined')) return false;
    const { rows } = await db.database.pool.query(
      'select from dag join dag_run on dag_run.dag_id = dag.dag_id where dag_run.id = $1 and dag.quarantined_at is not null',
      [dagRunId],
    );
    return rows.length > 0;
  });
}

test('a DAG whose attempts lose their process so often in a row is switched off in quarantine, and says why', async () => {
  await insertDag(db.database, tireless('falling'));
  await withScheduler(
    () => failed('TASK_KILLED'),
    async (trigger, scheduler) => {
      const dagRunId = await trigger('falling');
      await untilQuarantined(scheduler, dagRunId);
      const codes = explanationOf(scheduler, dagRunId).map(({ code }) => code);
      assert.equal(codes.includes('dag_paused'), false);
      const message = explanationOf(scheduler, dagRunId).find(({ code }) => code === 'dag_quarantined')?.message;
      assert.match(
        String(message),
        /3 attempts in a row lost their process.*\(TASK_KILLED\).*aquilon dags release falling/,
      );
      const row = await stateOf('falling');
      assert.deepEqual([row?.is_paused, row?.quarantined, row?.quarantine?.crashes], [true, true, LIMIT]);
      assert.equal(row?.quarantine?.tryNumber, LIMIT);
      const [event] = await events('falling');
      assert.deepEqual([event?.by, event?.to_state, event?.why?.code], ['scheduler', 'paused', 'DAG_QUARANTINED']);
    },
  );
});

test('the quarantine outlives the scheduler, and is lifted by switching the DAG on, with a count that begins anew', async () => {
  let outcome = failed('TASK_EXITED');
  let tries = 0;
  await insertDag(db.database, tireless('let_out'));
  let dagRunId = 0;
  const play: Play = () => {
    tries += 1;
    return outcome;
  };
  await withScheduler(play, async (trigger, scheduler) => {
    dagRunId = await trigger('let_out');
    await untilQuarantined(scheduler, dagRunId);
  });
  await withScheduler(play, async (_, scheduler) => {
    assert.deepEqual(
      explanationOf(scheduler, dagRunId)
        .filter(({ code }) => code.startsWith('dag_'))
        .map(({ code }) => code),
      ['dag_quarantined'],
    );
    const before = tries;
    await scheduler.submit({ kind: 'set_paused', dagId: 'let_out', paused: false }, actor);
    await untilQuarantined(scheduler, dagRunId);
    assert.equal(tries - before, LIMIT);
    outcome = { state: 'success' };
    await scheduler.submit({ kind: 'set_paused', dagId: 'let_out', paused: false }, actor);
    assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
    assert.deepEqual(await stateOf('let_out'), { is_paused: false, quarantined: false, quarantine: null });
  });
});

test('an attempt that ends by itself, and one that others end, put no DAG in quarantine', async () => {
  for (const [dagId, code, limit] of [
    ['unlucky', 'TASK_FAILED', LIMIT],
    ['slow', 'TASK_TIMEOUT', LIMIT],
    ['stopped', 'SHUTDOWN', LIMIT],
    ['unlimited', 'TASK_KILLED', 0],
  ] as const) {
    await insertDag(db.database, tireless(dagId));
    await withScheduler(
      () => failed(code),
      async (trigger) => {
        assert.equal((await untilEnded(db.database, await trigger(dagId))).state, 'failed');
        assert.equal((await stateOf(dagId))?.is_paused, false, dagId);
      },
      limit,
    );
  }
  let tries = 0;
  await insertDag(db.database, tireless('now_and_then'));
  await withScheduler(
    () => failed(++tries % LIMIT === 0 ? 'TASK_FAILED' : 'TASK_KILLED'),
    async (trigger) => {
      assert.equal((await untilEnded(db.database, await trigger('now_and_then'))).state, 'failed');
      assert.equal((await stateOf('now_and_then'))?.is_paused, false);
    },
  );
  assert.equal(tries, 21);
});

test('a new version of the DAG is let out, and what older runs of it do counts for nothing', async () => {
  await insertDag(db.database, tireless('repaired'));
  await withScheduler(
    ({ run }) => (run.runId.includes('new') ? { state: 'success' } : failed('TASK_KILLED')),
    async (trigger, scheduler) => {
      const old = await trigger('repaired');
      await untilQuarantined(scheduler, old);
      await scheduler.submit({ kind: 'dags_changed', dagIds: ['repaired'] }, actor);
      assert.equal((await stateOf('repaired'))?.quarantined, true, 'loaded again, it is what it was');
      await insertDag(db.database, tireless('repaired'));
      await scheduler.submit({ kind: 'dags_changed', dagIds: ['repaired'] }, actor);
      assert.deepEqual(await stateOf('repaired'), { is_paused: false, quarantined: false, quarantine: null });
      // Its other tries are of the version that was, and all of them fall.
      assert.equal((await untilEnded(db.database, old)).state, 'failed');
      assert.equal((await stateOf('repaired'))?.is_paused, false);
      const last = (await events('repaired')).at(-1);
      assert.deepEqual([last?.by, last?.to_state, last?.why?.code], ['scheduler', 'active', 'QUARANTINE_LIFTED']);
    },
  );
});

test('a DAG that somebody has switched off stays as it is, whatever its attempts do', async () => {
  await insertDag(
    db.database,
    dag(
      'off_already',
      [1, 2, 3].map((n) => task(`fall_${n}`)),
    ),
  );
  let started = 0;
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await withScheduler(
    async () => {
      started += 1;
      await gate;
      return failed('TASK_KILLED');
    },
    async (trigger, scheduler) => {
      const dagRunId = await trigger('off_already');
      await eventually('all have started', () => started === 3);
      await scheduler.submit({ kind: 'set_paused', dagId: 'off_already', paused: true }, actor);
      letGo();
      await untilEnded(db.database, dagRunId);
      assert.deepEqual(await stateOf('off_already'), { is_paused: true, quarantined: false, quarantine: null });
    },
  );
});
