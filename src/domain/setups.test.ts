import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cluster, setup, teardown } from '#test/semantics/flow.ts';
import { dag, task } from '#test/support/dags.ts';
import { FAILED, letters, playAgain, playRun } from '#test/support/play-run.ts';
import { clearInstances, reopen } from './interventions.ts';
import { attemptEnded, beginRun, startAttempt } from './moves.ts';
import { allInstances } from './run.ts';
import { noMoves } from './transitions.ts';

test('with a task its setups and teardowns are cleared, and those of no other', () => {
  const tasks = [...cluster(), setup('up2'), task('work2', ['up2']), teardown('down2', ['up2', 'work2'])];
  const { run } = playRun(dag('d', tasks));
  assert.deepEqual(playAgain(run, ['work']).ran, ['up', 'work', 'down']);
});

test('failFast: the first failure ends what runs and skips what waits, and teardowns run', () => {
  const tasks = [
    setup('up'),
    task('a', ['up']),
    task('b', ['up']),
    task('c', ['b']),
    teardown('down', ['up', 'a', 'c']),
  ];
  const { run } = playRun({ ...dag('d', tasks), failFast: true }, { a: FAILED });
  const states = Object.fromEntries(allInstances(run).map((one) => [one.node.task.taskId, one.state]));
  assert.equal(letters(states), 'up:S a:F b:K c:K down:S');
  assert.equal(run.state, 'failed');
});

test('failFast: the process of what runs is ended', () => {
  const { run } = playRun({ ...dag('d', []), failFast: true });
  assert.equal(run.state, 'success');
  const open = playRun({ ...dag('d', [task('a', [], { retries: 1 }), task('b')]), failFast: true }, {}).run;
  const moves = noMoves('test', () => 'new');
  const why = { code: 'TASK_CLEARED', message: 'cleared' };
  clearInstances(open, allInstances(open), 9, why, moves);
  reopen(open, 9, why, moves);
  beginRun(open, 9, moves);
  const [a, b] = moves.ready.splice(0);
  assert.ok(a && b);
  for (const one of [a, b]) startAttempt(one, true, 9, () => one.node.task.taskId, moves);
  const boom = { state: 'failed', cause: { code: 'TASK_FAILED', message: 'boom' }, retryable: true } as const;
  attemptEnded(a, boom, 10, moves);
  assert.deepEqual([a.state, b.state], ['up_for_retry', 'running'], 'a failure that is tried again ends nothing');
  startAttempt(a, true, 11, () => 'again', moves);
  attemptEnded(a, boom, 12, moves);
  assert.deepEqual([a.state, b.state, open.state], ['failed', 'failed', 'failed']);
  assert.deepEqual(
    moves.cancelled.map(({ attemptId, why: { code } }) => [attemptId, code]),
    [['b', 'FAIL_FAST']],
  );
});
