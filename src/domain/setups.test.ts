import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedTask } from '@aquilon/sdk/serialized';
import { dag, task } from '#test/support/dags.ts';
import { FAILED, follows, goOn, playRun, type Script } from '#test/support/play-run.ts';
import { clearInstances, reopen } from './interventions.ts';
import { attemptEnded, beginRun, startAttempt } from './moves.ts';
import { allInstances } from './run.ts';
import { noMoves } from './transitions.ts';

const setup = (id: string, upstream: string[] = []) => task(id, upstream, { role: 'setup' });
const teardown = (id: string, upstream: string[], more: Partial<SerializedTask> = {}) =>
  task(id, upstream, { role: 'teardown', triggerRule: 'all_done_setup_success', ...more });

/** up -> work -> down, and up -> down. */
const CLUSTER = (more: Partial<SerializedTask> = {}, of: Partial<SerializedTask> = {}) => [
  setup('up'),
  task('work', ['up'], of),
  teardown('down', ['up', 'work'], more),
];
const SKIPPED: Script[string] = { state: 'skipped', cause: { code: 'skipped', message: 'not today' } };
const BRANCH = { decision: { kind: 'branch' } } as const;

const LETTERS: Readonly<Record<string, string>> = { success: 'S', skipped: 'K', failed: 'F', upstream_failed: 'U' };
const letters = (states: { [id: string]: string | null }) =>
  Object.entries(states)
    .map(([id, state]) => `${id}:${LETTERS[state ?? ''] ?? state}`)
    .join(' ');

/** Airflow documentation, "Setup and teardown". */
const CASES: [what: string, tasks: SerializedTask[], script: Script, expected: string, run?: string][] = [
  ['all goes well', CLUSTER(), {}, 'up:S work:S down:S'],
  [
    'a teardown runs after work that failed, and the run fails by the work',
    CLUSTER(),
    { work: FAILED },
    'up:S work:F down:S',
    'failed',
  ],
  ['a teardown runs after work that was skipped', CLUSTER(), { work: SKIPPED }, 'up:S work:K down:S'],
  ['a setup that fails: neither work nor teardown', CLUSTER(), { up: FAILED }, 'up:F work:U down:U', 'failed'],
  ['a setup that is skipped: neither work nor teardown', CLUSTER(), { up: SKIPPED }, 'up:K work:K down:K'],
  ['a teardown that fails does not fail the run', CLUSTER(), { down: FAILED }, 'up:S work:S down:F'],
  [
    'a teardown that fails and is to fail the run does',
    CLUSTER({ onFailureFailDagrun: true }),
    { down: FAILED },
    'up:S work:S down:F',
    'failed',
  ],
  [
    'work that failed before a teardown that is to fail the run, and succeeds: only the last task counts',
    CLUSTER({ onFailureFailDagrun: true }),
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
    [...CLUSTER(), task('after', ['down'])],
    { down: FAILED },
    'up:S work:S down:F after:U',
    'failed',
  ],
  [
    'a branch does not skip a teardown',
    [setup('up'), task('c', ['up'], BRANCH), task('a', ['c']), teardown('down', ['up', 'a', 'c'])],
    { c: follows([]) },
    'up:S c:S a:K down:S',
  ],
  [
    'a short circuit does not skip a teardown',
    [setup('up'), task('c', ['up'], BRANCH), task('a', ['c']), teardown('down', ['up', 'a'])],
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

for (const [what, tasks, script, expected, state = 'success'] of CASES) {
  test(what, () => {
    const { run, states } = playRun(dag('d', tasks), script);
    assert.equal(letters(states), expected);
    assert.equal(run.state, state);
  });
}

test('with a task its setups and teardowns are cleared, and those of no other', () => {
  const tasks = [...CLUSTER(), setup('up2'), task('work2', ['up2']), teardown('down2', ['up2', 'work2'])];
  const { run } = playRun(dag('d', tasks));
  const why = { code: 'TASK_CLEARED', message: 'cleared' };
  const moves = noMoves('test', () => 'new');
  clearInstances(
    run,
    allInstances(run).filter((one) => one.node.task.taskId === 'work'),
    9,
    why,
    moves,
  );
  reopen(run, 9, why, moves);
  beginRun(run, 9, moves);
  assert.deepEqual(goOn(run, {}, moves).ran, ['up', 'work', 'down']);
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
