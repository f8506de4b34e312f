import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedDag, SerializedExpand, SerializedTask } from '@aquilon/sdk/serialized';
import { dag, task } from '#test/support/dags.ts';
import {
  FAILED,
  follows,
  goOn,
  letters,
  nameOf,
  playAgain,
  playRun,
  returns,
  type Script,
} from '#test/support/play-run.ts';
import { buildGraph } from './graph.ts';
import { mappedInputs } from './picks.ts';
import { allInstances, pendingUpstreams, restoreRun } from './run.ts';

const OVER_LIST: SerializedExpand = {
  kind: 'product',
  inputs: [{ name: 'x', source: { kind: 'xcom', taskId: 'list' } }],
};
const inside = (id: string, upstream: string[], more: Partial<SerializedTask> = {}) =>
  task(id, upstream, { groupId: 'g', mappedGroup: 'g', ...more });

/** `tasks` stand in the group `g` or around it; `g` is mapped over what `list` returns. */
const grouped = (tasks: SerializedTask[], expand: SerializedExpand = OVER_LIST): SerializedDag =>
  dag('d', [task('list'), ...tasks], { groups: [{ groupId: 'g', parentId: null, label: 'g', tooltip: '', expand }] });

const PAIR = [inside('a', ['list']), inside('b', ['a'])];

/** Airflow documentation, "Dynamic Task Mapping / Mapping over a task group". */
const CASES: [what: string, tasks: SerializedTask[], script: Script, expected: string, run?: string][] = [
  [
    'each instance follows that of its own element',
    [...PAIR, task('after', ['b'])],
    { list: returns(2) },
    'list:S a[0]:S a[1]:S b[0]:S b[1]:S after:S',
  ],
  [
    'where one fails, only the same element stops',
    [...PAIR, task('after', ['b'])],
    { list: returns(3), 'a[1]': FAILED },
    'list:S a[0]:S a[1]:F a[2]:S b[0]:S b[1]:U b[2]:S after:U',
    'failed',
  ],
  [
    'trigger rules look at the same element',
    [inside('a', ['list']), inside('b', ['a'], { triggerRule: 'all_failed' })],
    { list: returns(2), 'a[1]': FAILED },
    'list:S a[0]:S a[1]:F b[0]:K b[1]:S',
  ],
  [
    'a branch chooses for its own element',
    [
      inside('c', ['list'], { decision: { kind: 'branch' } }),
      inside('a', ['c']),
      inside('b', ['c']),
      inside('end', ['a', 'b'], { triggerRule: 'none_failed_min_one_success' }),
    ],
    { list: returns(2), 'c[0]': follows(['a']), 'c[1]': follows(['b']) },
    'list:S c[0]:S c[1]:S a[0]:S a[1]:K b[0]:K b[1]:S end[0]:S end[1]:S',
  ],
  [
    'a short circuit ends its own element alone',
    [
      inside('c', ['list'], { decision: { kind: 'short_circuit', ignoreTriggerRules: true } }),
      inside('a', ['c']),
      inside('b', ['a'], { triggerRule: 'all_done' }),
    ],
    { list: returns(2), 'c[0]': follows([], 'all') },
    'list:S c[0]:S c[1]:S a[0]:K a[1]:S b[0]:K b[1]:S',
  ],
  [
    'a setup that fails stops its own element, and its teardown runs for the others',
    [
      inside('up', ['list'], { role: 'setup' }),
      inside('work', ['up']),
      inside('down', ['up', 'work'], { role: 'teardown', triggerRule: 'all_done_setup_success' }),
    ],
    { list: returns(2), 'up[0]': FAILED },
    'list:S up[0]:F up[1]:S work[0]:U work[1]:S down[0]:U down[1]:S',
    'failed',
  ],
  [
    'an empty list skips the whole group',
    [...PAIR, task('after', ['b'], { triggerRule: 'all_done' })],
    { list: returns(0) },
    'list:S a:K b:K after:S',
  ],
  [
    'an empty list skips what would run whatever happens before it',
    [inside('a', ['list']), inside('b', ['a'], { triggerRule: 'always' })],
    { list: returns(0) },
    'list:S a:K b:K',
  ],
  ['a list that failed', PAIR, { list: FAILED }, 'list:F a:U b:U', 'failed'],
  [
    'what runs whatever happens before it still waits for the list',
    [inside('a', ['list']), inside('b', ['a'], { triggerRule: 'always' })],
    { list: returns(2) },
    'list:S a[0]:S a[1]:S b[0]:S b[1]:S',
  ],
  [
    'a task in the group also waits for what is outside',
    [task('other'), inside('a', ['list']), inside('b', ['a', 'other'])],
    { list: returns(2), other: FAILED },
    'list:S other:F a[0]:S a[1]:S b[0]:U b[1]:U',
    'failed',
  ],
  [
    'a task in the group that waits for the list as well counts it once',
    [inside('a', ['list']), inside('b', ['list', 'a'])],
    { list: returns(2), 'a[1]': FAILED },
    'list:S a[0]:S a[1]:F b[0]:S b[1]:U',
    'failed',
  ],
  [
    'two first tasks are expanded together',
    [inside('a', ['list']), inside('b', ['list']), inside('c', ['a', 'b'])],
    { list: returns(2), 'b[0]': FAILED },
    'list:S a[0]:S a[1]:S b[0]:F b[1]:S c[0]:U c[1]:S',
    'failed',
  ],
  [
    'a task is mapped over what the group returned, without those that failed',
    [
      ...PAIR,
      task('m', ['b'], {
        expand: { kind: 'product', inputs: [{ name: 'y', source: { kind: 'xcom', taskId: 'b' } }] },
        triggerRule: 'all_done',
      }),
    ],
    { list: returns(3), b: returns(0), 'b[1]': FAILED },
    'list:S a[0]:S a[1]:S a[2]:S b[0]:S b[1]:F b[2]:S m[0]:S m[1]:S',
  ],
];

for (const [what, tasks, script, expected, state = 'success'] of CASES) {
  test(`a mapped group: ${what}`, () => {
    const { run, states } = playRun(grouped(tasks), script);
    assert.equal(letters(states), expected);
    assert.equal(run.state, state);
    assert.equal(run.unfinished, 0);
  });
}

test('a mapped group: an instance starts as soon as its own element is there', () => {
  const { ran } = playRun(grouped([...PAIR, inside('c', ['b'])]), { list: returns(2) });
  assert.deepEqual(ran, ['list', 'a[0]', 'a[1]', 'b[0]', 'b[1]', 'c[0]', 'c[1]']);
  const waiting = playRun(grouped(PAIR), { list: returns(2), 'a[1]': { state: 'up_for_reschedule', until: 5 } });
  assert.deepEqual(waiting.ran, ['list', 'a[0]', 'a[1]', 'b[0]']);
  const second = allInstances(waiting.run).find((one) => nameOf(one) === 'b[1]');
  assert.deepEqual(second && pendingUpstreams(second), ['a']);
});

test('a mapped group: cleared, one element runs again by itself, and all of them by their list', () => {
  const { run } = playRun(grouped([...PAIR, task('after', ['b'])]), { list: returns(2) });
  const one = playAgain(run, ['a[1]', 'b[1]'], { 'a[1]': FAILED });
  assert.deepEqual([letters(one.states), one.ran], ['list:S a[0]:S a[1]:F b[0]:S b[1]:U after:S', ['a[1]']]);
  const all = ['list', 'a', 'b', 'after'];
  assert.equal(
    letters(playAgain(run, all, { list: returns(3) }).states),
    'list:S a[0]:S a[1]:S a[2]:S b[0]:S b[1]:S b[2]:S after:S',
  );
  assert.equal(
    letters(playAgain(run, all, { list: returns(1) }).states),
    'list:S a[0]:S a[1]:R a[2]:R b[0]:S b[1]:R b[2]:R after:S',
  );
  assert.equal(run.unfinished, 0);
});

test('a mapped group: a run that is read again stands as it stood, and goes on', () => {
  const serialized = grouped([...PAIR, task('after', ['b'])]);
  const { run } = playRun(serialized, { list: returns(2), 'a[1]': { state: 'up_for_reschedule', until: 5 } });
  const stored = allInstances(run).map((one) => ({ ...one, taskId: one.node.task.taskId, lostAttempts: 0 }));
  const again = restoreRun({ ...run, graph: buildGraph(serialized) }, stored, () => 'new');
  assert.deepEqual(again.added, []);
  assert.deepEqual(
    allInstances(again.run).map((one) => [nameOf(one), one.counts]),
    allInstances(run).map((one) => [nameOf(one), one.counts]),
  );
});

test('a mapped group: a task that a newer version brought has as many instances as the others', () => {
  const { run } = playRun(grouped([inside('a', ['list'])]), { list: returns(2) });
  const stored = allInstances(run).map((one) => ({ ...one, taskId: one.node.task.taskId, lostAttempts: 0 }));
  const newer = restoreRun({ ...run, state: 'running', graph: buildGraph(grouped(PAIR)) }, stored, () => 'new');
  assert.deepEqual(newer.added.map(nameOf), ['b[0]', 'b[1]']);
  assert.equal(newer.run.unfinished, 2);
});

test('arguments of a mapped group reach its tasks under their own names', () => {
  const inputs = { path: { kind: 'element' as const, name: 'x' } };
  const { run } = playRun(grouped([inside('a', ['list'], { inputs }), inside('b', ['a'])]), { list: returns(2) });
  const picks = Object.fromEntries(allInstances(run).map((one) => [nameOf(one), mappedInputs(one)]));
  assert.deepEqual(picks['a[1]'], { kind: 'product', inputs: { path: { kind: 'element', taskId: 'list', index: 1 } } });
  assert.deepEqual(picks['b[1]'], { kind: 'product', inputs: {} });
  const rows = { kind: 'rows' as const, rows: { kind: 'value' as const, value: [{ x: 1 }, { x: 2 }] } };
  const byRows = playRun(grouped([inside('a', [], { inputs })], rows));
  const second = allInstances(byRows.run).find((one) => nameOf(one) === 'a[1]');
  const of = { kind: 'value', value: { x: 2 } };
  assert.deepEqual(second && mappedInputs(second), {
    kind: 'product',
    inputs: { path: { kind: 'field', of, name: 'x' } },
  });
});

test('a hundred thousand elements go through a mapped group', () => {
  const { run } = playRun(grouped([...PAIR, task('after', ['b'])]), { list: returns(100_000) });
  assert.equal(run.state, 'success');
  assert.equal(allInstances(run).length, 200_002);
  assert.deepEqual(goOn(run, {}).ran, []);
});

test('an instance counts all of a mapped task outside of its group, though that is expanded after the group', () => {
  const literal: SerializedExpand = {
    kind: 'product',
    inputs: [{ name: 'x', source: { kind: 'value', value: [1, 2] } }],
  };
  const tasks = [task('m', ['list'], { expand: literal }), inside('a', []), inside('b', ['a', 'm'])];
  const { run } = playRun(grouped(tasks, literal));
  const totals = allInstances(run).flatMap(({ node, counts }) => (node.task.taskId === 'b' ? [counts.total] : []));
  assert.deepEqual(totals, [3, 3]);
});
