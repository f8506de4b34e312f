/** Which changes of a DAG file make a new version: real files, loaded by the real process, into a real database. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { loadConfig } from '#config/config.ts';
import { silentLogger } from '#support/logger.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createDagProcessor, type DagProcessor } from './processor.ts';

let db: TestDatabase;
let folder: string;
let processor: DagProcessor;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

const open = (dags: string): DagProcessor =>
  createDagProcessor({
    config: loadConfig({ AIRFLOW__CORE__DAGS_FOLDER: dags }),
    database: db.database,
    logger: silentLogger,
    productRoot: folder,
    getConnection: async () => null,
    onChange: () => undefined,
  });

beforeEach(async () => {
  await db.database.pool.query('truncate dag, dag_snapshot, import_error cascade');
  folder = await mkdtemp(join(tmpdir(), 'aquilon versions '));
  await mkdir(join(folder, 'dags', 'lib'), { recursive: true });
  processor = open(join(folder, 'dags'));
});
afterEach(async () => {
  await processor.stop();
  await rm(folder, { recursive: true, force: true });
});

const TEXT = `import { bash, Dag } from '@aquilon/sdk';
import { word } from './lib/words.ts';
const dag = new Dag('d', { schedule: '@daily', startDate: '2026-01-01', tags: ['a', 'b'] });
const one = dag.task('one', () => word, { retries: 2, pool: 'default_pool' })();
const two = dag.task('two', bash({ bashCommand: 'cat q', env: { A: '1', B: '{{ ds }}' } }))();
one.before(two);
export default dag;
`;
const WORDS = `export const word = 'one';\n`;

async function put(text: string, words = WORDS): Promise<void> {
  await writeFile(join(folder, 'dags', 'd.ts'), text);
  await writeFile(join(folder, 'dags', 'lib', 'words.ts'), words);
  await processor.reserialize([]);
}

/** Each version is used by a run: none is replaced. */
async function use(): Promise<void> {
  await db.database.pool.query(
    `insert into dag_run (dag_id, run_id, run_after, state, run_type, triggered_by, dag_version_id)
     select 'd', dag.current_version_id::text, now(), 'success', 'manual', 'test', dag.current_version_id from dag
     where not exists (select from dag_run where dag_run.run_id = dag.current_version_id::text)`,
  );
}

interface Version {
  number: number;
  text: string;
  createdAt: string;
  line: number;
}

async function versions(): Promise<Version[]> {
  const { rows } = await db.database.pool.query(
    `select dag_version.version_number as number, dag_snapshot.files ->> dag_snapshot.entry as text, dag_version.created_at::text as "createdAt",
       (dag_version.serialized #>> '{tasks,0,line}')::int as line
     from dag_version join dag_snapshot on dag_snapshot.hash = dag_version.snapshot_hash order by 1`,
  );
  return rows;
}

test('comments, white space, order, types and the lines they stand on make no version; the newest one takes over the text', async () => {
  await put(TEXT);
  await use();
  const [first] = await versions();
  const harmless = [
    `// told in two\n// lines\n${TEXT}`,
    TEXT.replaceAll('\n', '\n\n'),
    TEXT.replace(`schedule: '@daily', startDate: '2026-01-01'`, `startDate: '2026-01-01', schedule: '@daily'`),
    TEXT.replaceAll("'", '"'),
    TEXT.replace('retries: 2, pool:', `pool:`).replace(`'default_pool' }`, `'default_pool', retries: 2 }`),
    TEXT.replace('() => word', '(): string => word'),
    TEXT.split('\n')
      .toSpliced(3, 2, TEXT.split('\n')[4] ?? '', TEXT.split('\n')[3] ?? '')
      .join('\n'),
  ];
  for (const text of harmless) {
    await put(text, `/** of the day */\n${WORDS}`);
    const found = await versions();
    assert.deepEqual(
      found.map(({ number }) => number),
      [1],
      text,
    );
    assert.deepEqual([found[0]?.text, found[0]?.createdAt], [text, first?.createdAt]);
  }
  await put(`\n\n\n${TEXT}`);
  assert.deepEqual(
    (await versions()).map(({ line }) => line),
    [7],
  );
});

test('each change of what the DAG is or does makes a version, and the ones before keep their text', async () => {
  await put(TEXT);
  await use();
  const changes: [from: string, to: string][] = [
    ['() => word', '() => word + word'],
    ['retries: 2', 'retries: 3'],
    [`'@daily'`, `'@hourly'`],
    ['one.before(two)', 'two.before(one)'],
    ['cat q', 'cat  q'],
    [`tags: ['a', 'b']`, `tags: ['a']`],
    [`B: '{{ ds }}'`, `B: '{{ ts }}'`],
  ];
  for (const [at, [from, to]] of changes.entries()) {
    await put(TEXT.replace(from, to));
    await use();
    assert.equal((await versions()).length, at + 2, to);
  }
  await put(TEXT, WORDS.replace(`'one'`, `'two'`));
  const all = await versions();
  assert.equal(all.length, changes.length + 2);
  assert.deepEqual(
    all.map(({ text }) => text),
    [TEXT, ...changes.map(([from, to]) => TEXT.replace(from, to)), TEXT],
  );
});

test('a folder that was moved, and a hash by the rules of an earlier release, make no version', async () => {
  await put(TEXT);
  await use();
  await db.database.pool.query(`update dag_version set content_hash = 'by other rules'`);
  await put(TEXT);
  assert.equal((await versions()).length, 1);
  await processor.stop();
  await rename(join(folder, 'dags'), join(folder, 'moved'));
  processor = open(join(folder, 'moved'));
  await processor.start();
  const { rows } = await db.database.pool.query('select dag.fileloc, dag.is_stale from dag');
  assert.deepEqual(rows, [{ fileloc: join(folder, 'moved', 'd.ts'), is_stale: false }]);
  assert.equal((await versions()).length, 1);
});
