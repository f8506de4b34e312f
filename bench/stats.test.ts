import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alternate } from './alternate.ts';
import { percentile, statsOf } from './stats.ts';

test('a median is a measured value, whatever the order of the measurements', () => {
  assert.deepEqual(statsOf([5, 1, 9]), { min: 1, median: 5, max: 9, count: 3 });
  assert.deepEqual(statsOf([4, 1, 3, 2]), { min: 1, median: 3, max: 4, count: 4 });
});

test('the 99th percentile of a hundred measurements is the largest', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  assert.equal(percentile(values, 0.99), 100);
  assert.equal(percentile(values, 0.5), 51);
});

test('nothing measured has no statistics', () => {
  assert.ok(Number.isNaN(statsOf([]).median));
});

test('measurements that are compared take turns, and their first rounds do not count', async () => {
  const order: string[] = [];
  const player = (name: string) => async () => order.push(name);
  const values = await alternate({ rounds: 2, warmUps: 1 }, { a: player('a'), b: player('b') });
  assert.deepEqual(order, ['a', 'b', 'b', 'a', 'a', 'b']);
  assert.deepEqual(values, { a: [4, 5], b: [3, 6] });
});
