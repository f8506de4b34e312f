import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SerializedTask } from '@aquilon/sdk/serialized';
import type { Outcome } from '#queue/executor.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createTestScheduler, untilEnded } from '#test/support/scheduler.ts';
import { eventually } from '#test/support/task-runs.ts';
import type { Actor } from './commands.ts';

const actor: Actor = { user: 'ada', via: 'test' };
const FAILED: Outcome = { state: 'failed', error: { code: 'TASK_FAILED', message: 'boom' }, retryable: false };
const WAITS: Outcome = { state: 'deferred', waitFor: { kind: 'poke', intervalMs: 60_000, keep: null } };
const day = (number: number) => `2026-03-0${number}T00:00:00Z`;

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

/** A scheduler whose tasks fail where `fails` says so, as `task of day`; the task `open` waits for ever. */
async function open(dagId: string, tasks: SerializedTask[], fails: (name: string) => boolean = () => false) {
  await insertDag(db.database, dag(dagId, tasks));
  const { scheduler, executor } = createTestScheduler(db.database, {
    play: ({ taskId, run }) => {
      if (taskId === 'open') return WAITS;
      return fails(`${taskId} of ${run.logicalDate?.slice(9, 10)}`) ? FAILED : { state: 'success' };
    },
  });
  await scheduler.start();
  const trigger = async (number: number | null) => {
    const logicalDate = number === null ? null : day(number);
    const command = {
      kind: 'trigger_run' as const,
      dagId,
      logicalDate,
      conf: {},
      runId: `day ${number}`.replace(' ', '-'),
    };
    return (await scheduler.submit(command, actor)).dagRunId ?? 0;
  };
  const reasons = (dagRunId: number, taskId: string) =>
    scheduler.explain(dagRunId, { taskId, mapIndex: -1 })?.reasons.map(({ code }) => code) ?? [];
  return { scheduler, executor, trigger, reasons, close: () => scheduler.stop(() => executor.stop(0)) };
}

test('a task that depends on the past waits for its success in the run before, and says so', async () => {
  const tasks = [task('a', [], { dependsOnPast: true }), task('b', ['a'])];
  const bench = await open('past', tasks, (name) => name === 'a of 1');
  try {
    const first = await bench.trigger(1);
    assert.equal((await untilEnded(db.database, first)).state, 'failed');
    const second = await bench.trigger(2);
    await eventually('it is held', () => bench.reasons(second, 'a').join() === 'depends_on_past');
    await bench.scheduler.submit(
      { kind: 'set_task_state', dagRunId: first, tasks: [{ taskId: 'a', mapIndex: -1 }], state: 'success' },
      actor,
    );
    assert.equal((await untilEnded(db.database, second)).state, 'success');
    assert.equal((await untilEnded(db.database, first)).state, 'success');
  } finally {
    await bench.close();
  }
});

test('held tasks of several runs that end without running end one after the other, at once', async () => {
  const inputs = [{ name: 'x', source: { kind: 'value' as const, value: [] } }];
  const tasks = [task('a'), task('b', ['a'], { dependsOnPast: true, expand: { kind: 'product', inputs } })];
  const bench = await open('held', tasks, (name) => name === 'a of 1');
  try {
    const first = await bench.trigger(1);
    await untilEnded(db.database, first);
    const later = [await bench.trigger(2), await bench.trigger(3), await bench.trigger(4)];
    for (const run of later) await eventually('it is held', () => bench.reasons(run, 'b').join() === 'depends_on_past');
    const mark = { kind: 'set_run_state' as const, dagRunId: first, state: 'success' as const };
    await bench.scheduler.submit(mark, actor);
    for (const run of later)
      assert.deepEqual((await untilEnded(db.database, run)).tasks, { a: 'success', b: 'skipped' });
  } finally {
    await bench.close();
  }
});

test('the first run, one without a logical date, and one after a skipped task are not held', async () => {
  const bench = await open('free', [task('a', [], { dependsOnPast: true })]);
  try {
    const first = await bench.trigger(2);
    assert.equal((await untilEnded(db.database, first)).state, 'success');
    await bench.scheduler.submit(
      { kind: 'set_task_state', dagRunId: first, tasks: [{ taskId: 'a', mapIndex: -1 }], state: 'skipped' },
      actor,
    );
    for (const number of [3, null]) {
      assert.equal((await untilEnded(db.database, await bench.trigger(number))).state, 'success', `${number}`);
    }
  } finally {
    await bench.close();
  }
});

test('with waitForDownstream the tasks directly after it must have passed too, and no others', async () => {
  const tasks = [task('a', [], { dependsOnPast: true, waitForDownstream: true }), task('b', ['a']), task('c', ['b'])];
  const bench = await open('downstream', tasks, (name) => name === 'b of 1' || name === 'c of 2');
  try {
    const first = await bench.trigger(1);
    await untilEnded(db.database, first);
    const second = await bench.trigger(2);
    await eventually('it is held', () => bench.reasons(second, 'a').join() === 'wait_for_downstream');
    await bench.scheduler.submit(
      { kind: 'set_task_state', dagRunId: first, tasks: [{ taskId: 'b', mapIndex: -1 }], state: 'success' },
      actor,
    );
    assert.equal((await untilEnded(db.database, second)).state, 'failed');
    assert.equal((await untilEnded(db.database, await bench.trigger(3))).state, 'success');
  } finally {
    await bench.close();
  }
});

test('a task that is new in the DAG does not wait for a run that did not have it', async () => {
  const bench = await open('grown', [task('a')], (name) => name === 'a of 1');
  try {
    await untilEnded(db.database, await bench.trigger(1));
    await insertDag(db.database, dag('grown', [task('a'), task('b', [], { dependsOnPast: true })]));
    await bench.scheduler.submit({ kind: 'dags_changed', dagIds: ['grown'] }, actor);
    assert.equal((await untilEnded(db.database, await bench.trigger(2))).tasks.b, 'success');
  } finally {
    await bench.close();
  }
});

test('a run that is deleted is no longer the one before: the run after it looks further back', async () => {
  const bench = await open('deleted', [task('a', [], { dependsOnPast: true })], (name) => name === 'a of 2');
  try {
    await untilEnded(db.database, await bench.trigger(1));
    const second = await bench.trigger(2);
    await untilEnded(db.database, second);
    const third = await bench.trigger(3);
    await eventually('it is held', () => bench.reasons(third, 'a').join() === 'depends_on_past');
    await bench.scheduler.submit({ kind: 'delete_run', dagRunId: second }, actor);
    assert.equal((await untilEnded(db.database, third)).state, 'success');
  } finally {
    await bench.close();
  }
});

test('a run that begins anew looks for the run before it anew', async () => {
  const tasks = [task('a', [], { dependsOnPast: true }), task('open')];
  const bench = await open('again', tasks, (name) => name === 'a of 1');
  const { scheduler } = bench;
  try {
    const second = await bench.trigger(2);
    await eventually('it goes on', () => scheduler.explain(second, { taskId: 'a', mapIndex: -1 })?.state === 'success');
    await scheduler.submit({ kind: 'set_paused', dagId: 'again', paused: true }, actor);
    // In one turn: it ends and is cleared, and waits for its DAG; what it knew of the run before it was that there is none.
    await Promise.all([
      scheduler.submit({ kind: 'set_run_state', dagRunId: second, state: 'success' }, actor),
      scheduler.submit({ kind: 'clear_tasks', dagRunId: second, tasks: [{ taskId: 'a', mapIndex: -1 }] }, actor),
    ]);
    const first = await bench.trigger(1);
    await scheduler.submit({ kind: 'set_paused', dagId: 'again', paused: false }, actor);
    const ofFirst = () => scheduler.explain(first, { taskId: 'a', mapIndex: -1 })?.state;
    await eventually('the first fails', () => ofFirst() === 'failed');
    await eventually('it is held', () => bench.reasons(second, 'a').join() === 'depends_on_past');
  } finally {
    await bench.close();
  }
});

test('a task held by the past is still held by the next scheduler', async () => {
  const tasks = [task('a', [], { dependsOnPast: true })];
  const bench = await open('restart', tasks, (name) => name === 'a of 1');
  const first = await bench.trigger(1);
  await untilEnded(db.database, first);
  const second = await bench.trigger(2);
  await bench.close();
  const again = await open('restart', tasks);
  try {
    await eventually('it is held', () => again.reasons(second, 'a').join() === 'depends_on_past');
    await again.scheduler.submit(
      { kind: 'clear_tasks', dagRunId: first, tasks: [{ taskId: 'a', mapIndex: -1 }] },
      actor,
    );
    assert.equal((await untilEnded(db.database, second)).state, 'success');
  } finally {
    await again.close();
  }
});
