import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readClock, toClock, toInstant } from './zone-time.ts';

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

test('a date may be written with or without a time, and what is copied from a log keeps its instant', () => {
  const read = (text: string) => readClock(text, 'Europe/Paris');
  assert.equal(read('2026-03-01'), '2026-03-01 00:00:00');
  assert.equal(read(' 2026-03-01 06:30 '), '2026-03-01 06:30:00');
  assert.equal(read('2026-03-01T06:30:15'), '2026-03-01 06:30:15');
  assert.equal(read('2026-03-01T06:30:15Z'), '2026-03-01 07:30:15');
  assert.equal(read('2026-03-01T06:30:15.123456+00:00'), '2026-03-01 07:30:15');
  assert.equal(read('2026-03-01T06:30:15-0500'), '2026-03-01 12:30:15');
  for (const text of ['', '2026', 'tomorrow', '2026-02-30', '2026-13-01', '2026-03-01 25:00', '2026-03-01 06'])
    assert.equal(read(text), null, text);
});
