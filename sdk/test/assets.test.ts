import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  allOf,
  allowedKeyMapper,
  anyOf,
  asset,
  assetAlias,
  assetDag,
  assetOrTime,
  assetRef,
  chainMapper,
  Dag,
  type DagOptions,
  dayWindow,
  fanOutMapper,
  fileWatcher,
  fixedKeyMapper,
  hourWindow,
  httpWatcher,
  identityMapper,
  minimumCount,
  monthWindow,
  partitionedAssets,
  productMapper,
  rollupMapper,
  s3Watcher,
  segmentWindow,
  startOfDayMapper,
  startOfHourMapper,
  type TaskOptions,
} from '@aquilon/sdk';
import { serialize } from '@aquilon/sdk/runtime';

const one = () => 1;
const serializedWith = (options: DagOptions, task: TaskOptions = {}) => {
  const dag = new Dag('assets', options);
  dag.task('t', one, task)();
  return serialize(dag);
};

/** As `airflow.sdk.Asset(uri).uri` gives them. */
const URIS: [written: string, normalized: string][] = [
  ['s3://bucket/key', 's3://bucket/key'],
  ['S3://bucket/key/', 's3://bucket/key'],
  ['s3://Bucket/Key', 's3://Bucket/Key'],
  ['s3://bucket', 's3://bucket/'],
  ['s3://user:secret@bucket/key', 's3://bucket/key'],
  ['https://host/path?b=2&a=1#part', 'https://host/path?a=1&b=2'],
  ['https://host/path?a=1&b=', 'https://host/path?a=1'],
  ['file:///data/train.csv', 'file:///data/train.csv'],
  ['postgres://host/db/public/t', 'postgres://host:5432/db/public/t'],
  ['postgres://host:6000/db/public/t', 'postgres://host:6000/db/public/t'],
  ['x-my-thing://foo/bar/', 'x-my-thing://foo/bar/'],
  ['//example/asset', '//example/asset'],
  ['just a name', 'just a name'],
];
for (const [written, normalized] of URIS) {
  test(`the URI ${written} of an asset is ${normalized}`, () => {
    assert.deepEqual(asset(written), { kind: 'asset', name: written, uri: normalized, group: 'asset', extra: {} });
  });
}

test('an asset takes its name, its URI or both', () => {
  assert.equal(asset({ name: 'train' }).uri, 'train');
  assert.equal(asset({ uri: 's3://b/train/' }).name, 's3://b/train/');
  const both = asset('s3://b/train', { name: 'train', group: 'ml', extra: { owner: 'ada' } });
  assert.deepEqual(both, { kind: 'asset', name: 'train', uri: 's3://b/train', group: 'ml', extra: { owner: 'ada' } });
});

const [all, day] = [fixedKeyMapper('all'), startOfDayMapper()];
const rollup = rollupMapper({ upstreamMapper: day, window: dayWindow() });
const fanOut = fanOutMapper({ upstreamMapper: day, window: dayWindow() });
const WRONG: [make: () => unknown, expected: RegExp][] = [
  [() => asset('airflow://thing'), /uri is "airflow:\/\/thing"; the scheme airflow is reserved/],
  [() => asset(''), /name is empty/],
  [() => asset('   '), /name is nothing but white space/],
  [() => asset('x'.repeat(1501)), /name has 1501 characters; 1500 are allowed/],
  [() => asset('èxample'), /name is "èxample"; it must consist of ASCII characters/],
  [() => asset('a\nb'), /it must consist of ASCII characters/],
  [() => asset('s3://b/x', { name: 'ñ' }), /name is "ñ"/],
  [() => asset({ name: 'self' }), /name is "self", which is reserved/],
  [() => asset('s3://'), /an s3:\/\/ URI must name a bucket/],
  [() => asset('file://'), /a file:\/\/ URI must have a path/],
  [() => asset('postgres://host/db'), /must name database, schema and table/],
  [() => asset({} as never), /it needs a name or a uri/],
  [() => asset(7 as never), /it takes a URI or options/],
  [() => asset('a', { extras: {} } as never), /there is no option extras\. Did you mean extra\?/],
  [() => asset('a', { extra: [1] as never }), /extra is no JSON: \[1\]; it must be an object/],
  [() => asset('a', { extra: { at: Number.NaN } }), /extra is no JSON: at is NaN/],
  [() => asset('a', { group: '' }), /group is empty/],
  [() => asset('a', { watchers: [{}] as never }), /watchers is \[\{\}\]; it must be a list of what fileWatcher/],
  [
    () => asset('a', { watchers: [fileWatcher({ path: '/x' }), fileWatcher({ path: '/x' })] }),
    /there are two watchers \/x/,
  ],
  [() => fileWatcher({ path: 'x' }), /path is "x"; it must be an absolute path/],
  [
    () => fileWatcher({ path: '/x', pollInterval: '10ms' }),
    /pollInterval is "10ms"; it must be a duration of a second/,
  ],
  [() => fileWatcher({ path: '/x', pol: 1 } as never), /there is no option pol\./],
  [() => httpWatcher({ url: 'ftp://x' }), /url is "ftp:\/\/x"; it must begin with https:\/\/ or http:\/\//],
  [
    () => httpWatcher({ url: 'https://x', headers: { a: 1 } as never }),
    /headers is \{"a":1\}; it must be an object of texts/,
  ],
  [() => s3Watcher({ uri: 'https://x' }), /uri is "https:\/\/x"; it must be s3:\/\/bucket\/prefix/],
  [() => partitionedAssets({ assets: [] }), /assets is \[\]; it must be assets/],
  [() => partitionedAssets({ assets: asset('a'), mapper: 1 } as never), /there is no option mapper\./],
  [
    () => partitionedAssets({ assets: asset('a'), defaultPartitionMapper: 'day' as never }),
    /"day"; it must be a mapper, such as startOfDayMapper/,
  ],
  [() => startOfDayMapper({ inputFormat: '%Y-%j' }), /inputFormat is "%Y-%j"; it may have %Y/],
  [() => startOfDayMapper({ outputFormat: '%Y%Y' }), /which has %Y twice/],
  [() => startOfDayMapper({ timezone: 'Mars/Base' }), /timezone is "Mars\/Base"/],
  [() => productMapper(identityMapper()), /productMapper\(\) takes two mappers or more/],
  [() => allowedKeyMapper([' ']), /it takes a list of keys/],
  [() => fixedKeyMapper(''), /it takes a key/],
  [() => segmentWindow([]), /it takes a list of keys/],
  [() => dayWindow({ direction: 'up' as never }), /direction is "up"; it must be forward or backward/],
  [() => minimumCount(0), /it takes a whole number other than 0/],
  [() => rollupMapper({ upstreamMapper: all, window: dayWindow() }), /dayWindow\(\) needs an upstreamMapper of times/],
  [() => rollupMapper({ upstreamMapper: day, window: segmentWindow(['eu']) }), /needs an upstreamMapper of other keys/],
  [() => rollupMapper({ upstreamMapper: day, window: monthWindow() }), /gives the first day of a month/],
  [
    () => rollupMapper({ upstreamMapper: startOfDayMapper({ outputFormat: '%m-%d' }), window: dayWindow() }),
    /outputFormat of upstreamMapper is "%m-%d"; without %Y its start is not known/,
  ],
  [
    () => rollupMapper({ upstreamMapper: day, window: dayWindow(), waitPolicy: minimumCount(25) }),
    /minimumCount\(25\), and the window has 24 keys/,
  ],
  [() => rollupMapper({ upstreamMapper: day, window: dayWindow(), waitPolicy: 3 as never }), /waitPolicy is 3/],
  [() => rollupMapper({ upstreamMapper: day, window: 'day' as never }), /"day"; it must be a window/],
  [() => chainMapper(rollup, all), /rollupMapper\(\) in it, which cannot stand within another/],
  [() => productMapper(all, fanOut), /fanOutMapper\(\) in it; it takes mappers that give one key/],
  [() => fanOutMapper({ upstreamMapper: chainMapper(all, fanOut), window: dayWindow() }), /mappers that give one key/],
  [
    () => fanOutMapper({ upstreamMapper: startOfHourMapper(), window: hourWindow() }),
    /hourWindow\(\) needs a downstreamMapper/,
  ],
  [
    () => fanOutMapper({ upstreamMapper: all, window: segmentWindow(['eu']), downstreamMapper: day }),
    /downstreamMapper writes times/,
  ],
  [
    () => fanOutMapper({ upstreamMapper: day, window: dayWindow(), maxDownstreamKeys: 0 }),
    /maxDownstreamKeys is 0; it must be a whole number above 0/,
  ],
  [() => assetRef({} as never), /assetRef\(\{\}\): it takes a name or a uri/],
  [() => assetRef({ name: 'a', uri: 's3://b/a' } as never), /it takes a name or a uri/],
  [() => assetRef({ uri: 's3://' }), /assetRef\(\): uri is "s3:\/\/"/],
  [() => assetDag([asset('a'), asset('b')], () => 1), /assetDag\(\) of several assets needs a dagId/],
  [() => assetDag(assetAlias('a') as never, () => 1), /it takes an asset, or a list of them/],
  [() => assetAlias(''), /assetAlias\(""\): name is empty/],
  [() => allOf(), /allOf\(\) needs at least one asset/],
  [() => anyOf(asset('a'), 's3://b/c' as never), /anyOf\(\): "s3:\/\/b\/c" is no asset/],
];
for (const [make, expected] of WRONG) {
  test(`an asset is refused: ${expected.source}`, () => assert.throws(make, expected));
}

test('a schedule on partitions says how keys are mapped', () => {
  const [a, b] = [asset('a'), asset('b')];
  const { assetSchedule, partitions, timetable } = serializedWith({
    schedule: partitionedAssets({
      assets: [a, b],
      partitionMapperConfig: [[a, startOfDayMapper({ timezone: 'Europe/Paris' })]],
    }),
  });
  assert.deepEqual([timetable.kind, assetSchedule], ['null', { kind: 'all', of: [a, b] }]);
  const day = { inputFormat: '%Y-%m-%dT%H:%M:%S', outputFormat: '%Y-%m-%d', timezone: 'Europe/Paris' };
  assert.deepEqual(partitions, {
    default: { kind: 'identity' },
    mappers: [{ name: 'a', uri: 'a', mapper: { kind: 'start_of', unit: 'day', ...day } }],
  });
});

test('watchers are part of their asset', () => {
  const { watchers } = asset('a', {
    watchers: [fileWatcher({ path: '/in', pollInterval: '5s' }), httpWatcher({ url: 'https://x/feed', name: 'feed' })],
  });
  assert.deepEqual(watchers, [
    { kind: 'file', name: '/in', pollIntervalMs: 5000, options: { path: '/in' } },
    { kind: 'http', name: 'feed', pollIntervalMs: 60_000, options: { url: 'https://x/feed', headers: {} } },
  ]);
});

test('a schedule on assets is told from one in time; a list means all of it', () => {
  const [a, b, out] = [asset('a'), asset('b'), assetAlias('out')];
  const scheduled = (schedule: DagOptions['schedule']) => {
    const { timetable, assetSchedule } = serializedWith({ schedule });
    return [timetable.kind, assetSchedule];
  };
  assert.deepEqual(scheduled(a), ['null', a]);
  assert.deepEqual(scheduled([a]), ['null', { kind: 'all', of: [a] }]);
  assert.deepEqual(scheduled([a, b]), ['null', { kind: 'all', of: [a, b] }]);
  assert.deepEqual(scheduled(anyOf(a, allOf(b, out))), [
    'null',
    { kind: 'any', of: [a, { kind: 'all', of: [b, out] }] },
  ]);
  assert.deepEqual(scheduled(assetOrTime({ schedule: '@daily', assets: a })), ['cron', a]);
  assert.deepEqual(scheduled('@daily'), ['cron', undefined]);
});

test('outlets and inlets are serialised where there are some, and come from defaultArgs too', () => {
  const [a, out] = [asset('a'), assetAlias('out')];
  assert.deepEqual(serializedWith({}, { outlets: [a, out], inlets: [] }).tasks[0]?.outlets, [a, out]);
  assert.ok(!('inlets' in (serializedWith({}, { inlets: [] }).tasks[0] ?? {})));
  assert.deepEqual(serializedWith({ defaultArgs: { outlets: [a] } }).tasks[0]?.outlets, [a]);
});

const REFUSED: [expected: RegExp, options: object, task?: object][] = [
  [/schedule is \[.*"@daily"\]; it must be assets/, { schedule: [asset('a'), '@daily'] }],
  [/schedule\.assets is \[\]; it must be assets/, { schedule: assetOrTime({ schedule: '@daily', assets: [] }) }],
  [
    /schedule\.schedule is null; assetOrTime\(\) takes a schedule in time/,
    { schedule: assetOrTime({ schedule: null, assets: [asset('a')] }) },
  ],
  [/task t \(line \d+\): outlets is "a"; it must be a list of assets and aliases/, {}, { outlets: 'a' }],
  [/inlets is \["s3:\/\/b\/c"\]; it must be a list/, {}, { inlets: ['s3://b/c'] }],
  [/outlets is \[.*; it must be a list of assets/, {}, { outlets: [allOf(asset('a'))] }],
  [
    /there are two assets a: one has the URI s3:\/\/b\/2, the other s3:\/\/b\/1|there are two assets a: one has the URI s3:\/\/b\/1, the other s3:\/\/b\/2/,
    { schedule: asset('s3://b/1', { name: 'a' }) },
    { outlets: [asset('s3://b/2', { name: 'a' })] },
  ],
  [
    /two assets have the URI s3:\/\/b\/1: (a and b|b and a)/,
    {},
    { outlets: [asset('s3://b/1', { name: 'a' }), asset('s3://b/1', { name: 'b' })] },
  ],
];
for (const [expected, options, task] of REFUSED) {
  test(`a DAG is refused: ${expected.source.slice(0, 60)}`, () => {
    assert.throws(() => serializedWith(options, task), expected);
  });
}

test('an asset by its name or its URI alone stands in schedules and inlets', () => {
  const [byName, byUri] = [assetRef({ name: 'sales' }), assetRef({ uri: 'S3://shop/sales.csv/' })];
  const { assetSchedule, tasks } = serializedWith({ schedule: anyOf(byName, byUri) }, { inlets: [byName] });
  assert.deepEqual(assetSchedule, {
    kind: 'any',
    of: [
      { kind: 'ref', name: 'sales', uri: null },
      { kind: 'ref', name: null, uri: 's3://shop/sales.csv' },
    ],
  });
  assert.deepEqual(tasks[0]?.inlets, [byName]);
  assert.throws(() => serializedWith({}, { outlets: [byName as never] }), /outlets is .* it must be a list of assets/);
});

test('assetDag() is a DAG of one task that makes its assets, named like the asset', () => {
  const [report, other] = [asset({ name: 'report' }), asset({ name: 'other' })];
  const one = serialize(assetDag(report, () => 1, { schedule: '@daily', startDate: '2026-01-01', inlets: [other] }));
  const [task] = one.tasks;
  assert.deepEqual(
    [one.dagId, one.timetable.kind, task?.taskId, task?.outlets, task?.inlets],
    ['report', 'cron', 'report', [report], [other]],
  );
  const many = serialize(assetDag([report, other], () => 1, { dagId: 'both' }));
  assert.deepEqual([many.dagId, many.tasks[0]?.outlets], ['both', [report, other]]);
});
