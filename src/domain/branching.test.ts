import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedTask } from '@aquilon/sdk/serialized';
import { dag, task } from '#test/support/dags.ts';
import { FAILED, follows, goOn, playRun, type Script } from '#test/support/play-run.ts';
import { clearInstances, reopen } from './interventions.ts';
import { beginRun } from './moves.ts';
import { allInstances } from './run.ts';
import { noMoves } from './transitions.ts';

const chooser = (id: string, upstream: string[] = [], more: Partial<SerializedTask> = {}) =>
  task(id, upstream, { decision: { kind: 'branch' }, ...more });

/** S: success, K: skipped, F: failed, U: upstream_failed. */
const LETTERS: Readonly<Record<string, string>> = { success: 'S', skipped: 'K', failed: 'F', upstream_failed: 'U' };
const letters = (states: { [id: string]: string | null }) =>
  Object.entries(states)
    .map(([id, state]) => `${id}:${LETTERS[state ?? ''] ?? state}`)
    .join(' ');

const DIAMOND = (rule: SerializedTask['triggerRule'] = 'all_success') => [
  chooser('c'),
  task('a', ['c']),
  task('b', ['c']),
  task('end', ['a', 'b'], { triggerRule: rule }),
];

/** Airflow documentation, "Branching", "LatestOnly", "Trigger rules"; its SkipMixin and ShortCircuitOperator. */
const CASES: [what: string, tasks: SerializedTask[], script: Script, expected: string, run?: string][] = [
  [
    'the way that is not chosen is skipped, and all_success after it too',
    DIAMOND(),
    { c: follows(['a']) },
    'c:S a:S b:K end:K',
  ],
  [
    'none_failed_min_one_success joins them again',
    DIAMOND('none_failed_min_one_success'),
    { c: follows(['a']) },
    'c:S a:S b:K end:S',
  ],
  ['none_failed joins them again', DIAMOND('none_failed'), { c: follows(['a']) }, 'c:S a:S b:K end:S'],
  ['one_success joins them again', DIAMOND('one_success'), { c: follows(['b']) }, 'c:S a:K b:S end:S'],
  ['all_done joins them again', DIAMOND('all_done'), { c: follows(['b']) }, 'c:S a:K b:S end:S'],
  [
    'all_skipped does not hold while one way is gone',
    DIAMOND('all_skipped'),
    { c: follows(['a']) },
    'c:S a:S b:K end:K',
  ],
  ['nothing chosen skips every way', DIAMOND(), { c: follows([]) }, 'c:S a:K b:K end:K'],
  ['nothing chosen, and all_skipped', DIAMOND('all_skipped'), { c: follows([]) }, 'c:S a:K b:K end:S'],
  [
    'nothing chosen, and none_failed_min_one_success',
    DIAMOND('none_failed_min_one_success'),
    { c: follows([]) },
    'c:S a:K b:K end:K',
  ],
  ['both chosen', DIAMOND(), { c: follows(['a', 'b']) }, 'c:S a:S b:S end:S'],
  ['a branch that fails', DIAMOND(), { c: FAILED }, 'c:F a:U b:U end:U', 'failed'],
  [
    'the chosen way fails',
    DIAMOND('none_failed_min_one_success'),
    { c: follows(['a']), a: FAILED },
    'c:S a:F b:K end:U',
    'failed',
  ],
  [
    'what is directly after the branch and after what was chosen is not skipped',
    [chooser('c'), task('a', ['c']), task('join', ['c', 'a'])],
    { c: follows(['a']) },
    'c:S a:S join:S',
  ],
  [
    'what is directly after the branch and after what was not chosen is',
    [chooser('c'), task('a', ['c']), task('b', ['c']), task('join', ['c', 'b'], { triggerRule: 'all_done' })],
    { c: follows(['a']) },
    'c:S a:S b:K join:K',
  ],
  [
    'the trigger rule of a task that was not chosen plays no part',
    [
      chooser('c'),
      task('a', ['c']),
      task('b', ['c'], { triggerRule: 'all_done' }),
      task('d', ['c'], { triggerRule: 'always' }),
    ],
    { c: follows(['a']) },
    'c:S a:S b:K d:K',
  ],
  [
    'a task that was not chosen is skipped before its other upstreams have ended',
    [task('slow'), chooser('c'), task('a', ['c']), task('b', ['c', 'slow'], { triggerRule: 'all_done' })],
    { c: follows(['a']) },
    'slow:S c:S a:S b:K',
  ],
  [
    'of two branches either may pass a task over',
    [chooser('c1'), chooser('c2'), task('a', ['c1', 'c2'], { triggerRule: 'one_success' })],
    { c1: follows(['a']), c2: follows([]) },
    'c1:S c2:S a:K',
  ],
  [
    'a branch that is skipped skips its ways',
    [chooser('c1'), chooser('c2', ['c1']), task('a', ['c2']), task('b', ['c2'])],
    { c1: follows([]) },
    'c1:S c2:K a:K b:K',
  ],
  [
    'a short circuit ends everything after it, whatever the rules',
    [
      chooser('c'),
      task('a', ['c']),
      task('b', ['a'], { triggerRule: 'all_done' }),
      task('d', ['b'], { triggerRule: 'always' }),
    ],
    { c: follows([], 'all') },
    'c:S a:K b:K d:K',
  ],
  [
    'a short circuit that respects trigger rules skips only what directly follows',
    [chooser('c'), task('a', ['c']), task('b', ['a'], { triggerRule: 'all_done' })],
    { c: follows([], 'direct') },
    'c:S a:K b:S',
  ],
  [
    'what has ended already is left as it is by a short circuit',
    [
      task('quick'),
      task('early', ['quick', 'c'], { triggerRule: 'one_success' }),
      chooser('c', ['quick']),
      task('late', ['c']),
    ],
    { c: follows([], 'all') },
    'quick:S early:S c:S late:K',
  ],
  ['a leaf that is skipped makes no run fail', [chooser('c'), task('a', ['c'])], { c: follows([]) }, 'c:S a:K'],
];

for (const [what, tasks, script, expected, state = 'success'] of CASES) {
  test(what, () => {
    const { run, states } = playRun(dag('d', tasks), script);
    assert.equal(letters(states), expected);
    assert.equal(run.state, state);
  });
}

test('what was passed over stays so when it alone is cleared; a branch that runs again chooses anew', () => {
  const { run } = playRun(dag('d', DIAMOND('none_failed_min_one_success')), { c: follows(['a']) });
  const again = (ids: string[], script: Script): string => {
    const why = { code: 'TASK_CLEARED', message: 'cleared' };
    const moves = noMoves('test', () => 'new');
    clearInstances(
      run,
      allInstances(run).filter((one) => ids.includes(one.node.task.taskId)),
      9,
      why,
      moves,
    );
    reopen(run, 9, why, moves);
    beginRun(run, 9, moves);
    return letters(goOn(run, script, moves).states);
  };
  assert.equal(again(['b', 'end'], {}), 'c:S a:S b:K end:S');
  assert.equal(again(['c', 'a', 'b', 'end'], { c: follows(['b']) }), 'c:S a:K b:S end:S');
});
