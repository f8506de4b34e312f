import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedAsset } from '@aquilon/sdk/serialized';
import { dag, task } from '#test/support/dags.ts';
import { differenceOf, differs } from './dag-difference.ts';

const asset = (name: string): SerializedAsset => ({
  kind: 'asset',
  name,
  uri: `s3://${name}`,
  group: 'asset',
  extra: {},
});

test('order of tasks, edges, tags and keys, and lines, are no difference', () => {
  const one = dag('d', [task('a', [], { line: 3 }), task('b'), task('c', ['a', 'b'], { options: { x: 1, y: 2 } })], {
    tags: ['x', 'y'],
  });
  const two = dag('d', [task('b'), task('c', ['b', 'a'], { options: { y: 2, x: 1 } }), task('a', [], { line: 9 })], {
    tags: ['y', 'x'],
  });
  assert.equal(differs(differenceOf(one, two)), false);
});

test('tasks that come, go and change are named, with the options that do and their values', () => {
  const old = dag('d', [task('a'), task('b', ['a'], { options: { env: { A: '1', B: '2' } } }), task('gone')]);
  const now = dag('d', [
    task('a', [], { retries: 3 }),
    task('b', [], { options: { env: { A: '1', B: '3' }, cwd: '/x' } }),
    task('new'),
  ]);
  const { addedTasks, removedTasks, changedTasks } = differenceOf(old, now);
  assert.deepEqual([addedTasks, removedTasks], [['new'], ['gone']]);
  assert.deepEqual(changedTasks, [
    { taskId: 'a', changes: [{ name: 'retries', from: 0, to: 3 }] },
    {
      taskId: 'b',
      changes: [
        { name: 'options.cwd', from: undefined, to: '/x' },
        { name: 'options.env.B', from: '2', to: '3' },
        { name: 'upstream', from: ['a'], to: [] },
      ],
    },
  ]);
});

test('a schedule, options of the DAG, and the assets that it makes and waits for, are told', () => {
  const old = dag('d', [task('a', [], { outlets: [asset('x')] })], { assetSchedule: asset('in'), maxActiveRuns: 2 });
  const now = dag('d', [task('a', [], { outlets: [asset('y')] })], {
    assetSchedule: { kind: 'all', of: [asset('in'), asset('more')] },
  });
  const { scheduleChanged, options, made, awaited } = differenceOf(old, now);
  assert.deepEqual(
    [scheduleChanged, options, made, awaited],
    [
      true,
      [{ name: 'maxActiveRuns', from: 2, to: null }],
      { added: ['y'], removed: ['x'] },
      { added: ['more'], removed: [] },
    ],
  );
  const gate = (kind: 'all' | 'any') => dag('d', [], { assetSchedule: { kind, of: [asset('x'), asset('y')] } });
  assert.equal(differenceOf(gate('all'), gate('any')).scheduleChanged, true);
});
