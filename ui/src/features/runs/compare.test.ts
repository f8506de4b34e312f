import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskInstance } from '#shared/api/queries/tasks.ts';
import { pairTasks, pairValues } from './compare.ts';

const task = (task_id: string, duration: number | null, state = 'success', map_index = -1): TaskInstance =>
  ({ task_id, duration, state, map_index, try_number: 1 }) as TaskInstance;

test('tasks of two runs stand side by side, with how much longer the second took', () => {
  const pairs = pairTasks(
    [task('a', 1), task('m', 2, 'success', 0), task('m', 5, 'failed', 1), task('old', 1)],
    [task('new', 3), task('a', 4), task('m', null, 'running', 0)],
  );
  assert.deepEqual(
    pairs.map(({ taskId, left, right, longer }) => [taskId, left?.state, right?.state, longer]),
    [
      ['a', 'success', 'success', 3],
      ['m', 'failed', 'running', null],
      ['old', 'success', undefined, null],
      ['new', undefined, 'success', null],
    ],
  );
  assert.equal(pairs[1]?.left?.duration, 5);
});

test('values that differ come first, and one that is missing is told apart from null', () => {
  assert.deepEqual(pairValues({ a: 1, b: [1], c: null }, { a: 1, b: [2] }), [
    { name: 'b', left: '[1]', right: '[2]', isSame: false },
    { name: 'c', left: 'null', right: null, isSame: false },
    { name: 'a', left: '1', right: '1', isSame: true },
  ]);
  assert.deepEqual(pairValues(null, {}), []);
});
