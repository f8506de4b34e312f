import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MOST_POINTS, UsageCurve } from './usage.ts';

/** Looks once a second; memory 1, CPU one second each. */
function lookedFor(seconds: number, memoryAt: Readonly<Record<number, number>> = {}): UsageCurve {
  const curve = new UsageCurve();
  for (let at = 1; at <= seconds; at++) curve.add({ seconds: at, cpuSeconds: at, memory: memoryAt[at] ?? 1 });
  return curve;
}

describe('the curve of an attempt', () => {
  test('has each look of the first two minutes', () => {
    const { points } = lookedFor(MOST_POINTS);
    assert.equal(points.length, MOST_POINTS);
    assert.deepEqual(points[4], { seconds: 5, cpuSeconds: 5, memory: 1 });
  });

  test('never has more points than it may, and ends with the newest look', () => {
    for (const seconds of [121, 500, 3_600, 100_000]) {
      const { points } = lookedFor(seconds);
      assert.ok(points.length <= MOST_POINTS && points.length > MOST_POINTS / 3, `${points.length} of ${seconds}`);
      assert.equal(points.at(-1)?.seconds, seconds);
      assert.equal(points.at(-1)?.cpuSeconds, seconds);
      assert.deepEqual(
        points.map((point) => point.seconds),
        points.map((point) => point.seconds).toSorted((a, b) => a - b),
      );
    }
  });

  test('keeps a peak that lasted for one look only', () => {
    const curve = lookedFor(10_000, { 7: 900, 5001: 800 });
    assert.equal(curve.peakMemory, 900);
    assert.deepEqual(
      curve.points.filter(({ memory }) => memory > 1).map(({ memory }) => memory),
      [900, 800],
    );
  });

  test('looks that are nearer than a point replace the newest, with the larger memory of both', () => {
    const curve = new UsageCurve();
    curve.add({ seconds: 0.5, cpuSeconds: 0.4, memory: 9 });
    curve.add({ seconds: 0.9, cpuSeconds: 0.8, memory: 3 });
    assert.deepEqual(curve.points, [{ seconds: 0.9, cpuSeconds: 0.8, memory: 9 }]);
  });

  test('CPU seconds that were used do not become fewer when a process that used them is gone', () => {
    const curve = new UsageCurve();
    curve.add({ seconds: 1, cpuSeconds: 3, memory: 9 });
    curve.add({ seconds: 2, cpuSeconds: 1, memory: 3 });
    assert.equal(curve.points.at(-1)?.cpuSeconds, 3);
  });
});
