import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedTask } from '@aquilon/sdk/serialized';
import { dag, task } from '#test/support/dags.ts';
import { unreachableTasks } from './ways.ts';

const either = (first: string[], second: string[]): Partial<SerializedTask> => ({
  decision: {
    kind: 'cases',
    cases: [
      { value: true, tasks: first },
      { value: false, tasks: second },
    ],
    otherwise: [],
  },
});
const found = (tasks: SerializedTask[], named?: Map<string, string[]>) =>
  unreachableTasks(dag('ways', tasks), named).map(({ taskId, how }) => `${taskId} ${how}`);
const split = () => [task('choose', [], either(['a'], ['b'])), task('a', ['choose']), task('b', ['choose'])];

test('what waits for the success of both sides of an if is never reached, and what asks for one of them is', () => {
  assert.deepEqual(found([...split(), task('join', ['a', 'b'])]), ['join unreachable']);
  for (const triggerRule of [
    'none_failed_min_one_success',
    'none_failed',
    'all_done',
    'one_success',
    'always',
  ] as const)
    assert.deepEqual(found([...split(), task('join', ['a', 'b'], { triggerRule })]), [], triggerRule);
  const strict = { triggerRule: 'all_done_min_one_success' as const };
  assert.deepEqual(found([...split(), task('join', ['a', 'b'], strict)]), ['join unreachable']);
  // Where the choice itself fails, neither side is skipped.
  assert.deepEqual(found([...split(), task('join', ['a', 'b'], { triggerRule: 'none_skipped' })]), []);
});

test('a join far below both sides is found, and what follows from it is not told again', () => {
  const far = [task('a2', ['a']), task('b2', ['b']), task('join', ['a2', 'b2']), task('later', ['join'])];
  assert.deepEqual(found([...split(), ...far]), ['join unreachable']);
});

test('a task that one side leads to, and the choice itself as well, is reached', () => {
  assert.deepEqual(found([...split(), task('report', ['choose', 'a'])]), []);
  assert.deepEqual(found([task('choose', [], either(['a'], [])), task('a', ['choose']), task('report', ['a'])]), []);
});

test('of a switch, two cases that go together are reached together, and two others are not', () => {
  const decision: SerializedTask['decision'] = {
    kind: 'cases',
    cases: [
      { value: 'x', tasks: ['a', 'b'] },
      { value: 'y', tasks: ['c'] },
    ],
    otherwise: ['d'],
  };
  const tasks = [task('choose', [], { decision }), ...['a', 'b', 'c', 'd'].map((id) => task(id, ['choose']))];
  assert.deepEqual(found([...tasks, task('ab', ['a', 'b']), task('bc', ['b', 'c']), task('cd', ['c', 'd'])]), [
    'bc unreachable',
    'cd unreachable',
  ]);
});

test('after a branch, a join of two ways is reached only where both are named', () => {
  const branch = { decision: { kind: 'branch' } as const };
  const tasks = [task('pick', [], branch), task('a', ['pick']), task('b', ['pick']), task('join', ['a', 'b'])];
  assert.deepEqual(found(tasks), ['join several']);
  assert.deepEqual(found(tasks, new Map([['pick', ['a']]])), ['b unreachable']);
});

test('rules that no end of the tasks before can meet are found without a choice', () => {
  const empty = { body: 'empty' };
  assert.deepEqual(found([task('a', [], empty), task('b', ['a'], { triggerRule: 'all_failed' })]), ['b unreachable']);
  assert.deepEqual(found([task('a'), task('b', ['a'], { triggerRule: 'all_failed' })]), []);
  assert.deepEqual(found([task('a', [], empty), task('b', ['a'], { triggerRule: 'all_skipped' })]), ['b unreachable']);
});

test('a short circuit leaves what comes after it in reach, and twenty choices are left alone', () => {
  const circuit = { decision: { kind: 'short_circuit', ignoreTriggerRules: true } as const };
  assert.deepEqual(found([task('go_on', [], circuit), task('a', ['go_on']), task('b', ['a', 'go_on'])]), []);
  const many = Array.from({ length: 20 }, (_, at) => [
    task(`choose${at}`, [], either([`a${at}`], [`b${at}`])),
    task(`a${at}`, [`choose${at}`]),
    task(`b${at}`, [`choose${at}`]),
  ]).flat();
  const ends = many.filter(({ taskId }) => /^[ab]/.test(taskId)).map(({ taskId }) => taskId);
  assert.deepEqual(found([...many, task('join', ends)]), []);
});
