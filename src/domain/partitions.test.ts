import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  allowedKeyMapper,
  chainMapper,
  dayWindow,
  fanOutMapper,
  fixedKeyMapper,
  hourWindow,
  identityMapper,
  minimumCount,
  monthWindow,
  type PartitionMapper,
  productMapper,
  quarterWindow,
  rollupMapper,
  segmentWindow,
  startOfDayMapper,
  startOfHourMapper,
  startOfMonthMapper,
  startOfQuarterMapper,
  startOfWeekMapper,
  startOfYearMapper,
  type WaitPolicy,
  weekWindow,
  yearWindow,
} from '@aquilon/sdk';
import { type AssetInbox, receive } from './assets.ts';
import { isDue, mapKey, partitionDate, scheduledPartition, targetKeys } from './partitions.ts';

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
  [
    'a chain',
    chainMapper(startOfDayMapper(), startOfMonthMapper({ inputFormat: '%Y-%m-%d' })),
    '2024-03-13T10:42:15',
    '2024-03',
  ],
  ['a chain with a link that does not fit', chainMapper(identityMapper(), startOfDayMapper()), 'eu', null],
  [
    'a rollup',
    rollupMapper({ upstreamMapper: startOfDayMapper(), window: dayWindow() }),
    '2024-03-13T10:00:00',
    '2024-03-13',
  ],
  ['a quarter that is read', startOfYearMapper({ inputFormat: '%Y-Q{quarter}' }), '2024-Q3', '2024'],
];
for (const [what, mapper, key, expected] of CASES) {
  test(`a partition mapper: ${what}`, () => assert.deepEqual(mapKey(mapper, key), expected === null ? [] : [expected]));
}

test('an asset with a mapper of its own is mapped by it, the others by the default', () => {
  const own = { name: 'a', uri: 's3://b/a', mapper: fixedKeyMapper('all') };
  const partitions = { default: identityMapper(), mappers: [own] };
  assert.deepEqual(targetKeys(partitions, { name: 'a', uri: 's3://b/a' }, 'eu', 1), ['all']);
  assert.deepEqual(targetKeys(partitions, { name: 'a', uri: 's3://b/other' }, 'eu', 1), ['eu']);
});

test('a format with a character that is special elsewhere is read as it stands', () => {
  const mapper = startOfDayMapper({ inputFormat: '(%Y.%m.%d)*', outputFormat: '%Y' });
  assert.deepEqual([mapKey(mapper, '(2024.03.13)*'), mapKey(mapper, '(2024x03.13)*')], [['2024'], []]);
});

test('the key that a schedule gives is the tick on the clock of its zone, in the hour that comes twice the same twice', () => {
  const timetable = {
    kind: 'cron' as const,
    expression: '0 * * * *',
    timezone: 'Europe/Paris',
    summary: '0 * * * *',
    partitionKey: '%Y-%m-%dT%H:%M:%S',
  };
  const keyAt = (at: string) => scheduledPartition(timetable, Date.parse(at)).partitionKey;
  assert.equal(keyAt('2026-07-01T22:00:00Z'), '2026-07-02T00:00:00');
  assert.deepEqual(['2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z'].map(keyAt), Array(2).fill('2026-10-25T02:00:00'));
  assert.deepEqual(scheduledPartition({ ...timetable, partitionKey: undefined }, 0), {});
});

const backward = { direction: 'backward' } as const;
/** How many keys, the first and the last. */
const FANNED: [what: string, mapper: PartitionMapper, key: string, count: number, first: string, last: string][] = [
  [
    'a day into hours',
    fanOutMapper({ upstreamMapper: startOfDayMapper(), window: dayWindow() }),
    '2024-03-10T00:00:00',
    24,
    '2024-03-10T00',
    '2024-03-10T23',
  ],
  [
    'a week into days',
    fanOutMapper({ upstreamMapper: startOfWeekMapper(), window: weekWindow() }),
    '2024-03-13T00:00:00',
    7,
    '2024-03-11',
    '2024-03-17',
  ],
  [
    'the days up to a Monday',
    fanOutMapper({ upstreamMapper: startOfWeekMapper(), window: weekWindow(backward) }),
    '2024-03-11T00:00:00',
    7,
    '2024-03-05',
    '2024-03-11',
  ],
  [
    'a leap month into days',
    fanOutMapper({ upstreamMapper: startOfMonthMapper(), window: monthWindow() }),
    '2024-02-10T00:00:00',
    29,
    '2024-02-01',
    '2024-02-29',
  ],
  [
    'the days up to the first of a month',
    fanOutMapper({ upstreamMapper: startOfMonthMapper(), window: monthWindow(backward) }),
    '2024-03-01T00:00:00',
    29,
    '2024-02-02',
    '2024-03-01',
  ],
  [
    'a quarter into months',
    fanOutMapper({ upstreamMapper: startOfQuarterMapper(), window: quarterWindow() }),
    '2024-12-31T00:00:00',
    3,
    '2024-10',
    '2024-12',
  ],
  [
    'the months up to January',
    fanOutMapper({ upstreamMapper: startOfYearMapper(), window: yearWindow(backward) }),
    '2024-05-01T00:00:00',
    12,
    '2023-02',
    '2024-01',
  ],
  [
    'an hour into minutes',
    fanOutMapper({ upstreamMapper: startOfHourMapper(), window: hourWindow(), downstreamMapper: identityMapper() }),
    '2024-03-10T05:30:00',
    60,
    '2024-03-10T05:00:00',
    '2024-03-10T05:59:00',
  ],
  [
    'all into regions',
    fanOutMapper({
      upstreamMapper: fixedKeyMapper('all'),
      window: segmentWindow(['eu', 'us', 'eu']),
      downstreamMapper: identityMapper(),
    }),
    'x',
    2,
    'eu',
    'us',
  ],
];
for (const [what, mapper, key, count, first, last] of FANNED) {
  test(`one key makes many: ${what}`, () => {
    const keys = mapKey(mapper, key);
    assert.deepEqual([keys.length, keys[0], keys.at(-1)], [count, first, last]);
  });
}

test('a key that gives more than the mapper allows, or else the server, gives none', () => {
  const week = (more: { maxDownstreamKeys?: number }) => ({
    default: fanOutMapper({ upstreamMapper: startOfWeekMapper(), window: weekWindow(), ...more }),
    mappers: [],
  });
  const count = (more: { maxDownstreamKeys?: number }, maxKeys: number) =>
    targetKeys(week(more), { name: 'a', uri: 'a' }, '2024-03-13T00:00:00', maxKeys).length;
  assert.deepEqual(
    [count({}, 7), count({}, 6), count({ maxDownstreamKeys: 6 }, 7), count({ maxDownstreamKeys: 7 }, 1)],
    [7, 0, 0, 7],
  );
});

/** Whether a run of the key is due when events of these keys came in. */
function dueAfter(mapper: PartitionMapper, target: string, keys: readonly string[]): boolean {
  const a = { kind: 'asset' as const, name: 'a', uri: 'a', group: 'asset', extra: {} };
  const inbox: AssetInbox = new Map();
  const due = keys.map((key) => {
    receive(inbox, 'a\na', 0, [], { key, date: null });
    return isDue({ assetSchedule: a, partitions: { default: mapper, mappers: [] } }, target, inbox);
  });
  return due.at(-1) ?? false;
}
const hoursOf = (day: string, count: number, skip?: number) =>
  Array.from({ length: count }, (_, hour) => `${day}T${String(hour).padStart(2, '0')}:00:00`).filter(
    (_, at) => at !== skip,
  );
const regions = (waitPolicy?: WaitPolicy) =>
  rollupMapper({
    upstreamMapper: fixedKeyMapper('all'),
    window: segmentWindow(['eu', 'us', 'asia']),
    ...(waitPolicy && { waitPolicy }),
  });
const dayIn = (timezone: string) =>
  rollupMapper({ upstreamMapper: startOfDayMapper({ timezone }), window: dayWindow() });

const ROLLED: [what: string, mapper: PartitionMapper, target: string, keys: string[], expected: boolean][] = [
  ['all hours of a day', dayIn('UTC'), '2024-03-31', hoursOf('2024-03-31', 24), true],
  ['all but one', dayIn('UTC'), '2024-03-31', hoursOf('2024-03-31', 24, 2), false],
  [
    'the hours of the day that the clock is set forward on',
    dayIn('Europe/Paris'),
    '2024-03-31',
    hoursOf('2024-03-31', 24, 2),
    true,
  ],
  ['those of that day but another', dayIn('Europe/Paris'), '2024-03-31', hoursOf('2024-03-31', 24, 3), false],
  ['as many, but not its own', regions(), 'all', ['eu', 'us', 'africa'], false],
  ['one often', regions(), 'all', ['eu', 'eu', 'eu'], false],
  ['all regions', regions(), 'all', ['us', 'asia', 'us', 'eu'], true],
  ['two at least', regions(minimumCount(2)), 'all', ['us', 'eu'], true],
  ['one of two', regions(minimumCount(2)), 'all', ['us', 'africa'], false],
  ['all but one at most', regions(minimumCount(-1)), 'all', ['us', 'eu'], true],
  ['all but two of three', regions(minimumCount(-1)), 'all', ['us'], false],
  ['a key that the mapper did not write', dayIn('UTC'), 'all', hoursOf('2024-03-31', 24), false],
  [
    "the weeks' days",
    rollupMapper({ upstreamMapper: startOfWeekMapper({ inputFormat: '%Y-%m-%d' }), window: weekWindow() }),
    '2025-12-29 (W01)',
    ['2025-12-29', '2025-12-30', '2025-12-31', '2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'],
    true,
  ],
  [
    'the months of a quarter',
    rollupMapper({ upstreamMapper: startOfQuarterMapper({ inputFormat: '%Y-%m' }), window: quarterWindow() }),
    '2024-Q4',
    ['2024-10', '2024-11', '2024-12'],
    true,
  ],
];
for (const [what, mapper, target, keys, expected] of ROLLED) {
  test(`a run that waits for a window ${expected ? 'starts' : 'waits on'}: ${what}`, () =>
    assert.equal(dueAfter(mapper, target, keys), expected));
}

const paris = { timezone: 'Europe/Paris' };
const DATED: [what: string, mapper: PartitionMapper, key: string, expected: string | null][] = [
  ['a day of a zone', startOfDayMapper(paris), '2024-07-01', '2024-06-30T22:00:00Z'],
  ['a quarter', startOfQuarterMapper(), '2024-Q3', '2024-07-01T00:00:00Z'],
  ['a key of another form', startOfDayMapper(), 'eu', null],
  [
    'a rollup',
    rollupMapper({ upstreamMapper: startOfDayMapper(paris), window: dayWindow() }),
    '2024-07-01',
    '2024-06-30T22:00:00Z',
  ],
  [
    'a day of a week',
    fanOutMapper({ upstreamMapper: startOfWeekMapper(), window: weekWindow() }),
    '2024-07-03',
    '2024-07-03T00:00:00Z',
  ],
  [
    'the last of a chain',
    chainMapper(startOfDayMapper(), startOfYearMapper({ inputFormat: '%Y-%m-%d' })),
    '2024',
    '2024-01-01T00:00:00Z',
  ],
  [
    'the one part that is a time',
    productMapper(identityMapper(), startOfDayMapper()),
    'eu|2024-07-01',
    '2024-07-01T00:00:00Z',
  ],
  ['two parts that are times', productMapper(startOfDayMapper(), startOfDayMapper()), '2024-07-01|2024-07-02', null],
  ['no time, so the date of the producer', identityMapper(), '2024-07-01', '2000-01-01T00:00:00Z'],
];
for (const [what, mapper, key, expected] of DATED) {
  test(`the date of a partition: ${what}`, () => {
    const carried = mapper.kind === 'identity' ? Date.parse('2000-01-01') : null;
    const schedule = {
      timetable: { kind: 'null' as const, summary: null },
      partitions: { default: mapper, mappers: [] },
    };
    const date = partitionDate(schedule, key, [{ name: 'a', uri: 'a' }], carried);
    assert.equal(date, expected === null ? null : Date.parse(expected));
  });
}

test('assets that take a key for different instants give it none', () => {
  const schedule = {
    timetable: { kind: 'null' as const, summary: null },
    partitions: { default: startOfDayMapper(), mappers: [{ name: 'b', uri: 'b', mapper: startOfDayMapper(paris) }] },
  };
  const [a, b] = [
    { name: 'a', uri: 'a' },
    { name: 'b', uri: 'b' },
  ];
  const date = (...assets: (typeof a)[]) => partitionDate(schedule, '2024-07-01', assets);
  assert.deepEqual([date(a, b), date(a, a)], [null, Date.parse('2024-07-01')]);
});
