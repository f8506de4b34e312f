/** Runs that run again on another version, with another conf, with other pools. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { selectKnownDags } from '#db/queries/dag-store.ts';
import type { Outcome, Work } from '#queue/executor.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createTestScheduler, type Play, untilEnded } from '#test/support/scheduler.ts';
import type { Actor, RunEdit } from './commands.ts';
import type { Scheduler } from './scheduler.ts';

const actor: Actor = { user: 'ada', via: 'test' };
const FAILED: Outcome = { state: 'failed', error: { code: 'TASK_FAILED', message: 'no' }, retryable: true };

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
  await db.database.pool.query("insert into slot_pool (pool, slots) values ('other', 2)");
});
after(() => db.drop());

interface Stage {
  scheduler: Scheduler;
  dagRunId: number;
  seen: Work[];
  clear(taskIds: string[], edit?: RunEdit): Promise<unknown>;
  state(taskId: string): Promise<string>;
}

/** A run of `a` and then `b`; `a` is tried again after an hour. */
async function stage(dagId: string, play: Play, body: (stage: Stage) => Promise<void>): Promise<void> {
  await insertDag(db.database, two(dagId));
  const seen: Work[] = [];
  const { scheduler, executor } = createTestScheduler(db.database, {
    play: (work, cancelled) => {
      seen.push(work);
      return play(work, cancelled);
    },
  });
  await scheduler.start();
  try {
    const command = { kind: 'trigger_run', dagId, logicalDate: null, conf: { rows: 1 } } as const;
    const { dagRunId } = await scheduler.submit(command, actor);
    assert.ok(dagRunId);
    await body({
      scheduler,
      dagRunId,
      seen,
      clear: (taskIds, edit) =>
        scheduler.submit(
          {
            kind: 'clear_tasks',
            dagRunId,
            tasks: taskIds.map((taskId) => ({ taskId, mapIndex: -1 })),
            ...(edit ? { edit } : {}),
          },
          actor,
        ),
      state: async (taskId) => (await rowOf(dagRunId, taskId)).state,
    });
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
}

const two = (dagId: string) => dag(dagId, [task('a', [], { retries: 1, retryDelayMs: 3_600_000 }), task('b', ['a'])]);

async function rowOf(dagRunId: number, taskId: string) {
  const { rows } = await db.database.pool.query(
    'select state, pool, dag_version_id from task_instance where dag_run_id = $1 and task_id = $2',
    [dagRunId, taskId],
  );
  return rows[0];
}

async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 30_000; !(await isSo()); ) {
    if (Date.now() > deadline) throw new Error(`It did not come to be: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('an open run moves to the newest version, and is one run still', async () => {
  const play: Play = (work) => (work.taskId === 'a' && work.tryNumber === 1 ? FAILED : { state: 'success' });
  await stage('open_moves', play, async ({ scheduler, dagRunId, state }) => {
    await eventually('a waits for its retry', async () => (await state('a')) === 'up_for_retry');
    const newest = dag('open_moves', [...two('open_moves').tasks, task('c', ['b'])]);
    const versionId = await insertDag(db.database, newest);
    await scheduler.submit({ kind: 'dags_changed', dagIds: ['open_moves'] }, actor);
    const tasks = [{ taskId: 'a', mapIndex: -1 }];
    await scheduler.submit({ kind: 'clear_tasks', dagRunId, tasks, runOnLatestVersion: true }, actor);
    const ended = await untilEnded(db.database, dagRunId);
    assert.deepEqual(ended, { state: 'success', tasks: { a: 'success', b: 'success', c: 'success' } });
    const { rows } = await db.database.pool.query('select dag_version_id from dag_run where id = $1', [dagRunId]);
    assert.equal(rows[0].dag_version_id, versionId);
    assert.equal(scheduler.explain(dagRunId, { taskId: 'a', mapIndex: -1 }), undefined);
  });
});

test('a run that had ended runs again with another conf and another pool, and keeps what it was before', async () => {
  await stage(
    'edited',
    () => ({ state: 'success' }),
    async ({ dagRunId, seen, clear }) => {
      await untilEnded(db.database, dagRunId);
      await clear(['b'], { conf: { rows: 2 }, pools: { b: 'other' } });
      assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
      const again = seen.at(-1);
      assert.deepEqual([again?.taskId, again?.run.conf, again?.task.pool], ['b', { rows: 2 }, 'other']);
      assert.equal((await rowOf(dagRunId, 'b')).pool, 'other');
      const { rows: tries } = await db.database.pool.query(
        "select pool from task_instance_history where dag_run_id = $1 and task_id = 'b'",
        [dagRunId],
      );
      assert.deepEqual(tries, [{ pool: 'default_pool' }]);
      const { rows: events } = await db.database.pool.query(
        "select why->'edit' as edit from event where dag_run_id = $1 and why ->> 'code' = 'RUN_EDITED'",
        [dagRunId],
      );
      assert.deepEqual(events, [
        {
          edit: {
            conf: { from: { rows: 1 }, to: { rows: 2 } },
            pools: { from: { b: 'default_pool' }, to: { b: 'other' } },
          },
        },
      ]);
    },
  );
});

test('a run goes back to an older version of its DAG', async () => {
  await stage(
    'goes_back',
    () => ({ state: 'success' }),
    async ({ scheduler, dagRunId, clear }) => {
      await untilEnded(db.database, dagRunId);
      const { dag_version_id: first } = await rowOf(dagRunId, 'a');
      await insertDag(db.database, two('goes_back'));
      await scheduler.submit({ kind: 'dags_changed', dagIds: ['goes_back'] }, actor);
      const { dagRunId: second } = await scheduler.submit(
        { kind: 'trigger_run', dagId: 'goes_back', logicalDate: null, conf: {} },
        actor,
      );
      await untilEnded(db.database, second ?? 0);
      assert.notEqual((await rowOf(second ?? 0, 'a')).dag_version_id, first);
      const tasks = [{ taskId: 'a', mapIndex: -1 }];
      await scheduler.submit({ kind: 'clear_tasks', dagRunId: second ?? 0, tasks, edit: { versionId: first } }, actor);
      await untilEnded(db.database, second ?? 0);
      assert.equal((await rowOf(second ?? 0, 'a')).dag_version_id, first);
      // No run has the newest version any more, but a try of the second tells of it: it is not replaced in place.
      const [known] = await selectKnownDags(db.database.pool, ['goes_back']);
      assert.deepEqual([known?.version_id === first, known?.is_used], [false, true]);
      const unknown = '00000000-0000-4000-8000-000000000000';
      await assert.rejects(clear(['a'], { versionId: unknown }), { code: 'NOT_FOUND' });
    },
  );
});

test('two changes at once are one: the run is written once, with what both changed', async () => {
  await stage(
    'edited_twice',
    (work) => (work.tryNumber === 1 && work.taskId === 'a' ? FAILED : { state: 'success' }),
    async ({ dagRunId, seen, clear, state }) => {
      await eventually('a waits for its retry', async () => (await state('a')) === 'up_for_retry');
      await Promise.all([clear([], { conf: { rows: 2 } }), clear(['a'], { pools: { b: 'other' } })]);
      assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
      const last = seen.at(-1);
      assert.deepEqual([last?.taskId, last?.run.conf, last?.task.pool], ['b', { rows: 2 }, 'other']);
      const { rows } = await db.database.pool.query('select conf, edited_pools from dag_run where id = $1', [dagRunId]);
      assert.deepEqual(rows, [{ conf: { rows: 2 }, edited_pools: { b: 'other' } }]);
    },
  );
});

test('what is under way is not changed', async () => {
  let letGo = () => {};
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const play: Play = async () => {
    await released;
    return { state: 'success' };
  };
  await stage('busy', play, async ({ dagRunId, clear, state }) => {
    await eventually('a runs', async () => (await state('a')) === 'running');
    await assert.rejects(clear(['a'], { conf: { rows: 2 } }), { code: 'STATE_CONFLICT' });
    letGo();
    assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
  });
});

test('the pools of a run outlive the server', async () => {
  const play: Play = (work) => (work.tryNumber < 3 ? FAILED : { state: 'success' });
  let dagRunId = 0;
  await stage('outlives', play, async (one) => {
    dagRunId = one.dagRunId;
    await eventually('a waits for its retry', async () => (await one.state('a')) === 'up_for_retry');
    await one.clear(['a'], { pools: { a: 'other' } });
    await eventually('a waits again', async () => (await one.state('a')) === 'up_for_retry');
  });
  const seen: Work[] = [];
  const { scheduler, executor } = createTestScheduler(db.database, {
    play: (work) => {
      seen.push(work);
      return { state: 'success' };
    },
  });
  await scheduler.start();
  try {
    await scheduler.submit({ kind: 'clear_tasks', dagRunId, tasks: [{ taskId: 'a', mapIndex: -1 }] }, actor);
    await untilEnded(db.database, dagRunId);
    assert.deepEqual(
      seen.map(({ task }) => [task.taskId, task.pool]),
      [
        ['a', 'other'],
        ['b', 'default_pool'],
      ],
    );
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('a task that was gone from the DAG and is back goes on with the instance that it had', async () => {
  const success: Play = () => ({ state: 'success' });
  await stage('came_back', success, async ({ scheduler, dagRunId, state }) => {
    await untilEnded(db.database, dagRunId);
    const clearOn = async (version: ReturnType<typeof dag>) => {
      await insertDag(db.database, version);
      await scheduler.submit({ kind: 'dags_changed', dagIds: ['came_back'] }, actor);
      const tasks = [{ taskId: 'a', mapIndex: -1 }];
      await scheduler.submit({ kind: 'clear_tasks', dagRunId, tasks, runOnLatestVersion: true }, actor);
      await untilEnded(db.database, dagRunId);
    };
    await clearOn(dag('came_back', [task('a')]));
    assert.equal(await state('b'), 'success');
    await clearOn(two('came_back'));
    assert.equal(await state('b'), 'success');
  });
});

test('a note on an ended run makes no instance anew that somebody has deleted', async () => {
  const success: Play = () => ({ state: 'success' });
  await stage('stays_deleted', success, async ({ scheduler, dagRunId }) => {
    await untilEnded(db.database, dagRunId);
    const tasks = [{ taskId: 'b', mapIndex: -1 }];
    await scheduler.submit({ kind: 'delete_tasks', dagRunId, tasks }, actor);
    await scheduler.submit({ kind: 'set_run_note', dagRunId, note: 'n' }, actor);
    await scheduler.submit(
      { kind: 'set_task_note', dagRunId, tasks: [{ taskId: 'a', mapIndex: -1 }], note: 'n' },
      actor,
    );
    assert.equal(await rowOf(dagRunId, 'b'), undefined);
  });
});
