/** What several bundles leave in the database. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { loadConfig } from '#config/config.ts';
import { createDagProcessor, type DagProcessor } from '#dags/processor.ts';
import { silentLogger } from '#support/logger.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createGitRemote, type GitRemote, type GitServer, serveGit } from '#test/support/git-remote.ts';
import { withoutGit } from '#test/support/without-git.ts';

let db: TestDatabase;
let home: string;
let remote: GitRemote;
let server: GitServer;
let processors: DagProcessor[];
let changes: string[];

beforeEach(async () => {
  db = await createTestDatabase();
  home = await mkdtemp(join(tmpdir(), 'aquilon bundles '));
  remote = await createGitRemote();
  server = await serveGit(remote);
  processors = [];
  changes = [];
});
afterEach(async () => {
  for (const processor of processors) await processor.stop();
  await server.close();
  await remote.remove();
  await rm(home, { recursive: true, force: true });
  await db.drop();
});

const text = (dagId: string, result = 'hello') => `
import { Dag } from '@aquilon/sdk';
const dag = new Dag('${dagId}', { schedule: '@daily' });
dag.task('say', (): string => '${result}')();
export default dag;
`;

async function write(name: string, content: string): Promise<void> {
  const path = join(home, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
}

const local = (name: string) => ({
  name,
  classpath: 'airflow.dag_processing.bundles.local.LocalDagBundle',
  kwargs: { path: join(home, name) },
});
const git = (kwargs: object = {}) => ({
  name: 'shop',
  classpath: 'airflow.providers.git.bundles.git.GitDagBundle',
  kwargs: { repo_url: server.url, tracking_ref: 'main', view_url_template: 'https://git.example/{version}', ...kwargs },
});

async function processorOf(bundles: object[]): Promise<DagProcessor> {
  const processor = createDagProcessor({
    config: loadConfig({ AQUILON_HOME: home, AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST: JSON.stringify(bundles) }),
    database: db.database,
    logger: silentLogger,
    productRoot: home,
    getConnection: async () => null,
    onChange: (dagIds) => void changes.push(...dagIds),
  });
  processors.push(processor);
  await processor.refresh({ onlyMissing: true });
  return processor;
}

const rows = async (sql: string) => (await db.database.pool.query({ text: sql, rowMode: 'array' })).rows;
const dags = () => rows('select dag_id, bundle_name, relative_fileloc, is_stale from dag order by dag_id');
const commits = () => rows('select dag_id, bundle_version, has_import_errors from dag order by dag_id');
const errors = () => rows('select bundle_name, filename, stack_trace from import_error order by 1, 2');

test('several folders are served at once, each under its name', { skip: withoutGit }, async () => {
  await write('one/a.ts', text('a'));
  await write('two/sub/b.ts', text('b'));
  await processorOf([local('one'), local('two')]);
  assert.deepEqual(await dags(), [
    ['a', 'one', 'a.ts', false],
    ['b', 'two', 'sub/b.ts', false],
  ]);
  assert.deepEqual(await rows('select distinct bundle_name, bundle_version, bundle_url from dag_version order by 1'), [
    ['one', null, null],
    ['two', null, null],
  ]);
});

test('a DAG that two bundles define is that of the first, and the other file says so until it is gone', {
  skip: withoutGit,
}, async () => {
  await write('one/same.ts', text('same'));
  await write('two/same.ts', text('same'));
  const processor = await processorOf([local('one'), local('two')]);
  const [error] = await errors();
  assert.deepEqual(error?.slice(0, 2), ['two', 'same.ts']);
  assert.match(
    error?.[2],
    /DAG same of .*two\/same\.ts \(bundle two\) is defined in .*one\/same\.ts \(bundle one\) already, and that one stays\. Give one of them another id/,
  );
  assert.deepEqual(await dags(), [['same', 'one', 'same.ts', false]]);
  await rm(join(home, 'one/same.ts'));
  await processor.rescan();
  assert.deepEqual([await dags(), await errors()], [[['same', 'two', 'same.ts', false]], []]);
});

test('the DAGs and errors of a bundle that is no longer configured are stale and gone', {
  skip: withoutGit,
}, async () => {
  await write('one/a.ts', text('a'));
  await write('two/b.ts', text('b'));
  await write('two/broken.ts', 'const x = ;');
  await processorOf([local('one'), local('two')]);
  assert.equal((await errors()).length, 1);
  await processorOf([local('one')]);
  assert.deepEqual(await errors(), []);
  assert.deepEqual(await dags(), [
    ['a', 'one', 'a.ts', false],
    ['b', 'two', 'b.ts', true],
  ]);
});

test('a commit is told of DAGs and versions; a refresh loads what changed, and moves the others along', {
  skip: withoutGit,
}, async () => {
  const first = await remote.commit({ 'dags/a.ts': text('a'), 'dags/b.ts': text('b'), 'other/c.ts': text('c') });
  const processor = await processorOf([git({ subdir: 'dags' })]);
  assert.deepEqual(await dags(), [
    ['a', 'shop', 'a.ts', false],
    ['b', 'shop', 'b.ts', false],
  ]);
  const parsed = await rows(`select last_parsed_time from dag where dag_id = 'b'`);
  const second = await remote.commit({ 'dags/a.ts': text('a', 'changed') });
  await db.database.pool.query(
    `insert into dag_run (dag_id, run_id, run_after, state, run_type, triggered_by, dag_version_id)
     select dag_id, 'r', now(), 'success', 'manual', 'rest_api', current_version_id from dag`,
  );
  changes = [];
  await processor.refresh({ onlyMissing: false });
  assert.deepEqual(await commits(), [
    ['a', second, false],
    ['b', second, false],
  ]);
  assert.deepEqual(changes.sort(), ['a', 'b']);
  assert.deepEqual(await rows(`select last_parsed_time from dag where dag_id = 'b'`), parsed);
  assert.deepEqual(
    await rows('select dag_id, version_number, bundle_name, bundle_version, bundle_url from dag_version order by 1, 2'),
    [
      ['a', 1, 'shop', first, `https://git.example/${first}`],
      ['a', 2, 'shop', second, `https://git.example/${second}`],
      ['b', 1, 'shop', first, `https://git.example/${first}`],
    ],
  );
});

test('the DAG of a file that a commit breaks stays as it was, at its commit, until it is repaired', {
  skip: withoutGit,
}, async () => {
  const first = await remote.commit({ 'a.ts': text('a'), 'b.ts': text('b') });
  const processor = await processorOf([git()]);
  const second = await remote.commit({ 'a.ts': 'const x = ;' });
  await processor.refresh({ onlyMissing: false });
  assert.deepEqual(await commits(), [
    ['a', first, true],
    ['b', second, false],
  ]);
  assert.deepEqual(
    (await errors()).map((row) => row.slice(0, 2)),
    [['shop', 'a.ts']],
  );
  const third = await remote.commit({ 'a.ts': text('a', 'again') });
  await processor.refresh({ onlyMissing: false });
  assert.deepEqual(await errors(), []);
  assert.deepEqual(await commits(), [
    ['a', third, false],
    ['b', third, false],
  ]);
});

test('a bundle that cannot be fetched has an import error, keeps its DAGs, and holds up no other', {
  skip: withoutGit,
}, async () => {
  await remote.commit({ 'a.ts': text('a') });
  await write('one/b.ts', text('b'));
  const processor = await processorOf([git(), local('one')]);
  server.login = 'me:somebody-elses';
  await processor.refresh({ onlyMissing: false });
  const [error] = await errors();
  assert.deepEqual(error?.slice(0, 2), ['shop', '.']);
  assert.match(error?.[2], /^The DAG bundle shop could not be fetched: .*\n\nCheck repo_url/s);
  // Another home folder: nothing of it was ever fetched there.
  await processor.stop();
  await rm(join(home, 'bundles'), { recursive: true });
  await write('one/c.ts', text('c'));
  const anew = await processorOf([git(), local('one')]);
  assert.deepEqual(
    (await dags()).map((row) => [row[0], row[3]]),
    [
      ['a', false],
      ['b', false],
      ['c', false],
    ],
  );
  assert.equal((await errors()).length, 1);
  server.login = null;
  await anew.refresh({ onlyMissing: false });
  assert.deepEqual(await errors(), []);
});

test('reserializing loads files that have not changed, of the bundles that are named', {
  skip: withoutGit,
}, async () => {
  await remote.commit({ 'a.ts': text('a') });
  await write('one/b.ts', text('b'));
  const processor = await processorOf([git(), local('one')]);
  const parsed = async () => Object.fromEntries(await rows('select dag_id, last_parsed_time::text from dag'));
  const before = await parsed();
  await processor.reserialize(['shop']);
  const after = await parsed();
  assert.notEqual(after.a, before.a);
  assert.equal(after.b, before.b);
  await assert.rejects(
    processor.reserialize(['nowhere']),
    /There is no DAG bundle nowhere; configured are shop, one\./,
  );
});
