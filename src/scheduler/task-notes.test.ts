/** Notes on task instances: in the one commit of what else happens to them, and of several runs all or none. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { allInstances } from '#domain/run.ts';
import type { Batch } from '#scheduler/store.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { newRun } from '#test/support/play-run.ts';
import { createTestScheduler, untilEnded } from '#test/support/scheduler.ts';
import type { Actor, ClearTasks, SetTaskState, TaskKey } from './commands.ts';
import type { Scheduler } from './scheduler.ts';
import { TaskNotes } from './task-notes.ts';

const actor: Actor = { user: 'ada', via: 'test' };
const A: TaskKey = { taskId: 'a', mapIndex: -1 };
const B: TaskKey = { taskId: 'b', mapIndex: -1 };
const EACH: TaskKey = { taskId: 'each', mapIndex: -1 };

let db: TestDatabase;
let scheduler: Scheduler;
let stop: () => Promise<void>;
const batches: Batch[] = [];
before(async () => {
  db = await createTestDatabase();
  const value = { name: 'x', source: { kind: 'value' as const, value: [1, 2, 3] } };
  const each = task('each', ['b'], { expand: { kind: 'product', inputs: [value] } });
  await insertDag(db.database, dag('noted', [task('a'), task('b', ['a']), each]));
  const made = createTestScheduler(db.database, {
    wrapStore: (store) => ({
      ...store,
      commit(epoch, number, batch) {
        batches.push(batch);
        return store.commit(epoch, number, batch);
      },
    }),
  });
  scheduler = made.scheduler;
  stop = () => scheduler.stop(() => made.executor.stop(0));
  await scheduler.start();
});
after(async () => {
  await stop();
  await db.drop();
});

/** A run that has ended. */
async function ended(): Promise<number> {
  const { dagRunId } = await scheduler.submit(
    { kind: 'trigger_run', dagId: 'noted', logicalDate: null, conf: {} },
    actor,
  );
  assert.equal((await untilEnded(db.database, dagRunId ?? 0)).state, 'success');
  batches.length = 0;
  return dagRunId ?? 0;
}

const mark = (dagRunId: number, tasks: TaskKey[], note?: string | null): SetTaskState => {
  const taskNote = note === undefined ? undefined : { tasks, note };
  return { kind: 'set_task_state', dagRunId, tasks, state: 'failed', taskNote };
};
const noteOn = (dagRunId: number, tasks: TaskKey[], note: string | null) =>
  ({ kind: 'set_task_note', dagRunId, tasks, note }) as const;
const remove = (dagRunId: number, tasks: TaskKey[]) => ({ kind: 'delete_tasks', dagRunId, tasks }) as const;

async function rowsOf(dagRunId: number): Promise<{ [name: string]: [string | null, string | null] }> {
  const { rows } = await db.database.pool.query(
    'select task_id, map_index, state, note from task_instance where dag_run_id = $1 order by task_id, map_index',
    [dagRunId],
  );
  return Object.fromEntries(
    rows.map((row) => [row.map_index < 0 ? row.task_id : `${row.task_id}[${row.map_index}]`, [row.state, row.note]]),
  );
}

test('a note stands with the move of its instance, and by itself where that does not move', async () => {
  const dagRunId = await ended();
  await scheduler.submit(mark(dagRunId, [A]), actor);
  batches.length = 0;
  // The first has failed already.
  await scheduler.submit(mark(dagRunId, [A, B], 'seen'), actor);
  const [batch, another] = batches;
  assert.ok(batch && !another);
  assert.deepEqual(
    [...batch.instances].map((row) => [row.taskId, row.note]),
    [['b', { text: 'seen' }]],
  );
  assert.deepEqual(batch.amended, [{ dagRunId, ...A, count: 1, note: { text: 'seen' } }]);
  const { a, b } = await rowsOf(dagRunId);
  assert.deepEqual(
    [a, b],
    [
      ['failed', 'seen'],
      ['failed', 'seen'],
    ],
  );
});

test('a move without a note keeps the one that is there, over further tries too, and null takes it away', async () => {
  const dagRunId = await ended();
  await scheduler.submit(noteOn(dagRunId, [A, B, EACH], 'first'), actor);
  const clear: ClearTasks = { kind: 'clear_tasks', dagRunId, tasks: [B], taskNote: { tasks: [B], note: null } };
  await scheduler.submit({ ...clear, tasks: [A, B] }, actor);
  await untilEnded(db.database, dagRunId);
  assert.deepEqual(await rowsOf(dagRunId), {
    a: ['success', 'first'],
    b: ['success', null],
    'each[0]': ['success', 'first'],
    'each[1]': ['success', 'first'],
    'each[2]': ['success', 'first'],
  });
});

test('commands of one turn leave the last note, whatever else they do to the instance', async () => {
  const dagRunId = await ended();
  const value = { kind: 'json' as const, value: [1] };
  await Promise.all([
    scheduler.submit(noteOn(dagRunId, [A, B], 'first'), actor),
    scheduler.submit({ kind: 'set_xcom', dagRunId, task: B, key: 'return_value', value, only: 'new' }, actor),
    scheduler.submit(mark(dagRunId, [A]), actor),
    scheduler.submit(noteOn(dagRunId, [A], 'last'), actor),
  ]);
  const { a, b } = await rowsOf(dagRunId);
  assert.deepEqual(
    [a, b],
    [
      ['failed', 'last'],
      ['success', 'first'],
    ],
  );
  const { rows } = await db.database.pool.query(
    "select returned_length from task_instance where dag_run_id = $1 and task_id = 'b'",
    [dagRunId],
  );
  assert.deepEqual(rows, [{ returned_length: 1 }]);
});

test('of a mark that changes nothing in any of its runs no note is written; where it changes one, those of all are', async () => {
  const [one, other] = [await ended(), await ended()];
  await scheduler.submitAll([mark(one, [A]), mark(other, [A])], actor);
  batches.length = 0;
  const void_ = await scheduler.submitAll([mark(one, [A], 'n'), mark(other, [A], 'n')], actor);
  assert.deepEqual(
    void_.map(({ changed }) => changed),
    [[], []],
  );
  assert.equal(batches.length, 0);
  const done = await scheduler.submitAll([mark(one, [A], 'n'), mark(other, [A, B], 'n')], actor);
  assert.deepEqual(
    done.map(({ changed }) => changed),
    [[], [B]],
  );
  assert.equal(batches.length, 1);
  assert.deepEqual(
    [(await rowsOf(one)).a, (await rowsOf(other)).b],
    [
      ['failed', 'n'],
      ['failed', 'n'],
    ],
  );
});

test('commands that belong together are carried out all or none, in every part of what they do', async () => {
  const [one, other] = [await ended(), await ended()];
  const before = [await rowsOf(one), await rowsOf(other)];
  const unknown = { taskId: 'zzz', mapIndex: -1 };
  await assert.rejects(scheduler.submitAll([mark(one, [A], 'n'), mark(other, [unknown], 'n')], actor), {
    code: 'TASK_NOT_FOUND',
  });
  await assert.rejects(scheduler.submitAll([noteOn(one, [A], 'n'), noteOn(999_999, [A], 'n')], actor), {
    code: 'RUN_NOT_FOUND',
  });
  // An instance of the second is deleted in the same turn.
  const answers = await Promise.allSettled([
    scheduler.submit(remove(other, [B]), actor),
    scheduler.submitAll([mark(one, [A], 'n'), mark(other, [A], 'n')], actor),
  ]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  );
  const { b: _b, ...left } = before[1] ?? {};
  assert.deepEqual([await rowsOf(one), await rowsOf(other)], [before[0], left]);
});

test('runs that are cleared together on the newest version are cleared all, or none where one is under way', async () => {
  const [one, other] = [await ended(), await ended()];
  const newest = dag('noted', [task('a'), task('b', ['a'])]);
  await insertDag(db.database, newest);
  await scheduler.submit({ kind: 'dags_changed', dagIds: ['noted'] }, actor);
  const clear = (dagRunId: number, tasks = [A]): ClearTasks => ({
    ...{ kind: 'clear_tasks', dagRunId, tasks, runOnLatestVersion: true },
    taskNote: { tasks, note: 'again' },
  });
  // The task is gone with that version.
  await assert.rejects(scheduler.submitAll([clear(one), clear(other, [EACH])], actor), { code: 'TASK_NOT_FOUND' });
  const marked = scheduler.submit(mark(other, [A]), actor);
  await assert.rejects(scheduler.submitAll([clear(one), clear(other)], actor), { code: 'STATE_CONFLICT' });
  await marked;
  assert.deepEqual(
    [(await rowsOf(one)).a, (await rowsOf(other)).a],
    [
      ['success', null],
      ['failed', null],
    ],
  );
  await scheduler.submitAll([clear(one), clear(other)], actor);
  for (const dagRunId of [one, other]) {
    await untilEnded(db.database, dagRunId);
    assert.deepEqual((await rowsOf(dagRunId)).a, ['success', 'again']);
  }
  // Rows of a task that the run does not know any more can be noted still.
  await scheduler.submit(noteOn(one, [{ taskId: 'each', mapIndex: 1 }], 'old'), actor);
  assert.deepEqual((await rowsOf(one))['each[1]'], ['success', 'old']);
});

test('a note and a deletion in one turn: what is deleted has no note, and other instances of the run have theirs', async () => {
  const dagRunId = await ended();
  const [kept, removed, refused] = await Promise.allSettled([
    scheduler.submit(noteOn(dagRunId, [A, B], 'n'), actor),
    scheduler.submit(remove(dagRunId, [B]), actor),
    scheduler.submit(noteOn(dagRunId, [B], 'late'), actor),
    scheduler.submit(noteOn(dagRunId, [A], 'last'), actor),
  ]);
  assert.deepEqual([kept.status, removed.status], ['fulfilled', 'fulfilled']);
  assert.ok(refused.status === 'rejected' && refused.reason.code === 'TASK_NOT_FOUND');
  assert.deepEqual(await rowsOf(dagRunId), { a: ['success', 'last'] });
  assert.equal(batches.length, 1);
});

test('notes of instances that follow one another are one row, and a note that a move has taken stands by itself no more', () => {
  const notes = new TaskNotes();
  const mapped = Array.from({ length: 5 }, (_, mapIndex) => ({ dagRunId: 1, taskId: 't', mapIndex }));
  notes.write(mapped, 'n');
  notes.write(mapped.slice(3, 4), 'other');
  notes.write([{ dagRunId: 2, taskId: 't', mapIndex: 0 }], 'of a deleted run');
  const [instance] = allInstances(newRun(dag('d', [task('t')]), 1));
  assert.ok(instance);
  assert.equal(notes.takeFor(instance), null);
  notes.write([{ dagRunId: 1, taskId: 't', mapIndex: -1 }], 'moved');
  assert.deepEqual(notes.takeFor(instance), { text: 'moved' });
  assert.deepEqual(
    notes.takeRest(new Set([2])).map(({ mapIndex, count, note }) => [mapIndex, count, note?.text]),
    [
      [0, 3, 'n'],
      [3, 1, 'other'],
      [4, 1, 'n'],
    ],
  );
});
