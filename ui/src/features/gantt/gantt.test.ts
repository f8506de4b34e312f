import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskInstance, TaskTry } from '#shared/api/queries/tasks.ts';
import { ganttOf } from './gantt.ts';

const at = (second: number) => new Date(1_767_225_600_000 + second * 1000).toISOString();
const instance = (id: string, queued: number, start: number | null, end: number | null, tryNumber = 1) =>
  ({
    task_id: id,
    task_display_name: id,
    map_index: -1,
    state: end === null ? 'running' : 'success',
    try_number: tryNumber,
    queued_when: at(queued),
    start_date: start === null ? null : at(start),
    end_date: end === null ? null : at(end),
  }) as TaskInstance;
const edge = (source: string, target: string) => ({ source, target, label: null });
const second = (ms: number | null | undefined) => (ms == null ? null : (ms - 1_767_225_600_000) / 1000);
const NOW = 1_767_225_600_000 + 30_000;

test('a row tells when each attempt was in the queue and when it ran, the earliest first', () => {
  const tries = [instance('b', 2, 3, 4, 1), instance('b', 8, 9, 10, 2)] as unknown as TaskTry[];
  const tasks = [instance('b', 8, 9, 10, 2), instance('a', 0, 1, 2), instance('waits', 5, null, null)];
  const { rows, from, to } = ganttOf(tasks, new Map([['b[-1]', tries]]), [], NOW);
  assert.deepEqual(
    rows.map((row) => [row.key, row.attempts.map((one) => [second(one.queued), second(one.start), second(one.end)])]),
    [
      ['a[-1]', [[0, 1, 2]]],
      [
        'b[-1]',
        [
          [2, 3, 4],
          [8, 9, 10],
        ],
      ],
    ],
  );
  assert.deepEqual([second(from), second(to)], [0, 10]);
});

test('what runs goes on until now', () => {
  const { rows, to } = ganttOf([instance('a', 0, 1, null)], new Map(), [], NOW);
  assert.equal(rows[0]?.attempts[0]?.end, null);
  assert.equal(to, NOW);
});

test('the tasks of the longest chain are marked, and what runs counts until now', () => {
  const tasks = [instance('a', 0, 1, 5), instance('b', 0, 1, 9), instance('c', 9, 10, null), instance('d', 5, 6, 7)];
  const { rows } = ganttOf(tasks, new Map(), [edge('a', 'c'), edge('b', 'c'), edge('a', 'd')], NOW + 1000);
  assert.deepEqual(
    rows.filter((row) => row.isCritical).map((row) => row.taskId),
    ['b', 'c'],
  );
});
