import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slotsOf } from './pool-slots.ts';

const pool = (more: object) => ({
  name: 'p',
  slots: 4,
  include_deferred: false,
  occupied_slots: 2,
  running_slots: 1,
  queued_slots: 1,
  scheduled_slots: 3,
  open_slots: 2,
  deferred_slots: 5,
  team_name: null,
  ...more,
});

test('the parts of a bar are what is taken and what is open', () => {
  assert.deepEqual(slotsOf(pool({})), {
    slots: 4,
    taken: 2,
    waiting: 3,
    parts: [
      { part: 'running', count: 1, share: 0.25 },
      { part: 'queued', count: 1, share: 0.25 },
      { part: 'open', count: 2, share: 0.5 },
    ],
  });
});

test('deferred tasks are in the bar of a pool that counts them only', () => {
  const { parts } = slotsOf(pool({ include_deferred: true, occupied_slots: 7, open_slots: -3 }));
  assert.deepEqual(
    parts.map(({ part, count }) => [part, count]),
    [
      ['running', 1],
      ['queued', 1],
      ['deferred', 5],
    ],
  );
  assert.equal(
    parts.reduce((sum, { share }) => sum + share, 0),
    1,
  );
});

test('a pool without end has no open part, and an empty one no part at all', () => {
  assert.deepEqual(slotsOf(pool({ slots: -1, open_slots: -1, running_slots: 0, queued_slots: 0 })).parts, []);
  assert.equal(slotsOf(pool({ slots: -1, open_slots: -1 })).slots, null);
});
