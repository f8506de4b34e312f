import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rates } from '#shared/api/worker-operations.ts';
import { endedOf, seriesOf } from './rate-series.ts';

const figures = { success: 0, failed: 0, up_for_retry: 0, skipped: 0 };
const times = { median_duration: 2, p95_duration: 4, median_queued: 0.5, p95_queued: 1 };
const rates = (bucket_seconds: number, buckets: Rates['buckets']): Rates => ({
  from: '',
  until: '',
  bucket_seconds,
  counted_from: null,
  buckets,
  queues: [],
  workers: [],
});

test('an hour has sixty points, the last of them is now, and minutes without an end are none', () => {
  const now = Date.parse('2026-01-01T12:30:40Z');
  const {
    at,
    ends,
    times: told,
  } = seriesOf(rates(60, [{ ...figures, ...times, at: '2026-01-01T12:29:00.000Z', success: 3, failed: 1 }]), 1, now);
  assert.deepEqual([at.length, at[0], at.at(-1)], [60, '2026-01-01T11:31:00.000Z', '2026-01-01T12:30:00.000Z']);
  assert.deepEqual(
    ends.map(({ end, values }) => [end, values.slice(-3)]),
    [
      ['success', [0, 3, 0]],
      ['failed', [0, 1, 0]],
    ],
  );
  assert.deepEqual(told.duration.p95.slice(-3), [null, 4, null]);
  assert.deepEqual(told.queued.median.slice(-2), [0.5, null]);
});

test('what has left the time that is looked at is shown no more, without a new answer', () => {
  const answer = rates(60, [{ ...figures, ...times, at: '2026-01-01T12:00:00.000Z', success: 1 }]);
  assert.equal(seriesOf(answer, 1, Date.parse('2026-01-01T12:59:59Z')).ends.length, 1);
  assert.equal(seriesOf(answer, 1, Date.parse('2026-01-01T13:00:00Z')).ends.length, 0);
});

test('a day is told by quarters of an hour, as attempts a minute', () => {
  const { at, ends } = seriesOf(
    rates(900, [{ ...figures, ...times, at: '2026-01-01T12:00:00.000Z', skipped: 30 }]),
    24,
    Date.parse('2026-01-01T12:14:59Z'),
  );
  assert.equal(at.length, 96);
  assert.deepEqual(ends, [{ end: 'skipped', values: [...Array.from({ length: 95 }, () => 0), 2] }]);
});

test('an attempt counts once, whatever it ended in', () => {
  assert.equal(endedOf({ ...figures, ...times, success: 1, failed: 2, up_for_retry: 3, skipped: 4 }), 10);
});
