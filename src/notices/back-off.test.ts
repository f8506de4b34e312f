import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backOffMs } from './back-off.ts';

test('the wait between two attempts doubles up to its limit, and lies within a quarter of that', () => {
  const limits = { firstMs: 1000, mostMs: 60_000 };
  const waits = [1, 2, 3, 7, 1000].map((failures) => backOffMs(failures, limits, () => 0.5));
  assert.deepEqual(waits, [1000, 2000, 4000, 60_000, 60_000]);
  assert.equal(
    backOffMs(1, limits, () => 0),
    750,
  );
  assert.ok(backOffMs(1, limits, () => 0.999) < 1250);
});
