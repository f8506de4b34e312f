import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScheduleTrial } from '#shared/api/queries/schedule.ts';
import { scheduleCode, timetableName } from './schedule-code.ts';

const field = {
  seconds: [0],
  minutes: [0],
  hours: [6],
  months: [1],
  days: null,
  last_day: false,
  nearest_weekday: null,
  weekdays: null,
  nth_weekdays: [],
};
const trial = (schedule: string, more: Partial<ScheduleTrial> = {}): ScheduleTrial => ({
  schedule,
  zone: 'UTC',
  start: '2026-01-01T00:00:00.000Z',
  kind: 'cron',
  data_interval: false,
  summary: schedule,
  crons: [field],
  problem: null,
  ticks: [],
  surprises: [],
  is_surprises_cut: false,
  hours: [],
  is_cut: false,
  of_dag: null,
  ...more,
});
const open = { dataInterval: undefined, start: undefined };

test('a schedule is written as shortly as it can be', () => {
  assert.equal(scheduleCode(trial('@daily'), open), "schedule: '@daily',");
  assert.equal(
    scheduleCode(trial('0 6 * * *', { zone: 'Europe/Paris' }), open),
    "schedule: { cron: '0 6 * * *', timezone: 'Europe/Paris' },",
  );
  assert.equal(
    scheduleCode(trial('6h', { kind: 'interval', crons: [], zone: 'Europe/Paris' }), open),
    "schedule: '6h',",
  );
});

test('what was chosen beside it stands there', () => {
  assert.equal(
    scheduleCode(trial('0 6 * * *'), { dataInterval: true, start: '2026-01-01T00:00:00.000Z' }),
    "schedule: { cron: '0 6 * * *', dataInterval: true },\nstartDate: '2026-01-01T00:00:00.000Z',",
  );
  assert.equal(
    scheduleCode(trial('1 day', { kind: 'interval', crons: [] }), { dataInterval: false, start: undefined }),
    "schedule: { every: '1 day', dataInterval: false },",
  );
});

test('several cron expressions are a list', () => {
  const several = trial('0 8 * * 1,2, 0 10 * * 6', { crons: [field, field] });
  assert.equal(scheduleCode(several, open), "schedule: ['0 8 * * 1,2', '0 10 * * 6'],");
  assert.equal(timetableName(several), 'MultipleCronTriggerTimetable');
  assert.equal(timetableName(trial('0 6 * * *', { data_interval: true })), 'CronDataIntervalTimetable');
});
