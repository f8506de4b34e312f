import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { dag } from '#test/support/dags.ts';
import { fireTimes } from './fire-times.ts';

const NOW = Date.parse('2026-03-10T10:30:00Z');
const cron = { kind: 'cron', expression: '0 6 * * *', timezone: 'UTC', summary: '0 6 * * *' } as const;
const interval = { kind: 'interval', ms: 7_200_000, summary: '2:00:00' } as const;
const times = (more: Partial<SerializedDag>) => fireTimes(dag('d', [], more), 2, NOW).map((time) => time.slice(5, 16));

test('the next times of a schedule lie after now, from the start of the DAG on and not past its end', () => {
  assert.deepEqual(times({ timetable: cron }), ['03-11T06:00', '03-12T06:00']);
  assert.deepEqual(times({ timetable: cron, startDate: '2026-05-01T00:00:00Z' }), ['05-01T06:00', '05-02T06:00']);
  assert.deepEqual(times({ timetable: cron, endDate: '2026-03-11T12:00:00Z' }), ['03-11T06:00']);
  assert.deepEqual(times({ timetable: { ...cron, dataInterval: true } }), ['03-11T06:00', '03-12T06:00']);
  assert.deepEqual(times({ timetable: interval, startDate: '2026-03-01T01:00:00Z' }), ['03-10T11:00', '03-10T13:00']);
  const dates = ['2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z'];
  assert.deepEqual(times({ timetable: { kind: 'events', dates, restrictToEvents: false, summary: '2 events' } }), [
    '04-01T00:00',
  ]);
  assert.deepEqual(times({}), []);
});
