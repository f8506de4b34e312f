import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedTimetable } from '@aquilon/sdk/serialized';
import fc from 'fast-check';
import { type Plan, plannedTicks } from './planned-ticks.ts';
import { nextTick, type Tick } from './timetable.ts';

const at = (text: string): number => Date.parse(text);
const cron = (expression: string, more: object = {}): SerializedTimetable => ({
  kind: 'cron',
  expression,
  timezone: 'Europe/Paris',
  summary: expression,
  ...more,
});
const exact = (instant: number): Tick => ({
  logicalDate: instant,
  dataIntervalStart: instant,
  dataIntervalEnd: instant,
  runAfter: instant,
});
const firstTick = (timetable: SerializedTimetable, now: number) =>
  nextTick(timetable, null, { earliest: now, latest: null, catchup: true }, now);
const told = (plan: Plan, from: string, until: string): string[] =>
  [...plannedTicks(plan, at(from), at(until))].map(({ runAfter }) => new Date(runAfter).toISOString());

const START = at('2026-01-01T00:00:00Z');
const PERIODIC: readonly SerializedTimetable[] = [
  cron('0 2 * * *'),
  cron('0 2 * * *', { dataInterval: true }),
  cron('30 */5 * * 1-5', { intervalMs: 3_600_000 }),
  cron('0 0 1 * *', { more: ['0 12 15 * *'] }),
  { kind: 'interval', ms: 25_200_000, summary: '7:00:00' },
  { kind: 'interval', ms: 25_200_000, summary: '7:00:00', dataInterval: true },
  { kind: 'events', dates: ['2026-02-01T00:00:00Z', '2026-05-03T10:00:00Z'], restrictToEvents: false, summary: '' },
];

test('ticks of a time that is far away are those that one comes to step by step', () => {
  const day = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(fc.constantFrom(...PERIODIC), day, fc.integer({ min: 1, max: 40 }), (timetable, first, days) => {
      const next = firstTick(timetable, START);
      const from = START + first * 86_400_000;
      const until = from + days * 86_400_000;
      const plan = { timetable, next, end: null };
      const stepped = [...plannedTicks(plan, START, until)].filter(({ runAfter }) => runAfter >= from);
      assert.deepEqual([...plannedTicks(plan, from, until)], stepped);
    }),
  );
});

test('no tick comes before the next one, nor after the end of the DAG', () => {
  const plan = {
    timetable: cron('0 2 * * *'),
    next: exact(at('2026-03-10T01:00:00Z')),
    end: at('2026-03-12T12:00:00Z'),
  };
  assert.deepEqual(told(plan, '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z'), [
    '2026-03-10T01:00:00.000Z',
    '2026-03-11T01:00:00.000Z',
    '2026-03-12T01:00:00.000Z',
  ]);
});

test('the wall clock of the zone counts, also where it is set', () => {
  const plan = { timetable: cron('0 4 * * *'), next: exact(at('2026-03-28T03:00:00Z')), end: null };
  assert.deepEqual(told(plan, '2026-03-28T00:00:00Z', '2026-03-30T00:00:00Z'), [
    '2026-03-28T03:00:00.000Z',
    '2026-03-29T02:00:00.000Z',
  ]);
});

test('what cannot be foreseen has its next tick alone, and what has none has none', () => {
  for (const timetable of [
    { kind: 'once', summary: '@once' },
    { kind: 'custom', summary: 'mine', description: '' },
  ] as const) {
    const plan = { timetable, next: exact(START), end: null };
    assert.deepEqual(told(plan, '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'), ['2026-01-01T00:00:00.000Z']);
    assert.deepEqual(told(plan, '2026-01-02T00:00:00Z', '2026-02-01T00:00:00Z'), []);
  }
  const none = { timetable: cron('0 2 * * *'), next: null, end: null };
  assert.deepEqual(told(none, '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'), []);
});

test('the next run is told also where it comes late because its time of day is skipped', () => {
  const plan = { timetable: cron('30 2 * * *'), next: exact(at('2026-03-29T01:30:00Z')), end: null };
  assert.deepEqual(told(plan, '2026-03-28T12:00:00Z', '2026-03-31T12:00:00Z'), [
    '2026-03-29T01:30:00.000Z',
    '2026-03-30T00:30:00.000Z',
    '2026-03-31T00:30:00.000Z',
  ]);
});
