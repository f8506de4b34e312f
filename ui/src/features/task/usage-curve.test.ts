import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { curvesOf, pathOf, peakOf, whyNone } from './usage-curve.ts';

const usage = {
  started_at: '2026-03-01T10:00:00Z',
  ...{ seconds: 4, cpu_seconds: 3, mean_cpu: 0.75, peak_memory: 900 },
  points: [
    { seconds: 1, cpu_seconds: 0.5, memory: 100 },
    { seconds: 2, cpu_seconds: 2.5, memory: 800 },
    { seconds: 4, cpu_seconds: 3, memory: 300 },
  ],
};

describe('what a try used', () => {
  test('CPU is what was used since the point before, of one processor', () => {
    assert.deepEqual(curvesOf(usage), { seconds: [1, 2, 4], memory: [100, 800, 300], cpu: [50, 200, 25] });
    assert.deepEqual(curvesOf({ points: [{ seconds: 0, cpu_seconds: 0, memory: 1 }] }).cpu, [0]);
  });

  test('the peak is that of the try, at the time of the largest point', () => {
    assert.deepEqual(peakOf(usage), { memory: 900, seconds: 2 });
    assert.equal(peakOf({ ...usage, points: [], peak_memory: null }), null);
  });

  test('why there is nothing depends on what the try does', () => {
    assert.deepEqual(['queued', 'running', 'deferred', 'awaiting_input', 'failed', null].map(whyNone), [
      ...['notStarted', 'justStarted', 'waits', 'waits', 'over', 'notStarted'],
    ]);
  });

  test('a small drawing goes from the left to the right, and from zero up to the largest', () => {
    assert.equal(pathOf([1, 2, 3], [0, 50, 100], 10, 4), 'M0 4L5 2L10 0');
    assert.equal(pathOf([], [], 10, 4), '');
  });
});
