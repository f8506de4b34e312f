/** What comes of whole DAGs, by what their tasks come to: branches, setups and teardowns, dynamic task mapping, fail fast. Written from Airflow's documentation. */
import type { SerializedExpand, SerializedTask } from '@aquilon/sdk/serialized';
import { task } from '#test/support/dags.ts';
import { FAILED, follows, returns, type Script } from '#test/support/play-run.ts';

/**
 * What the tasks of the script come to (the others succeed) -> the states of all: S success, K skipped, F failed, U upstream_failed, R removed; and
 * that of the run, where it is no success.
 */
export type FlowCase = readonly [
  what: string,
  tasks: readonly SerializedTask[],
  script: Script,
  expected: string,
  run?: 'failed',
];

type More = Partial<SerializedTask>;

const SKIPPED: Script[string] = { state: 'skipped', cause: { code: 'skipped', message: 'not today' } };

const chooser = (id: string, upstream: string[] = [], more: More = {}): SerializedTask =>
  task(id, upstream, { decision: { kind: 'branch' }, ...more });

export const diamond = (rule: SerializedTask['triggerRule'] = 'all_success'): SerializedTask[] => [
  chooser('c'),
  task('a', ['c']),
  task('b', ['c']),
  task('end', ['a', 'b'], { triggerRule: rule }),
];

export const setup = (id: string, upstream: string[] = []): SerializedTask => task(id, upstream, { role: 'setup' });
export const teardown = (id: string, upstream: string[], more: More = {}): SerializedTask =>
  task(id, upstream, { role: 'teardown', triggerRule: 'all_done_setup_success', ...more });

/** up -> work -> down, and up -> down. */
export const cluster = (more: More = {}): SerializedTask[] => [
  setup('up'),
  task('work', ['up']),
  teardown('down', ['up', 'work'], more),
];

/** Mapped over what a task returns; over every combination of lists of these lengths. */
export const over = (taskId: string): SerializedExpand => ({
  kind: 'product',
  inputs: [{ name: 'x', source: { kind: 'xcom', taskId } }],
});
export const literal = (...lengths: number[]): SerializedExpand => ({
  kind: 'product',
  inputs: lengths.map((length, at) => ({
    name: `i${at}`,
    source: { kind: 'value', value: Array.from({ length }, (_, n) => `${at}.${n}`) },
  })),
});
export const mapped = (
  id: string,
  upstream: string[],
  expand: SerializedExpand = over(upstream[0] ?? ''),
  more: More = {},
): SerializedTask => task(id, upstream, { expand, ...more });

export const reduce = (rule: SerializedTask['triggerRule'] = 'all_success'): SerializedTask[] => [
  task('list'),
  mapped('m', ['list']),
  task('sum', ['m'], { triggerRule: rule }),
];

/** Airflow documentation: "Core concepts / Dags", sections "Branching", "LatestOnly", "Trigger rules"; its SkipMixin and ShortCircuitOperator. */
export const BRANCHES: readonly FlowCase[] = [
  [
    'the way that is not chosen is skipped, and all_success after it too',
    diamond(),
    { c: follows(['a']) },
    'c:S a:S b:K end:K',
  ],
  [
    'none_failed_min_one_success joins them again',
    diamond('none_failed_min_one_success'),
    { c: follows(['a']) },
    'c:S a:S b:K end:S',
  ],
  ['none_failed joins them again', diamond('none_failed'), { c: follows(['a']) }, 'c:S a:S b:K end:S'],
  ['one_success joins them again', diamond('one_success'), { c: follows(['b']) }, 'c:S a:K b:S end:S'],
  ['all_done joins them again', diamond('all_done'), { c: follows(['b']) }, 'c:S a:K b:S end:S'],
  [
    'all_skipped does not hold while one way is gone',
    diamond('all_skipped'),
    { c: follows(['a']) },
    'c:S a:S b:K end:K',
  ],
  ['nothing chosen skips every way', diamond(), { c: follows([]) }, 'c:S a:K b:K end:K'],
  ['nothing chosen, and all_skipped', diamond('all_skipped'), { c: follows([]) }, 'c:S a:K b:K end:S'],
  [
    'nothing chosen, and none_failed_min_one_success',
    diamond('none_failed_min_one_success'),
    { c: follows([]) },
    'c:S a:K b:K end:K',
  ],
  ['both chosen', diamond(), { c: follows(['a', 'b']) }, 'c:S a:S b:S end:S'],
  ['a branch that fails', diamond(), { c: FAILED }, 'c:F a:U b:U end:U', 'failed'],
  [
    'the chosen way fails',
    diamond('none_failed_min_one_success'),
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

/** Airflow documentation: "Setup and teardown". */
export const SETUPS: readonly FlowCase[] = [
  ['all goes well', cluster(), {}, 'up:S work:S down:S'],
  [
    'a teardown runs after work that failed, and the run fails by the work',
    cluster(),
    { work: FAILED },
    'up:S work:F down:S',
    'failed',
  ],
  ['a teardown runs after work that was skipped', cluster(), { work: SKIPPED }, 'up:S work:K down:S'],
  ['a setup that fails: neither work nor teardown', cluster(), { up: FAILED }, 'up:F work:U down:U', 'failed'],
  ['a setup that is skipped: neither work nor teardown', cluster(), { up: SKIPPED }, 'up:K work:K down:K'],
  ['a teardown that fails does not fail the run', cluster(), { down: FAILED }, 'up:S work:S down:F'],
  [
    'a teardown that fails and is to fail the run does',
    cluster({ onFailureFailDagrun: true }),
    { down: FAILED },
    'up:S work:S down:F',
    'failed',
  ],
  [
    'work that failed before a teardown that is to fail the run, and succeeds: only the last task counts',
    cluster({ onFailureFailDagrun: true }),
    { work: FAILED },
    'up:S work:F down:S',
  ],
  [
    'work in the scope of a setup does not run without it, whatever its trigger rule',
    [setup('up'), task('a', ['up']), task('b', ['a'], { triggerRule: 'all_done' }), teardown('down', ['up', 'b'])],
    { up: FAILED },
    'up:F a:U b:U down:U',
    'failed',
  ],
  [
    'work outside of the scope goes by its trigger rule',
    [
      setup('up'),
      task('a', ['up']),
      teardown('down', ['up', 'a']),
      task('after', ['down', 'a'], { triggerRule: 'all_done' }),
    ],
    { up: FAILED },
    'up:F a:U down:U after:S',
  ],
  [
    'without a teardown everything after the setup is in its scope',
    [setup('up'), task('a', ['up']), task('b', ['a'], { triggerRule: 'all_done' })],
    { up: SKIPPED },
    'up:K a:K b:K',
  ],
  [
    'of two setups one suffices for the teardown',
    [setup('u1'), setup('u2'), task('w', ['u1', 'u2']), teardown('down', ['u1', 'u2', 'w'])],
    { u1: FAILED },
    'u1:F u2:S w:U down:S',
    'failed',
  ],
  [
    'a teardown without setups runs when all before it have ended',
    [task('w'), teardown('down', ['w'])],
    { w: FAILED },
    'w:F down:S',
    'failed',
  ],
  [
    'what comes after a teardown goes by its own rule',
    [...cluster(), task('after', ['down'])],
    { down: FAILED },
    'up:S work:S down:F after:U',
    'failed',
  ],
  [
    'a branch does not skip a teardown',
    [setup('up'), chooser('c', ['up']), task('a', ['c']), teardown('down', ['up', 'a', 'c'])],
    { c: follows([]) },
    'up:S c:S a:K down:S',
  ],
  [
    'a short circuit does not skip a teardown',
    [setup('up'), chooser('c', ['up']), task('a', ['c']), teardown('down', ['up', 'a'])],
    { c: follows([], 'all') },
    'up:S c:S a:K down:S',
  ],
  [
    'setups and teardowns nest',
    [
      setup('o_up'),
      setup('i_up', ['o_up']),
      task('w', ['i_up']),
      teardown('i_down', ['i_up', 'w']),
      teardown('o_down', ['o_up', 'i_down']),
    ],
    { w: FAILED },
    'o_up:S i_up:S w:F i_down:S o_down:S',
    'failed',
  ],
  [
    'an inner setup that fails leaves the outer teardown to run',
    [
      setup('o_up'),
      setup('i_up', ['o_up']),
      task('w', ['i_up']),
      teardown('i_down', ['i_up', 'w']),
      teardown('o_down', ['o_up', 'i_down']),
    ],
    { i_up: FAILED },
    'o_up:S i_up:F w:U i_down:U o_down:S',
    'failed',
  ],
];

/** Airflow documentation: "Dynamic Task Mapping". */
export const MAPPINGS: readonly FlowCase[] = [
  [
    'one instance for each element, and the task after them once',
    reduce(),
    { list: returns(3) },
    'list:S m[0]:S m[1]:S m[2]:S sum:S',
  ],
  ['one element', reduce(), { list: returns(1) }, 'list:S m[0]:S sum:S'],
  ['an empty list skips the task, and all_success after it', reduce(), { list: returns(0) }, 'list:S m:K sum:K'],
  ['an empty list, and all_done after it', reduce('all_done'), { list: returns(0) }, 'list:S m:K sum:S'],
  ['one instance fails', reduce(), { list: returns(3), 'm[1]': FAILED }, 'list:S m[0]:S m[1]:F m[2]:S sum:U', 'failed'],
  [
    'one_failed after one that fails',
    reduce('one_failed'),
    { list: returns(2), 'm[1]': FAILED },
    'list:S m[0]:S m[1]:F sum:S',
  ],
  [
    'one_success after one that succeeds',
    reduce('one_success'),
    { list: returns(2), 'm[1]': FAILED },
    'list:S m[0]:S m[1]:F sum:S',
  ],
  [
    'all_failed after all that fail',
    reduce('all_failed'),
    { list: returns(2), m: FAILED },
    'list:S m[0]:F m[1]:F sum:S',
  ],
  [
    'all_skipped after all that are skipped',
    reduce('all_skipped'),
    { list: returns(2), m: SKIPPED },
    'list:S m[0]:K m[1]:K sum:S',
  ],
  [
    'none_failed with one that is skipped',
    reduce('none_failed'),
    { list: returns(2), 'm[0]': SKIPPED },
    'list:S m[0]:K m[1]:S sum:S',
  ],
  [
    'all_done after a mixture',
    reduce('all_done'),
    { list: returns(3), 'm[0]': FAILED, 'm[1]': SKIPPED },
    'list:S m[0]:F m[1]:K m[2]:S sum:S',
  ],
  ['the list fails', reduce(), { list: FAILED }, 'list:F m:U sum:U', 'failed'],
  ['the list is skipped', reduce(), { list: SKIPPED }, 'list:K m:K sum:K'],
  [
    'the list fails, and the rule of the mapped task would let it run: there is nothing to map over',
    [task('list'), mapped('m', ['list'], over('list'), { triggerRule: 'all_done' })],
    { list: FAILED },
    'list:F m:U',
    'failed',
  ],
  ['the list returned nothing', [task('list'), mapped('m', ['list'])], {}, 'list:S m:K'],
  ['lists that are in the file', [mapped('m', [], literal(2))], {}, 'm[0]:S m[1]:S'],
  [
    'a short circuit skips what is mapped, though a task before it that is skipped with it would satisfy its rule',
    [
      task('list'),
      chooser('c', ['list']),
      task('a', ['c']),
      mapped('m', ['list', 'a'], over('list'), { triggerRule: 'all_done' }),
    ],
    { list: returns(2), c: follows([], 'all') },
    'list:S c:S a:K m:K',
  ],
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
    [chooser('c'), mapped('m', ['c'], literal(2)), task('other', ['c'])],
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
