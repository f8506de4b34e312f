import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  allowedKeyMapper,
  fixedKeyMapper,
  identityMapper,
  type PartitionMapper,
  productMapper,
  startOfDayMapper,
  startOfHourMapper,
  startOfMonthMapper,
  startOfQuarterMapper,
  startOfWeekMapper,
  startOfYearMapper,
} from '@aquilon/sdk';
import { mapKey, scheduledKey, targetKey } from './partitions.ts';

/** Those with an arrow stand in Airflow's documentation of its mappers. */
const CASES: [what: string, mapper: PartitionMapper, key: string, expected: string | null][] = [
  ['identity', identityMapper(), 'eu', 'eu'],
  ['start of hour', startOfHourMapper(), '2024-03-13T10:42:15', '2024-03-13T10'],
  ['start of day', startOfDayMapper(), '2024-03-13T10:42:15', '2024-03-13'],
  ['start of week', startOfWeekMapper(), '2024-03-13T10:42:15', '2024-03-11 (W11)'],
  ['start of week on a Monday', startOfWeekMapper(), '2024-03-11T00:00:00', '2024-03-11 (W11)'],
  ['start of the week of New Year', startOfWeekMapper(), '2026-01-01T00:00:00', '2025-12-29 (W01)'],
  ['start of month', startOfMonthMapper(), '2024-03-13T10:42:15', '2024-03'],
  ['start of quarter', startOfQuarterMapper(), '2024-03-13T10:42:15', '2024-Q1'],
  ['start of quarter at its end', startOfQuarterMapper(), '2024-12-31T23:59:59', '2024-Q4'],
  ['start of year', startOfYearMapper(), '2024-03-13T10:42:15', '2024'],
  [
    'a format of its own',
    startOfDayMapper({ inputFormat: '%Y-%m-%d', outputFormat: '%d.%m.%Y' }),
    '2024-03-13',
    '13.03.2024',
  ],
  ['a leap day', startOfDayMapper(), '2024-02-29T00:00:00', '2024-02-29'],
  ['a day that does not exist', startOfDayMapper(), '2023-02-29T00:00:00', null],
  ['a key that is no time', startOfDayMapper(), 'eu', null],
  ['a time with something behind it', startOfDayMapper(), '2024-03-13T10:42:15Z', null],
  ['a product', productMapper(identityMapper(), startOfDayMapper()), 'us|2024-03-13T10:42:15', 'us|2024-03-13'],
  ['a product of too many parts', productMapper(identityMapper(), identityMapper()), 'a|b|c', null],
  ['a product with a part that does not fit', productMapper(identityMapper(), startOfDayMapper()), 'us|eu', null],
  ['an allowed key', allowedKeyMapper(['eu', 'us']), 'us', 'us'],
  ['a key that is not allowed', allowedKeyMapper(['eu', 'us']), 'asia', null],
  ['a fixed key', fixedKeyMapper('all'), 'eu', 'all'],
];
for (const [what, mapper, key, expected] of CASES) {
  test(`a partition mapper: ${what}`, () => assert.equal(mapKey(mapper, key), expected));
}

test('an asset with a mapper of its own is mapped by it, the others by the default', () => {
  const own = { name: 'a', uri: 's3://b/a', mapper: fixedKeyMapper('all') };
  const partitions = { default: identityMapper(), mappers: [own] };
  assert.equal(targetKey(partitions, { name: 'a', uri: 's3://b/a' }, 'eu'), 'all');
  assert.equal(targetKey(partitions, { name: 'a', uri: 's3://b/other' }, 'eu'), 'eu');
});

test('a format with a character that is special elsewhere is read as it stands', () => {
  const mapper = startOfDayMapper({ inputFormat: '(%Y.%m.%d)*', outputFormat: '%Y' });
  assert.deepEqual([mapKey(mapper, '(2024.03.13)*'), mapKey(mapper, '(2024x03.13)*')], ['2024', null]);
});

test('the key that a schedule gives is the tick on the clock of its zone, in the hour that comes twice the same twice', () => {
  const timetable = {
    kind: 'cron' as const,
    expression: '0 * * * *',
    timezone: 'Europe/Paris',
    summary: '0 * * * *',
    partitionKey: '%Y-%m-%dT%H:%M:%S',
  };
  const keyAt = (at: string) => scheduledKey(timetable, Date.parse(at));
  assert.equal(keyAt('2026-07-01T22:00:00Z'), '2026-07-02T00:00:00');
  assert.deepEqual(['2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z'].map(keyAt), Array(2).fill('2026-10-25T02:00:00'));
  assert.equal(scheduledKey({ ...timetable, partitionKey: undefined }, 0), undefined);
});
