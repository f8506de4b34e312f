import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addMonths, clockChanges, daysOf, hoursOf, moved, rangeOf, slotOf, weeksOf } from './slots.ts';

test('a month has its weeks from Monday on', () => {
  const weeks = weeksOf('2026-11');
  assert.equal(weeks.length, 6);
  assert.deepEqual(weeks[0], [null, null, null, null, null, null, '2026-11-01']);
  assert.deepEqual(weeks[5], ['2026-11-30', null, null, null, null, null, null]);
  assert.equal(weeksOf('2027-02').length, 4);
  assert.equal(daysOf('2028-02').length, 29);
  assert.deepEqual([addMonths('2026-12', 1), addMonths('2026-01', -1)], ['2027-01', '2025-12']);
});

test('keys lead from day to day and week to week, beyond the month', () => {
  const from = (slot: string, ...keys: string[]) => keys.map((key) => moved(slot, key));
  assert.deepEqual(from('2026-11-01', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'), [
    '2026-10-31',
    '2026-11-02',
    '2026-10-25',
    '2026-11-08',
  ]);
  assert.deepEqual(from('2026-11-05', 'Home', 'End'), ['2026-11-02', '2026-11-08']);
  assert.deepEqual(from('2026-11-01', 'Home', 'End'), ['2026-11-01', '2026-11-01']);
  assert.deepEqual(from('2026-03-31', 'PageUp', 'PageDown', 'x'), ['2026-02-28', '2026-04-30', null]);
});

test('keys lead from hour to hour and day to day', () => {
  const from = (...keys: string[]) => keys.map((key) => moved('2026-11-01T00', key));
  assert.deepEqual(from('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageDown'), [
    '2026-10-31T23',
    '2026-11-01T01',
    '2026-10-31T00',
    '2026-11-02T00',
    '2026-11-01T00',
    '2026-11-01T23',
    '2026-12-01T00',
  ]);
  assert.deepEqual([hoursOf('2026-11-01').length, hoursOf('2026-11-01')[9]], [24, '2026-11-01T09']);
});

test('a day lies between its midnights, and an hour that comes twice is as long as both', () => {
  assert.deepEqual(rangeOf('2026-10-25', 'Europe/Paris'), {
    from: '2026-10-24T22:00:00.000Z',
    to: '2026-10-25T23:00:00.000Z',
  });
  assert.deepEqual(rangeOf('2026-10-25T02', 'Europe/Paris'), {
    from: '2026-10-25T00:00:00.000Z',
    to: '2026-10-25T02:00:00.000Z',
  });
  assert.equal(slotOf(new Date('2026-10-31T23:30:00Z'), 'Europe/Paris', 'hour'), '2026-11-01T00');
});

test('it is told where the clock is set between two runs', () => {
  const runs = ['2026-10-24T00:00:00Z', '2026-10-25T01:00:00Z', '2026-10-26T01:00:00Z'];
  assert.deepEqual(clockChanges(runs, 'Europe/Paris'), [0, -60, 0]);
  assert.deepEqual(clockChanges(['2026-03-28T01:00:00Z', '2026-03-29T01:00:00Z'], 'Europe/Paris'), [0, 60]);
  assert.deepEqual(clockChanges(runs, 'UTC'), [0, 0, 0]);
});
