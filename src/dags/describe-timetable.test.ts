import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedTimetable } from '@aquilon/sdk/serialized';
import { describeTimetable } from './describe-timetable.ts';

const cron = (expression: string, more?: string[]): SerializedTimetable => ({
  kind: 'cron',
  expression,
  ...(more ? { more } : {}),
  timezone: 'UTC',
  summary: expression,
});

/** As Airflow 3.3's cron-descriptor says them. */
const WORDS: readonly [string, string][] = [
  ['0 8 * * 1-5', 'At 08:00, Monday through Friday'],
  ['*/5 * * * *', 'Every 5 minutes'],
  ['*/15 * * * 1-5', 'Every 15 minutes, Monday through Friday'],
  ['0 * * * *', 'Every hour'],
  ['5 * * * *', 'At 5 minutes past the hour'],
  ['0 * * * 1', 'Every hour, only on Monday'],
  ['30 6 1 * *', 'At 06:30, on day 1 of the month'],
  ['0 0 * * 7', 'At 00:00, only on Sunday'],
  ['0 0 1 1 *', 'At 00:00, on day 1 of the month, only in January'],
  ['0 0 1 */3 *', 'At 00:00, on day 1 of the month, every 3 months'],
  ['* * * * *', 'Every minute'],
  ['0 */2 * * *', 'Every 2 hours'],
  ['0 0 L * *', 'At 00:00, on the last day of the month'],
];

test('usual cron expressions are described in words, others as they are written', () => {
  for (const [expression, words] of WORDS) assert.equal(describeTimetable(cron(expression)), words);
  for (const other of ['1,31 * * * *', '0 0 13 * 5', '0 0 * * 5#2', '0 0 * * * 30'])
    assert.equal(describeTimetable(cron(other)), other);
});

test('several crons and events are described as Airflow does', () => {
  assert.equal(describeTimetable(cron('0 8 * * *', ['0 9 * * 6'])), 'At 08:00, At 09:00, only on Saturday');
  const dates = ['2026-05-01T00:00:00.000Z', '2026-06-30T22:00:00.000Z'];
  const events: SerializedTimetable = { kind: 'events', dates, restrictToEvents: false, summary: '2 events' };
  const words = '2 events between 2026-05-01T00:00:00+00:00 and 2026-06-30T22:00:00+00:00';
  assert.equal(describeTimetable(events), words);
  assert.equal(describeTimetable({ ...events, description: 'Finals', summary: 'Finals' }), 'Finals');
});
