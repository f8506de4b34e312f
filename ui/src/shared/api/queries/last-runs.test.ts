import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inParts } from './last-runs.ts';

test('names are asked for together as far as an address has room for them', () => {
  assert.deepEqual(inParts(['a', 'b', 'c', 'd', 'e'], 2, 1000), [['a', 'b'], ['c', 'd'], ['e']]);
  assert.deepEqual(inParts(['long-name', 'b', 'c'], 100, 20), [['long-name'], ['b', 'c']]);
  assert.deepEqual(inParts([], 2, 10), []);
});
