import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedExpand, SerializedTask } from '@aquilon/sdk/serialized';
import { dag, task } from '#test/support/dags.ts';
import { FAILED, follows, goOn, nameOf, playRun, returns, type Script } from '#test/support/play-run.ts';
import { clearInstances, reopen, succeedRun } from './interventions.ts';
import { beginRun } from './moves.ts';
import { mappedInputs } from './picks.ts';
import { allInstances, type Run } from './run.ts';
import { noMoves } from './transitions.ts';

const over = (taskId: string): SerializedExpand => ({
  kind: 'product',
  inputs: [{ name: 'x', source: { kind: 'xcom', taskId } }],
});
const mapped = (id: string, upstream: string[], expand = over(upstream[0] ?? ''), more: Partial<SerializedTask> = {}) =>
  task(id, upstream, { expand, ...more });
const literal = (...lengths: number[]): SerializedExpand => ({
  kind: 'product',
  inputs: lengths.map((length, at) => ({
    name: `i${at}`,
    source: { kind: 'value', value: Array.from({ length }, (_, n) => `${at}.${n}`) },
  })),
});
const SKIPPED: Script[string] = { state: 'skipped', cause: { code: 'skipped', message: 'not today' } };

const LETTERS: Readonly<Record<string, string>> = {
  success: 'S',
  skipped: 'K',
  failed: 'F',
  upstream_failed: 'U',
  removed: 'R',
};
const letters = (states: { [id: string]: string | null }) =>
  Object.entries(states)
    .map(([id, state]) => `${id}:${LETTERS[state ?? ''] ?? state}`)
    .join(' ');

const REDUCE = (rule: SerializedTask['triggerRule'] = 'all_success') => [
  task('list'),
  mapped('m', ['list']),
  task('sum', ['m'], { triggerRule: rule }),
];

/** Airflow documentation, "Dynamic Task Mapping". */
const CASES: [what: string, tasks: SerializedTask[], script: Script, expected: string, run?: string][] = [
  [
    'one instance for each element, and the task after them once',
    REDUCE(),
    { list: returns(3) },
    'list:S m[0]:S m[1]:S m[2]:S sum:S',
  ],
  ['one element', REDUCE(), { list: returns(1) }, 'list:S m[0]:S sum:S'],
  ['an empty list skips the task, and all_success after it', REDUCE(), { list: returns(0) }, 'list:S m:K sum:K'],
  ['an empty list, and all_done after it', REDUCE('all_done'), { list: returns(0) }, 'list:S m:K sum:S'],
  ['one instance fails', REDUCE(), { list: returns(3), 'm[1]': FAILED }, 'list:S m[0]:S m[1]:F m[2]:S sum:U', 'failed'],
  [
    'one_failed after one that fails',
    REDUCE('one_failed'),
    { list: returns(2), 'm[1]': FAILED },
    'list:S m[0]:S m[1]:F sum:S',
  ],
  [
    'one_success after one that succeeds',
    REDUCE('one_success'),
    { list: returns(2), 'm[1]': FAILED },
    'list:S m[0]:S m[1]:F sum:S',
  ],
  [
    'all_failed after all that fail',
    REDUCE('all_failed'),
    { list: returns(2), m: FAILED },
    'list:S m[0]:F m[1]:F sum:S',
  ],
  [
    'all_skipped after all that are skipped',
    REDUCE('all_skipped'),
    { list: returns(2), m: SKIPPED },
    'list:S m[0]:K m[1]:K sum:S',
  ],
  [
    'none_failed with one that is skipped',
    REDUCE('none_failed'),
    { list: returns(2), 'm[0]': SKIPPED },
    'list:S m[0]:K m[1]:S sum:S',
  ],
  [
    'all_done after a mixture',
    REDUCE('all_done'),
    { list: returns(3), 'm[0]': FAILED, 'm[1]': SKIPPED },
    'list:S m[0]:F m[1]:K m[2]:S sum:S',
  ],
  ['the list fails', REDUCE(), { list: FAILED }, 'list:F m:U sum:U', 'failed'],
  ['the list is skipped', REDUCE(), { list: SKIPPED }, 'list:K m:K sum:K'],
  [
    'the list fails, and the rule of the mapped task would let it run: there is nothing to map over',
    [task('list'), mapped('m', ['list'], over('list'), { triggerRule: 'all_done' })],
    { list: FAILED },
    'list:F m:U',
    'failed',
  ],
  ['the list returned nothing', [task('list'), mapped('m', ['list'])], {}, 'list:S m:K'],
  ['lists that are in the file', [mapped('m', [], literal(2))], {}, 'm[0]:S m[1]:S'],
  ['every combination of two lists', [mapped('m', [], literal(2, 2))], {}, 'm[0]:S m[1]:S m[2]:S m[3]:S'],
  ['a combination with an empty list', [mapped('m', [], literal(2, 0))], {}, 'm:K'],
  [
    'mapped over a mapped task: one for each that returned something',
    [task('list'), mapped('m', ['list']), mapped('n', ['m'], over('m'), { triggerRule: 'all_done' })],
    { list: returns(3), 'm[0]': returns(0), 'm[1]': FAILED, 'm[2]': returns(7) },
    'list:S m[0]:S m[1]:F m[2]:S n[0]:S n[1]:S',
  ],
  [
    'mapped beside a mapped task, without its results',
    [mapped('m', [], literal(2)), mapped('n', ['m'], literal(3))],
    { 'm[0]': FAILED },
    'm[0]:F m[1]:S n:U',
    'failed',
  ],
  [
    'as many as the shortest of lists side by side',
    [
      task('a'),
      task('b'),
      mapped('m', ['a', 'b'], {
        kind: 'product',
        inputs: [
          {
            name: 'pair',
            source: {
              kind: 'zip',
              sources: [
                { kind: 'xcom', taskId: 'a' },
                { kind: 'xcom', taskId: 'b' },
              ],
            },
          },
        ],
      }),
    ],
    { a: returns(2), b: returns(5) },
    'a:S b:S m[0]:S m[1]:S',
  ],
  [
    'a branch passes a mapped task over, before it is expanded',
    [task('c', [], { decision: { kind: 'branch' } }), mapped('m', ['c'], literal(2)), task('other', ['c'])],
    { c: follows(['other']) },
    'c:S m:K other:S',
  ],
  [
    'of a mapped branch every instance chooses: a task is passed over when none of them follows it',
    [
      mapped('c', [], literal(2), { decision: { kind: 'branch' } }),
      mapped('a', ['c'], literal(2)),
      task('b', ['c']),
      task('d', ['c']),
    ],
    { 'c[0]': follows(['a']), 'c[1]': follows(['b']) },
    'c[0]:S c[1]:S a[0]:S a[1]:S b:S d:K',
  ],
  [
    'a mapped setup: its teardown runs when one of its instances succeeded',
    [
      mapped('up', [], literal(2), { role: 'setup' }),
      task('down', ['up'], { role: 'teardown', triggerRule: 'all_done_setup_success' }),
    ],
    { 'up[0]': FAILED },
    'up[0]:F up[1]:S down:S',
    'failed',
  ],
];

for (const [what, tasks, script, expected, state = 'success'] of CASES) {
  test(what, () => {
    const { run, states } = playRun(dag('d', tasks), script);
    assert.equal(letters(states), expected);
    assert.equal(run.state, state);
    assert.equal(run.unfinished, 0);
  });
}

function playAgain(run: Run, ids: readonly string[], script: Script): string {
  const why = { code: 'TASK_CLEARED', message: 'cleared' };
  const moves = noMoves('test', () => 'new');
  clearInstances(
    run,
    allInstances(run).filter((one) => ids.includes(one.node.task.taskId) || ids.includes(nameOf(one))),
    9,
    why,
    moves,
  );
  reopen(run, 9, why, moves);
  beginRun(run, 9, moves);
  return letters(goOn(run, script, moves).states);
}

function succeed(run: Run): { changed: number } {
  const why = { code: 'TASK_MARKED', message: 'marked' };
  return {
    changed: succeedRun(
      run,
      9,
      why,
      noMoves('test', () => 'new'),
    ).length,
  };
}

test('cleared with their list, the instances become as many as it has then; one alone runs again by itself', () => {
  const { run } = playRun(dag('d', REDUCE('all_done')), { list: returns(3) });
  assert.equal(playAgain(run, ['m[1]'], { 'm[1]': FAILED }), 'list:S m[0]:S m[1]:F m[2]:S sum:S');
  assert.equal(playAgain(run, ['list', 'm', 'sum'], { list: returns(2) }), 'list:S m[0]:S m[1]:S m[2]:R sum:S');
  const { changed } = succeed(run);
  assert.deepEqual([changed, run.state], [0, 'success'], 'what is removed is left alone');
  assert.equal(playAgain(run, ['list', 'm', 'sum'], { list: returns(4) }), 'list:S m[0]:S m[1]:S m[2]:S m[3]:S sum:S');
  assert.equal(playAgain(run, ['list', 'm', 'sum'], { list: returns(1) }), 'list:S m[0]:S m[1]:R m[2]:R m[3]:R sum:S');
});

test('each instance gets its elements: the last list changes fastest', () => {
  const { run } = playRun(dag('d', [mapped('m', [], literal(2, 3))]));
  const values = allInstances(run).map((one) => {
    const inputs = mappedInputs(one);
    assert.ok(inputs?.kind === 'product');
    return Object.values(inputs.inputs).map((pick) => (pick.kind === 'value' ? pick.value : pick));
  });
  assert.deepEqual(values, [
    ['0.0', '1.0'],
    ['0.0', '1.1'],
    ['0.0', '1.2'],
    ['0.1', '1.0'],
    ['0.1', '1.1'],
    ['0.1', '1.2'],
  ]);
});

test('mapped over a mapped task, each gets what one instance returned, in their order', () => {
  const tasks = [task('list'), mapped('m', ['list']), mapped('n', ['m'], over('m'), { triggerRule: 'all_done' })];
  const { run } = playRun(dag('d', tasks), {
    list: returns(3),
    'm[0]': returns(0),
    'm[1]': FAILED,
    'm[2]': returns(0),
  });
  const picks = allInstances(run)
    .filter(({ node }) => node.task.taskId === 'n')
    .map(mappedInputs);
  assert.deepEqual(picks, [
    { kind: 'product', inputs: { x: { kind: 'instance', taskId: 'm', mapIndex: 0 } } },
    { kind: 'product', inputs: { x: { kind: 'instance', taskId: 'm', mapIndex: 2 } } },
  ]);
  const first = allInstances(run).find((one) => nameOf(one) === 'm[1]');
  assert.deepEqual(first && mappedInputs(first), {
    kind: 'product',
    inputs: { x: { kind: 'element', taskId: 'list', index: 1 } },
  });
});

test('what waits for the list and for its instances counts each of them once when the list has grown', () => {
  const tasks = [task('list'), mapped('m', ['list']), task('join', ['list', 'm'])];
  const { run } = playRun(dag('d', tasks), { list: returns(1) });
  assert.equal(playAgain(run, ['list', 'm', 'join'], { list: returns(3) }), 'list:S m[0]:S m[1]:S m[2]:S join:S');
  const counts = run.tasks[2]?.counts;
  assert.deepEqual([counts?.success, counts?.total], [4, 4]);
});

test('a hundred thousand instances are expanded, run and joined', () => {
  const { run } = playRun(dag('d', REDUCE()), { list: returns(100_000) });
  assert.equal(run.state, 'success');
  assert.equal(allInstances(run).length, 100_002);
});
