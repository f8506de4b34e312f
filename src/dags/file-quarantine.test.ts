import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { loadConfig } from '#config/config.ts';
import { releaseFiles } from '#db/queries/crashed-files.ts';
import { silentLogger } from '#support/logger.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createDagProcessor, type DagProcessor } from './processor.ts';

let db: TestDatabase;
let folder: string;

before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon crashes '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

const GOOD = `import { Dag } from '@aquilon/sdk';
const dag = new Dag('whole');
dag.task('say', () => 1)();
export default dag;
`;

/** Each time it is loaded it leaves a mark, and then does what it is told. */
const marking = (what: string) => `import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(join(folder, 'marks'))}, 'x');
${what}
`;

const marks = async () => (await readFile(join(folder, 'marks'), 'utf8').catch(() => '')).length;

/** As a server that starts, works and stops. */
async function startOnce(
  env: Record<string, string> = {},
  work: (processor: DagProcessor) => Promise<void> = async () => undefined,
): Promise<void> {
  const processor = createDagProcessor({
    config: loadConfig({ AIRFLOW__CORE__DAGS_FOLDER: folder, AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT: '60', ...env }),
    database: db.database,
    logger: silentLogger,
    productRoot: folder,
    onChange: () => undefined,
  });
  await processor.start();
  await work(processor);
  await processor.stop();
}

async function importError(name: string): Promise<string | undefined> {
  const { rows } = await db.database.pool.query('select stack_trace from import_error where filename = $1', [name]);
  return rows[0]?.stack_trace;
}

const QUARANTINED =
  /The file exits\.ts is in quarantine since .* 3 times in a row.*aquilon dags release exits\.ts\.\n\nLoading .* ended its process \(exit code 3\)/;

test('a file that ends its process at three starts is not loaded at the fourth, nor when all are loaded anew', async () => {
  await write('exits.ts', marking('process.exit(3);'));
  await write('whole.ts', GOOD);
  await startOnce();
  await startOnce();
  assert.match(String(await importError('exits.ts')), /^Loading .*exits\.ts ended its process \(exit code 3\)/);
  await startOnce();
  assert.match(String(await importError('exits.ts')), QUARANTINED);
  await startOnce({}, (processor) => processor.rescan(true));
  assert.match(String(await importError('exits.ts')), QUARANTINED);
  assert.equal(await marks(), 3);
  assert.equal(await importError('whole.ts'), undefined);
});

test('a file that never ends loading costs its time-out three times', async () => {
  await write('hangs.ts', marking('for (;;);'));
  const env = { AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT: '3' };
  for (let start = 1; start <= 4; start++) await startOnce(env);
  assert.equal(await marks(), 3);
  assert.match(String(await importError('hangs.ts')), /in quarantine[\s\S]*did not finish loading within 3 s/);
});

test('the change of a helper lets the file out, while the server runs and while it does not', async () => {
  const helper = 'export const end = true;\n';
  await write('helper.ts', helper);
  await write(
    'exits.ts',
    marking(`import { end } from './helper.ts';\nif (end) process.exit(3);\n${GOOD.replace('whole', 'helped')}`),
  );
  for (let start = 1; start <= 4; start++) await startOnce();
  assert.equal(await marks(), 3);
  await appendFile(join(folder, 'helper.ts'), '// no other content means anything else, but it is another\n');
  await startOnce();
  assert.equal(await marks(), 4);
  assert.match(String(await importError('exits.ts')), /^Loading/, 'its count began anew');
  for (let start = 1; start <= 2; start++) await startOnce();
  assert.match(String(await importError('exits.ts')), QUARANTINED);
  await startOnce({}, async (processor) => {
    await write('helper.ts', helper.replace('true', 'false'));
    await processor.rescan();
    assert.equal(await importError('exits.ts'), undefined);
  });
});

test('a file that is released is loaded once more, and is in quarantine again after as many crashes', async () => {
  await write('exits.ts', marking('process.exit(3);'));
  for (let start = 1; start <= 3; start++) await startOnce();
  await startOnce({}, async (processor) => {
    const released = await releaseFiles(db.database.pool, 'exits.ts');
    assert.deepEqual(released, [{ fileloc: join(folder, 'exits.ts'), filename: 'exits.ts' }]);
    await processor.reload(released.map(({ fileloc }) => fileloc));
    assert.equal(await marks(), 4);
    assert.deepEqual(await releaseFiles(db.database.pool, 'exits.ts'), [], 'it is in none any more');
  });
  for (let start = 1; start <= 4; start++) await startOnce();
  assert.equal(await marks(), 6);
});

test('an ordinary error between two crashes breaks the row, and a limit of 0 puts no file in quarantine', async () => {
  const flag = join(folder, 'flag');
  await write(
    'exits.ts',
    marking(`import { existsSync } from 'node:fs';
if (existsSync(${JSON.stringify(flag)})) throw new Error('no luck');
process.exit(3);`),
  );
  for (let start = 1; start <= 2; start++) await startOnce();
  await write('flag', '');
  await startOnce();
  assert.match(String(await importError('exits.ts')), /no luck/);
  await rm(flag);
  for (let start = 1; start <= 2; start++) await startOnce();
  assert.match(String(await importError('exits.ts')), /^Loading/);
  const never = { AQUILON__DAG_PROCESSOR__QUARANTINE_AFTER: '0' };
  for (let start = 1; start <= 4; start++) await startOnce(never);
  assert.equal(await marks(), 9);
  assert.match(String(await importError('exits.ts')), /^Loading/);
});

test('a file is not blamed for a process that another one has ended', async () => {
  await write('a_late.ts', `${GOOD.replace('whole', 'late')}setTimeout(() => process.exit(1), 100);\n`);
  await write(
    'b_slow.ts',
    `${GOOD.replace('whole', 'slow')}await new Promise((resolve) => setTimeout(resolve, 1500));\n`,
  );
  await startOnce();
  assert.equal(await importError('b_slow.ts'), undefined);
  const { rows } = await db.database.pool.query('select 1 from crashed_file where filename = $1', ['b_slow.ts']);
  assert.deepEqual(rows, []);
});
