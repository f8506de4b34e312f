import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadTexts } from '#shared/i18n/languages.ts';
import { elapsed, makeFormatter } from './format.ts';

await loadTexts('fr');
const utc = makeFormatter('en', 'UTC');

test('a date is written in the chosen zone, with its offset', () => {
  assert.equal(utc.dateTime('2026-07-01T23:30:05Z'), '2026-07-01 23:30:05 +00:00');
  assert.equal(makeFormatter('fr', 'Europe/Paris').dateTime('2026-07-01T23:30:05Z'), '2026-07-02 01:30:05 +02:00');
});

test('a date that is missing is an empty text, and one that is no date stays as it is', () => {
  assert.equal(utc.dateTime(null), '');
  assert.equal(utc.short('soon'), 'soon');
});

test('a duration is told in its two largest units', () => {
  assert.equal(utc.duration(0.04), '0.0 s');
  assert.equal(utc.duration(9.96), '10.0 s');
  assert.equal(utc.duration(59.7), '1 min 0 s');
  assert.equal(utc.duration(3700), '1 h 1 min');
  assert.equal(utc.duration(200_000), '2 d 7 h');
  assert.equal(makeFormatter('fr', 'UTC').duration(1.25), '1,3 s');
  assert.equal(utc.duration(null), '');
});

test('a time is told from now in the largest whole unit', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  assert.equal(utc.relative('2026-01-01T03:20:00Z', now), 'in 3 hours');
  assert.equal(utc.relative('2025-12-31T23:59:30Z', now), '30 seconds ago');
  assert.equal(makeFormatter('fr', 'UTC').relative('2026-01-02T00:00:00Z', now), 'demain');
});

test('what has not ended has lasted until now, and never less than nothing', () => {
  const start = '2026-01-01T00:00:00Z';
  assert.equal(elapsed(start, null, Date.parse(start) + 2500), 2.5);
  assert.equal(elapsed(start, null, Date.parse(start) - 2500), 0);
  assert.equal(elapsed(null, null, 0), null);
});
