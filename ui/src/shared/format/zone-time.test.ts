import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toClock, toInstant } from './zone-time.ts';

test('a date of the picker means the same instant on the way back, in every zone and season', () => {
  for (const iso of ['2026-01-04T05:06:07.000Z', '2026-07-04T23:59:59.000Z', '0999-03-04T00:00:00.000Z'])
    for (const zone of ['UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kathmandu'])
      assert.equal(toInstant(toClock(new Date(iso), zone), zone), iso, zone);
  assert.equal(toClock(new Date('2026-07-04T22:00:00Z'), 'Europe/Paris'), '2026-07-05 00:00:00');
});

test('a time that comes twice is the first, and one that never comes is as much later as the clock was set', () => {
  assert.equal(toInstant('2026-10-25 02:30:00', 'Europe/Paris'), '2026-10-25T00:30:00.000Z');
  assert.equal(toInstant('2026-03-29 02:30:00', 'Europe/Paris'), '2026-03-29T01:30:00.000Z');
  assert.equal(toInstant('2026-11-01 01:30:00', 'America/New_York'), '2026-11-01T05:30:00.000Z');
  assert.equal(toInstant('2026-03-08 02:30:00', 'America/New_York'), '2026-03-08T07:30:00.000Z');
});
