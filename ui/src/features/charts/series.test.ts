import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GridRun, toPage } from '#shared/api/queries/grid.ts';
import { linesOf, mean, median } from './series.ts';

const DUE = Date.parse('2026-01-01T00:00:00Z');
function run(id: string, ...cells: [task: number, start: number | null, end: number | null][]): GridRun {
  const [page] = toPage({
    task_ids: ['a', 'b'],
    next_before: null,
    runs: [
      {
        dag_run_id: id,
        run_type: 'manual',
        state: 'success',
        logical_date: null,
        run_after: new Date(DUE).toISOString(),
        queued_at: null,
        start_date: null,
        end_date: null,
        has_note: false,
        version_number: 1,
        cells: cells.map(([task, start, end]) => [task, 'success', start && DUE + start, end && DUE + end] as const),
      },
    ],
  }).runs;
  assert.ok(page);
  return page;
}

test('lines tell what tasks took, the longest first, with gaps where a task did not end', () => {
  const { lines } = linesOf([run('x', [0, 1000, 2000], [1, 1000, 9000]), run('y', [0, 1000, null])], 'duration', 9);
  assert.deepEqual(
    lines.map((line) => [line.taskId, line.values]),
    [
      ['b', [8, null]],
      ['a', [1, null]],
    ],
  );
  assert.equal(linesOf([run('x', [0, 1000, 2000], [1, 1000, 9000])], 'duration', 1).lines.length, 1);
});

test('landing times count from when the run was due', () => {
  assert.deepEqual(linesOf([run('x', [0, 1000, 2000])], 'landing', 9).lines[0]?.values, [2]);
});

test('the median is the middle, the mean the average', () => {
  assert.equal(median([5, 1, 3]), 3);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(mean([1, 2, 6]), 3);
  assert.equal(mean([]), 0);
});
