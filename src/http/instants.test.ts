import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isInstant, isNaive, queryInstant } from './instants.ts';

it('an instant is a date that exists with a time and an offset', () => {
  for (const text of ['2026-01-01T00:00:00Z', '2024-02-29T23:59:59.123456+05:30', '2026-01-01 00:00:00+00']) {
    assert.ok(isInstant(text), text);
  }
  for (const text of [
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T25:00:00Z',
    'tomorrow',
    '',
    '2026-01-01',
  ]) {
    assert.ok(!isInstant(text), text);
  }
});

it('an instant without an offset is naive', () => {
  assert.ok(isNaive('2026-01-01T00:00:00') && isNaive('2026-01-01'));
  assert.ok(!isNaive('2026-01-01T00:00:00Z') && !isNaive('2026-02-30'));
});

it('a query instant without an offset is UTC, and a plus that became a space is a plus again', () => {
  assert.equal(queryInstant('2026-01-01'), '2026-01-01T00:00:00Z');
  assert.equal(queryInstant('2026-01-01T10:00:00.5'), '2026-01-01T10:00:00.5Z');
  assert.equal(queryInstant('2026-01-01T10:00:00 02:00'), '2026-01-01T10:00:00+02:00');
  assert.equal(queryInstant('2026-01-01T10:00:00+02:00'), '2026-01-01T10:00:00+02:00');
  assert.equal(queryInstant('2026-01-01 10:00'), '2026-01-01 10:00Z');
  assert.equal(queryInstant('nonsense'), 'nonsense');
});
