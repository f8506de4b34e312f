import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agesOf } from './ages.ts';

const NOW = Date.parse('2026-01-02T12:00:30Z');
const line = (...since: [string, number][]) => ({
  name: 'default',
  count: 0,
  oldest: '',
  since: since.map(([at, count]) => ({ since: at, count })),
});

test('those that wait are told by how long they have, the youngest first', () => {
  const ages = agesOf(
    line(
      ['2026-01-01T08:00:00Z', 1],
      ['2026-01-02T11:20:00Z', 4],
      ['2026-01-02T11:58:00Z', 2],
      ['2026-01-02T12:00:00Z', 3],
    ),
    NOW,
  );
  assert.deepEqual(
    ages.map(({ age, count, share }) => [age, count, share]),
    [
      ['minute', 3, 0.75],
      ['tenMinutes', 2, 0.5],
      ['hour', 4, 1],
      ['sixHours', 0, 0],
      ['more', 1, 0.25],
    ],
  );
});

test('they grow older while no other answer comes', () => {
  const one = line(['2026-01-02T12:00:00Z', 1]);
  const ageAt = (later: number) => agesOf(one, NOW + later).find(({ count }) => count > 0)?.age;
  assert.deepEqual(
    [ageAt(0), ageAt(60_000), ageAt(3_000_000), ageAt(30_000_000)],
    ['minute', 'tenMinutes', 'hour', 'more'],
  );
});
