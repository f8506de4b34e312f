import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instant, jsonObject } from './arguments.ts';

test('a date without an offset is UTC', () => {
  assert.equal(instant('2026-01-31'), '2026-01-31T00:00:00.000Z');
  assert.equal(instant('2026-01-31 06:30'), '2026-01-31T06:30:00.000Z');
  assert.equal(instant('2026-01-31T06:30:00+02:00'), '2026-01-31T04:30:00.000Z');
});

test('what is no date is refused', () => {
  assert.throws(() => instant('tomorrow'), /no date/);
});

test('a conf that is no JSON object is refused', () => {
  for (const text of ['{', '[1]', '7', 'null']) assert.throws(() => jsonObject(text), /no JSON object/);
  assert.deepEqual(jsonObject('{"rows": 5}'), { rows: 5 });
});
