import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consecutiveUuids, countedUp, isCountedUp, uuidv7 } from './uuid.ts';

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('UUIDs of one millisecond are consecutive numbers, those of the next begin anew, later and as unforeseeable', () => {
  let now = Date.parse('2026-01-01');
  const next = consecutiveUuids(() => now);
  const made = Array.from({ length: 1000 }, next);
  for (const id of made) assert.match(id, FORM);
  assert.ok(made.every((id, at) => isCountedUp(made[0] ?? '', id, at)));
  now += 1;
  const later = [next(), next()];
  assert.ok(!isCountedUp(made[0] ?? '', later[0] ?? '', 1000));
  assert.ok(isCountedUp(later[0] ?? '', later[1] ?? '', 1));
  assert.deepEqual([...made, ...later].sort(), [...made, ...later]);
});

test('what is counted up is found again, and nothing else is taken for it', () => {
  const first = '019a0000-0000-7000-8000-0000000000ff';
  assert.equal(countedUp(first, 1), '019a0000-0000-7000-8000-000000000100');
  assert.ok(isCountedUp(first, '019a0000-0000-7000-8000-000000000100', 1));
  assert.ok(!isCountedUp(first, '019a0000-0000-7000-8000-000000000100', 2));
  assert.ok(!isCountedUp(first, '019b0000-0000-7000-8000-000000000100', 1));
  assert.ok(!isCountedUp('copy-1', 'copy-2', 1));
  assert.match(uuidv7(), FORM);
});
