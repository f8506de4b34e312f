import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarizeTasks } from './summarize-tasks.ts';

test('instances of one task make one summary, and tasks keep their own', () => {
  const summaries = summarizeTasks([
    { task_id: 'a', state: 'success' },
    { task_id: 'm', state: 'running' },
    { task_id: 'm', state: 'success' },
    { task_id: 'b', state: null },
  ]);
  assert.deepEqual(
    [...summaries].map(([id, one]) => [id, one.state, one.total]),
    [
      ['a', 'success', 1],
      ['m', 'running', 2],
      ['b', 'none', 1],
    ],
  );
});
