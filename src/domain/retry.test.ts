import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { task } from '#test/support/dags.ts';
import { retryDelayMs } from './retry.ts';

const DAY = 86_400_000;

test('without back-off every wait is the delay', () => {
  for (const tryNumber of [1, 2, 50])
    assert.equal(retryDelayMs(task('t', [], { retryDelayMs: 300 }), tryNumber, 's'), 300);
});

test('with it, a wait lies between what the delay has grown to and twice that, under the ceiling, and is always the same', () => {
  const options = fc.record({
    retryDelayMs: fc.integer({ min: 0, max: DAY }),
    retryExponentialBackoff: fc.constantFrom(2, 1.5, 3),
    maxRetryDelayMs: fc.option(fc.integer({ min: 0, max: 2 * DAY })),
  });
  fc.assert(
    fc.property(options, fc.integer({ min: 1, max: 200 }), fc.string(), (more, tryNumber, seed) => {
      const one = task('t', [], more);
      const ceiling = Math.min(more.maxRetryDelayMs ?? DAY, DAY);
      const grown = more.retryDelayMs * more.retryExponentialBackoff ** (tryNumber - 1);
      const wait = retryDelayMs(one, tryNumber, seed);
      assert.ok(wait >= Math.min(Math.floor(grown), ceiling) && wait <= Math.min(Math.ceil(2 * grown), ceiling));
      assert.equal(retryDelayMs(one, tryNumber, seed), wait);
    }),
  );
});

test('tasks that failed together do not come back together', () => {
  const delays = Array.from({ length: 50 }, (_, at) =>
    retryDelayMs(task(`t${at}`, [], { retryDelayMs: 60_000, retryExponentialBackoff: 2 }), 1, 'dag#run'),
  );
  assert.ok(new Set(delays).size > 45);
});
