import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GridRunAnswer, StateEvent, Structure } from '#shared/api/extra-operations.ts';
import { type GridData, type GridRun, toPage } from '#shared/api/queries/grid.ts';
import { applyToGrid, replaceRun } from '#shared/live/grid-events.ts';
import { blocksOf, cellOf, chosenIn, medianOf, moved, rectangle } from './grid-cells.ts';
import { gridRows } from './grid-rows.ts';

const node = (id: string, group: string | null = null) => ({
  id,
  label: id,
  operator: '@task',
  group_id: group,
  trigger_rule: 'all_success',
  role: null,
  is_mapped: false,
});
const structure: Structure = {
  nodes: [node('report'), node('g.two', 'g'), node('g.one', 'g'), node('load')],
  edges: [
    { source: 'load', target: 'g.one', label: null },
    { source: 'g.one', target: 'g.two', label: null },
    { source: 'g.two', target: 'report', label: null },
  ],
  groups: [{ id: 'g', parent_id: null, label: 'work', is_mapped: false }],
};
const rows = (...folded: string[]) => gridRows(structure, new Set(folded), ['load', 'old']);

const answer = (id: string, cells: GridRunAnswer['cells'], more: Partial<GridRunAnswer> = {}): GridRunAnswer => ({
  dag_run_id: id,
  run_type: 'manual',
  state: 'running',
  logical_date: null,
  run_after: '2026-01-02T00:00:00Z',
  queued_at: null,
  start_date: null,
  end_date: null,
  has_note: false,
  version_number: 1,
  cells,
  ...more,
});
const TASKS = ['load', 'g.one', 'g.two', 'many'];
const runsOf = (...runs: GridRunAnswer[]) => toPage({ task_ids: TASKS, runs, next_before: null }).runs;
const dataOf = (...runs: GridRunAnswer[]): GridData => ({
  pages: [{ runs: runsOf(...runs), before: null }],
  pageParams: [null],
});
const event = (more: Partial<StateEvent>): StateEvent => ({
  seq: 1,
  at: 5000,
  kind: 'task',
  dagId: 'd',
  runId: 'r',
  taskId: 'load',
  mapIndex: -1,
  tryNumber: 1,
  from: 'queued',
  to: 'running',
  ...more,
});
const first = <T>(list: readonly T[]): T => {
  assert.ok(list[0] !== undefined);
  return list[0];
};
const only = (data: GridData): GridRun => first(data.pages.flatMap((page) => page.runs));

test('rows follow the order in which tasks run, a group holds its tasks, and what is gone comes last', () => {
  assert.deepEqual(
    rows().map((row) => [row.key, row.depth, row.isGone]),
    [
      ['load', 0, false],
      ['group:g', 0, false],
      ['g.one', 1, false],
      ['g.two', 1, false],
      ['report', 0, false],
      ['old', 0, true],
    ],
  );
  assert.deepEqual(
    rows('g').map((row) => row.key),
    ['load', 'group:g', 'report', 'old'],
  );
});

test('a group counts the instances of its tasks, the worst state first', () => {
  const run = first(
    runsOf(
      answer('r', [
        [1, { success: 3, failed: 1 }, 1000, 9000],
        [2, 'success', 2000, 20_000],
      ]),
    ),
  );
  const group = rows().find((row) => row.kind === 'group');
  assert.ok(group !== undefined);
  const cell = cellOf(run, group);
  assert.deepEqual(cell?.counts, [
    { state: 'failed', count: 1 },
    { state: 'success', count: 4 },
  ]);
  assert.deepEqual([cell?.start, cell?.end, cell?.total], [1000, 20_000, 5]);
});

test('the median is that of successes, and none without one', () => {
  const runs = runsOf(
    answer('a', [[0, 'success', 0, 1000]]),
    answer('b', [[0, 'success', 0, 3000]]),
    answer('c', [[0, 'failed', 0, 90_000]]),
  );
  const [load, , one] = rows();
  assert.equal(load && medianOf(runs, load), 2);
  assert.equal(one && medianOf(runs, one), null);
});

test('keys move within the grid, and stop at its edges', () => {
  const at = { row: 0, column: 0 };
  assert.deepEqual(moved('ArrowUp', at, 3, 4, false), { row: -1, column: 0 });
  assert.deepEqual(moved('ArrowDown', { row: 2, column: 0 }, 3, 4, false), { row: 2, column: 0 });
  assert.deepEqual(moved('ArrowRight', at, 3, 4, true), { row: 0, column: 3 });
  assert.deepEqual(moved('End', at, 3, 4, true), { row: 2, column: 3 });
  assert.equal(moved('x', at, 3, 4, false), null);
});

test('a rectangle chooses the tasks that each of its runs has', () => {
  const runs = runsOf(
    answer('a', [
      [0, 'success', 0, 1],
      [1, { success: 7 }, 0, 1],
    ]),
    answer('b', [[0, 'success', 0, 1]]),
  );
  assert.deepEqual(chosenIn(rectangle({ row: 1, column: 1 }, { row: -1, column: 0 }), runs, rows('g')), [
    { runId: 'a', taskIds: ['load', 'g.one'], instances: 8 },
    { runId: 'b', taskIds: ['load'], instances: 1 },
  ]);
});

test('a block of runs stays the same object while its runs are the same', () => {
  const runs = runsOf(answer('a', []), answer('b', []), answer('c', []));
  const before = blocksOf(runs, 2, []);
  const [replaced] = runsOf(answer('c', []));
  const next = blocksOf(replaced ? runs.with(2, replaced) : runs, 2, before);
  assert.equal(next[0], before[0]);
  assert.notEqual(next[1], before[1]);
});

test('an event changes the one cell that it tells of', () => {
  const held = dataOf(answer('r', [[0, 'queued', null, null]]), answer('s', []));
  const { data, isSure } = applyToGrid(held, 'r', [event({})]);
  assert.equal(isSure, true);
  assert.deepEqual([only(data).cells.get('load')?.state, only(data).cells.get('load')?.start], ['running', 5000]);
  assert.equal(data.pages[0]?.runs[1], held.pages[0]?.runs[1]);
  const ended = applyToGrid(data, 'r', [event({ from: 'running', to: 'failed', at: 7000 })]).data;
  assert.equal(only(ended).cells.get('load')?.end, 7000);
  // One that an answer knew already reopens nothing.
  assert.equal(only(applyToGrid(ended, 'r', [event({})]).data).cells.get('load')?.state, 'failed');
});

test('instances of a mapped task move from one count to another, and the run is asked for again', () => {
  const held = dataOf(answer('r', [[3, { queued: 2 }, null, null]]));
  const { data, isSure } = applyToGrid(held, 'r', [event({ taskId: 'many', mapIndex: 1 })]);
  assert.equal(isSure, false);
  assert.deepEqual(only(data).cells.get('many')?.counts, [
    { state: 'running', count: 1 },
    { state: 'queued', count: 1 },
  ]);
});

test('the grid asks for a run or a task that it does not hold, and puts a new run in its place', () => {
  const held = dataOf(answer('r', []));
  assert.equal(applyToGrid(held, 'new', [event({ runId: 'new' })]).isSure, false);
  assert.equal(applyToGrid(held, 'r', [event({})]).isSure, false);
  const ids = (data: GridData) => data.pages.flatMap((page) => page.runs.map((run) => run.dag_run_id));
  const [newer, older] = runsOf(
    answer('newer', [], { run_after: '2026-01-03T00:00:00Z' }),
    answer('older', [], { run_after: '2026-01-01T00:00:00Z' }),
  );
  assert.ok(newer && older);
  assert.deepEqual(ids(replaceRun(held, newer)), ['newer', 'r']);
  assert.deepEqual(ids(replaceRun(held, older)), ['r', 'older']);
  // More is to come from the server: it is among that.
  const cut = { ...held, pages: held.pages.map((page) => ({ ...page, before: 'r' })) };
  assert.deepEqual(ids(replaceRun(cut, older)), ['r']);
});
