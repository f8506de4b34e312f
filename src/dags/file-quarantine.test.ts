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
  onNotices: () => void = () => undefined,
): Promise<void> {
  const processor = createDagProcessor({
    config: loadConfig({ AIRFLOW__CORE__DAGS_FOLDER: folder, AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT: '60', ...env }),
    database: db.database,
    logger: silentLogger,
    productRoot: folder,
    getConnection: async () => null,
    onChange: () => undefined,
    onNotices,
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

test('a file that is mended while its loading fails is not held in quarantine for what it was', async () => {
  const mended = 'export default [];';
  await write(
    'mended.ts',
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(import.meta.filename, ${JSON.stringify(mended)});\nprocess.exit(3);\n`,
  );
  const env = { AQUILON__DAG_PROCESSOR__QUARANTINE_AFTER: '1' };
  await startOnce(env);
  await startOnce(env);
  assert.equal(await importError('mended.ts'), undefined);
});

test('a file that ends its process at three starts is not loaded at the fourth, nor when all are loaded anew', async () => {
  await write('exits.ts', marking('process.exit(3);'));
  await write('whole.ts', GOOD);
  await startOnce();
  await startOnce();
  assert.match(String(await importError('exits.ts')), /^Loading .*exits\.ts ended its process \(exit code 3\)/);
  await startOnce();
  assert.match(String(await importError('exits.ts')), QUARANTINED);
  await startOnce({}, (processor) => processor.reserialize([]));
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

const TOLD = `import { Dag, emailNotifier, slackWebhookNotifier } from '@aquilon/sdk';
export const first = new Dag('first', { onFailureCallback: [emailNotifier({ to: 'ada@example.com', subject: '{{ ti.task_id }}' }), () => undefined] });
first.task('say', () => 1, { email: 'nobody@example.com' })();
export const second = new Dag('second', { onFailureCallback: [emailNotifier({ to: 'ada@example.com' }), () => undefined] });
second.task('say', () => 1)();
export const third = new Dag('third', { defaultArgs: { onFailureCallback: [() => undefined, slackWebhookNotifier({ text: 'oh' })] } });
third.task('one', () => 1)();
third.task('two', () => 1)();
export const fourth = new Dag('fourth');
fourth.task('say', () => 1)();
`;

test('a quarantine of a file is told once to the notifiers of the DAGs that it defined last', async () => {
  const told = async () => {
    const { rows } = await db.database.pool.query(
      `select dag_id, task_id, notifier, number, dag_run_id, run_id, told #>> '{facts,state}' as state,
         told #>> '{facts,reason}' as reason, told #>> '{facts,exception,message}' as more from notice order by key`,
    );
    return rows;
  };
  await write('told.ts', TOLD);
  await startOnce();
  await write('told.ts', `${TOLD}process.exit(3);`);
  for (let start = 1; start <= 2; start++) await startOnce();
  assert.deepEqual(await told(), []);
  let woken = 0;
  const onNotices = () => {
    woken += 1;
  };
  await startOnce({}, undefined, onNotices);
  for (let start = 1; start <= 2; start++) await startOnce();
  const rows = await told();
  assert.deepEqual(
    rows.map((row) => [row.dag_id, row.task_id, row.notifier, row.number]),
    [
      ['first', null, 'email', 0],
      ['first', null, 'function', 1],
      ['second', null, 'function', 1],
      ['third', 'one', 'slack_webhook', 1],
    ],
  );
  const [{ dag_run_id, run_id, state, reason, more }] = rows;
  assert.deepEqual([dag_run_id, run_id, state, woken], [null, null, 'quarantined', 1]);
  assert.match(reason, /^The file told\.ts is in quarantine since .* 3 times in a row\.$/);
  assert.match(more, /aquilon dags release told\.ts[\s\S]*ended its process \(exit code 3\)/);
  await releaseFiles(db.database.pool, 'told.ts');
  for (let start = 1; start <= 4; start++) await startOnce();
  assert.equal((await told()).length, 8, 'another quarantine is told again');
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
