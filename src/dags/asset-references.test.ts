import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { SerializedAsset, SerializedDag } from '@aquilon/sdk/serialized';
import { loadConfig } from '#config/config.ts';
import { dag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createDagStore, type DagStore } from './store.ts';

let db: TestDatabase;
let store: DagStore;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());
beforeEach(async () => {
  await db.database.pool.query('truncate dag, asset, asset_alias, import_error, dag_snapshot cascade');
  store = createDagStore(db.database, loadConfig({}));
});

const PLACE = { bundleName: 'dags-folder', folder: '/dags', version: null, url: null };

const asset = (name: string, uri = `s3://b/${name}`, more: Partial<SerializedAsset> = {}): SerializedAsset => ({
  kind: 'asset',
  name,
  uri,
  group: 'asset',
  extra: {},
  ...more,
});
const save = (file: string, ...dags: SerializedDag[]) =>
  store.save(
    {
      ok: true,
      file: `/dags/${file}`,
      dags,
      files: { [`/dags/${file}`]: JSON.stringify(dags) },
      code: '',
      seconds: 0.1,
      stamps: new Map(),
    },
    PLACE,
  );
const makes = (dagId: string, ...outlets: SerializedAsset[]) => dag(dagId, [task('make', [], { outlets })]);
const rows = async (sql: string) => (await db.database.pool.query({ text: sql, rowMode: 'array' })).rows;
const references = () =>
  rows(
    `select asset.name, dag_id, task_id, role from asset_reference join asset on asset.id = asset_id order by 1, 2, 3, 4`,
  );
const errors = async () =>
  (await rows('select filename, stack_trace from import_error order by 1')) as [string, string][];

test('a file that is loaded enters the assets that its DAGs name, and where', async () => {
  const alias = { kind: 'alias' as const, name: 'out', group: 'ml' };
  const assetSchedule = {
    kind: 'any' as const,
    of: [asset('a'), asset('b', 's3://b/b', { group: 'ml', extra: { rows: 1 } })],
  };
  await save(
    'one.ts',
    dag('one', [task('t', [], { outlets: [asset('c'), alias], inlets: [asset('a')] })], { assetSchedule }),
  );
  assert.deepEqual(await references(), [
    ['a', 'one', '', 'schedule'],
    ['a', 'one', 't', 'inlet'],
    ['b', 'one', '', 'schedule'],
    ['c', 'one', 't', 'outlet'],
  ]);
  assert.deepEqual(await rows(`select name, uri, "group", extra from asset where name = 'b'`), [
    ['b', 's3://b/b', 'ml', { rows: 1 }],
  ]);
  assert.deepEqual(
    await rows(
      'select name, "group", dag_id, task_id, role from asset_alias join asset_alias_reference on alias_id = id',
    ),
    [['out', 'ml', 'one', 't', 'outlet']],
  );
});

test('what a changed file names no more is no reference any more; the asset itself stays', async () => {
  await save('one.ts', makes('one', asset('a'), asset('b')));
  await save('two.ts', makes('two', asset('a')));
  await save('one.ts', makes('one', asset('c')));
  assert.deepEqual(await references(), [
    ['a', 'two', 'make', 'outlet'],
    ['c', 'one', 'make', 'outlet'],
  ]);
  await save('one.ts', dag('one', [task('make')]));
  assert.deepEqual(await references(), [['a', 'two', 'make', 'outlet']]);
  assert.deepEqual(await rows('select name from asset order by 1'), [['a'], ['b'], ['c']]);
});

test('an asset that is loaded again keeps its number; its group and extra are those of the last file', async () => {
  await save('one.ts', makes('one', asset('a')));
  const [[before]] = (await rows('select id from asset')) as [[number]];
  await save('two.ts', makes('two', asset('a', 's3://b/a', { extra: { owner: 'bob' } })));
  assert.deepEqual(await rows('select id, extra from asset'), [[before, { owner: 'bob' }]]);
});

test('a name with two URIs, or a URI with two names, is refused with both files named', async () => {
  await save('one.ts', makes('one', asset('a')));
  assert.deepEqual(await save('two.ts', makes('two', asset('a', 's3://b/other'))), []);
  assert.deepEqual(await save('three.ts', makes('three', asset('other', 's3://b/a'))), []);
  const [three, two] = await errors();
  assert.match(
    two?.[1] ?? '',
    /the asset a of \/dags\/two\.ts has the URI s3:\/\/b\/other; in \/dags\/one\.ts it has the URI s3:\/\/b\/a/,
  );
  assert.match(
    three?.[1] ?? '',
    /the URI s3:\/\/b\/a is that of the asset other in \/dags\/three\.ts, and that of the asset a in \/dags\/one\.ts/,
  );
  await save('four.ts', makes('four', asset('x')), makes('five', asset('x', 's3://b/y')));
  assert.match((await errors())[0]?.[1] ?? '', /the asset x of \/dags\/four\.ts .* in \/dags\/four\.ts/);
});

test('two files may both give their asset another URI, one after the other', async () => {
  const [old, renewed] = [asset('a'), asset('a', 's3://new/a')];
  await save('one.ts', makes('one', old));
  await save('two.ts', makes('two', old));
  assert.deepEqual(await save('one.ts', makes('one', renewed)), []);
  assert.deepEqual(await save('two.ts', makes('two', renewed)), ['two']);
  assert.deepEqual(await store.saveRefused(), ['one']);
  assert.deepEqual([await errors(), await store.saveRefused()], [[], []]);
});

test('an asset that only a vanished file had may get another URI', async () => {
  await save('one.ts', makes('one', asset('a')));
  assert.deepEqual(await save('two.ts', makes('two', asset('a', 's3://new/a'))), []);
  await store.forgetOthers([{ path: '/dags/two.ts', ...PLACE }], { all: ['dags-folder'], unknown: [] });
  assert.deepEqual(await store.saveRefused(), ['two']);
});

test('a DAG on assets shows that as its schedule', async () => {
  const cron = { kind: 'cron' as const, expression: '0 0 * * *', timezone: 'UTC', summary: '0 0 * * *' };
  await save('one.ts', dag('one', [task('t')], { assetSchedule: asset('a') }));
  await save('two.ts', dag('two', [task('t')], { assetSchedule: asset('a'), timetable: cron }));
  assert.deepEqual(await rows('select timetable_summary, timetable_description from dag order by dag_id'), [
    ['Asset', 'Triggered by assets'],
    ['Asset or 0 0 * * *', 'Triggered by assets or At 00:00'],
  ]);
});
