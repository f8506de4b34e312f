import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockSurprises } from './clock-surprises.ts';

const YEAR = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2027-01-01T00:00:00Z')] as const;
const surprises = (expression: string, timezone: string) =>
  [...clockSurprises({ kind: 'cron', expression, timezone, summary: expression }, ...YEAR)].map(
    ({ kind, at, local }) => `${kind} ${at.slice(0, 16)} ${local.slice(0, 16)}`,
  );

test('a time that the clock skips, and one that comes twice, are told with their dates', () => {
  assert.deepEqual(surprises('30 2 * * *', 'Europe/Berlin'), [
    'skipped 2026-03-29T01:30 2026-03-29T02:30',
    'shorter_interval 2026-03-30T00:30 2026-03-30T02:30',
    'doubled 2026-10-25T01:30 2026-10-25T02:30',
    'longer_interval 2026-10-25T01:30 2026-10-25T02:30',
  ]);
});

test('days of 23 and of 25 hours are told of daily schedules, and weeks of weekly ones', () => {
  assert.deepEqual(surprises('0 0 * * *', 'America/New_York'), [
    'shorter_interval 2026-03-09T04:00 2026-03-09T00:00',
    'longer_interval 2026-11-02T05:00 2026-11-02T00:00',
  ]);
  assert.deepEqual(surprises('0 6 * * 1', 'Europe/Paris'), [
    'shorter_interval 2026-03-30T04:00 2026-03-30T06:00',
    'longer_interval 2026-10-26T05:00 2026-10-26T06:00',
  ]);
});

test('a schedule of every hour has fewer or more runs that day, and none in UTC or without cron is surprised', () => {
  assert.deepEqual(surprises('0 * * * *', 'Europe/Berlin'), [
    'fewer_runs 2026-03-29T01:00 2026-03-29T03:00',
    'more_runs 2026-10-25T01:00 2026-10-25T02:00',
  ]);
  assert.deepEqual(surprises('30 2 * * *', 'UTC'), []);
  assert.deepEqual([...clockSurprises({ kind: 'interval', ms: 3_600_000, summary: '1:00:00' }, ...YEAR)], []);
});
