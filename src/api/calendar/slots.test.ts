import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slotAt, slotsOf } from './slots.ts';

test('a month has its days, in each zone', () => {
  for (const zone of ['UTC', 'Europe/Paris', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns']) {
    const { names } = slotsOf('2026-03', zone, 'day');
    assert.equal(names.length, 31, zone);
    assert.deepEqual([names[0], names.at(-1)], ['2026-03-01', '2026-03-31']);
  }
  assert.equal(slotsOf('2028-02', 'UTC', 'day').names.length, 29);
});

test('an hour that comes twice is one slot, and one that is skipped has none', () => {
  const october = slotsOf('2026-10', 'Europe/Paris', 'hour');
  assert.equal(october.names.length, 31 * 24);
  const march = slotsOf('2026-03', 'Europe/Paris', 'hour');
  assert.equal(march.names.length, 31 * 24 - 1);
  assert.ok(!march.names.includes('2026-03-29T02'));
});

test('an instant lies in the slot that began last', () => {
  const days = slotsOf('2026-10', 'Europe/Paris', 'day');
  for (const [instant, day] of [
    ['2026-09-30T22:00:00Z', '2026-10-01'],
    ['2026-10-25T21:59:59Z', '2026-10-25'],
    ['2026-10-25T23:00:00Z', '2026-10-26'],
    ['2026-10-31T22:59:59Z', '2026-10-31'],
  ] as const)
    assert.equal(days.names[slotAt(days, Date.parse(instant))], day);
});
