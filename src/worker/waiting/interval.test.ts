import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextIntervalMs } from './interval.ts';

const none = { exponentialBackoff: false, maxWaitMs: null };
const growing = { exponentialBackoff: true, maxWaitMs: null };

test('without back-off the interval stays, and is never longer than maxWait or the longest timer', () => {
  for (const waited of [0, 1e6, 1e12]) assert.equal(nextIntervalMs(60_000, none, waited, Math.random), 60_000);
  assert.equal(nextIntervalMs(60_000, { ...none, maxWaitMs: 1000 }, 0, Math.random), 1000);
  assert.equal(nextIntervalMs(1e12, none, 0, Math.random), 86_400_000);
  assert.equal(nextIntervalMs(60_000, undefined, 1e9, Math.random), 60_000);
});

test('with back-off the interval doubles as the wait doubles, within its spread', () => {
  const least = (waited: number) => nextIntervalMs(60_000, growing, waited, () => 0);
  const most = (waited: number) => nextIntervalMs(60_000, growing, waited, () => 1);
  assert.deepEqual([0, 60_000, 180_000, 420_000].map(least), [30_000, 60_000, 120_000, 240_000]);
  assert.deepEqual([0, 60_000, 180_000, 420_000].map(most), [60_000, 120_000, 240_000, 480_000]);
});

test('the grown interval stops at maxWait, or at a day', () => {
  const aYear = 365 * 86_400_000;
  assert.equal(nextIntervalMs(60_000, { ...growing, maxWaitMs: 3_600_000 }, aYear, Math.random), 3_600_000);
  assert.equal(
    nextIntervalMs(60_000, growing, aYear, () => 1),
    86_400_000,
  );
});

test('an interval of nothing, and a clock that was set back, give an interval all the same', () => {
  assert.equal(nextIntervalMs(0, growing, 1000, Math.random), 0);
  assert.equal(
    nextIntervalMs(60_000, growing, -1e9, () => 0),
    30_000,
  );
});
