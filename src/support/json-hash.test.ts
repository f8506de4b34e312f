import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonHash } from './json-hash.ts';

test('the order of the keys does not count, that of a list does', () => {
  assert.equal(jsonHash({ zeta: 1, b: [{ y: 2, x: 3 }] }), jsonHash({ b: [{ x: 3, y: 2 }], zeta: 1 }));
  assert.notEqual(jsonHash([1, 2]), jsonHash([2, 1]));
  assert.notEqual(jsonHash({ a: 1 }), jsonHash({ a: '1' }));
  assert.match(jsonHash(null), /^[0-9a-f]{64}$/);
});
