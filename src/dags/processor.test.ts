import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { loadConfig } from '#config/config.ts';
import { createLogger } from '#support/logger.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { loadFiles, loadOptions } from './load.ts';
import { createDagProcessor, type DagProcessor } from './processor.ts';

let db: TestDatabase;
let folder: string;
let processor: DagProcessor;
let changes: string[][];
/** Of the log. */
let lines: { event: string; [field: string]: unknown }[];

before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon dags '));
  changes = [];
  lines = [];
  const config = loadConfig({
    AIRFLOW__CORE__DAGS_FOLDER: folder,
    AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT: '3',
    AQUILON__DAG_PROCESSOR__MEMORY_MB: '96',
  });
  processor = createDagProcessor({
    config,
    database: db.database,
    logger: createLogger({ level: 'debug', format: 'json', write: (line) => lines.push(JSON.parse(line)) }),
    productRoot: folder,
    getConnection: async () => null,
    onChange: (dagIds) => void changes.push(dagIds.sort()),
  });
});
afterEach(async () => {
  await processor.stop();
  await rm(folder, { recursive: true, force: true });
});

const good = (dagId: string, text = 'hello') => `
import { Dag } from '@aquilon/sdk';
const dag = new Dag('${dagId}', { schedule: '@daily' });
dag.task('say', (): string => '${text}')();
export default dag;
`;

async function write(name: string, text: string): Promise<void> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
}

async function importErrors(): Promise<Record<string, string>> {
  const { rows } = await db.database.pool.query('select filename, stack_trace from import_error order by filename');
  return Object.fromEntries(rows.map((row) => [row.filename, row.stack_trace]));
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('the condition did not come true within 20 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a DAG file outside of the checkout, in a folder with a blank in its name, is loaded with the SDK of the product', async () => {
  await write('sub folder/first.ts', good('first'));
  await processor.start();
  const { rows } = await db.database.pool.query(
    `select dag_id, relative_fileloc, timetable_summary, is_paused from dag where dag_id = 'first'`,
  );
  assert.deepEqual(rows, [
    { dag_id: 'first', relative_fileloc: 'sub folder/first.ts', timetable_summary: '0 0 * * *', is_paused: true },
  ]);
  assert.deepEqual(changes, [['first']]);
});

test('every kind of broken file becomes an import error of its own, and the good ones are loaded all the same', async () => {
  await write('a_syntax.ts', 'const x = ;\nexport default x;\n');
  await write('b_throws.ts', `const before = 1;\nthrow new Error('no luck today');\n`);
  await write('c_never.ts', 'while (true) {}\n');
  await write('d_exit.ts', 'process.exit(3);\n');
  await write('e_memory.ts', 'const held: number[][] = [];\nfor (;;) held.push(new Array(100_000).fill(1));\n');
  await write('f_thing.ts', `throw 'just a text';\n`);
  await write(
    'g_cycle.ts',
    `import { Dag } from '@aquilon/sdk';\nconst dag = new Dag('cyclic');\nconst a = dag.task('a', () => 1)();\nconst b = dag.task('b', () => 1)().after(a);\na.after(b);\nexport default dag;\n`,
  );
  await write(
    'h_cron.ts',
    `import { Dag } from '@aquilon/sdk';\nexport default new Dag('wrong_cron', { schedule: '61 * * * *' });\n`,
  );
  await write('z_good.ts', good('good_one'));
  await processor.start();
  const errors = await importErrors();
  assert.match(errors['a_syntax.ts'] ?? '', /SyntaxError/);
  assert.match(errors['b_throws.ts'] ?? '', /no luck today[\s\S]*b_throws\.ts:2[\s\S]*> 2 \| throw new Error/);
  assert.match(errors['c_never.ts'] ?? '', /did not finish loading within 3 s/);
  assert.match(errors['d_exit.ts'] ?? '', /ended its process \(exit code 3\)/);
  assert.match(errors['e_memory.ts'] ?? '', /out of memory/);
  assert.match(errors['f_thing.ts'] ?? '', /just a text/);
  assert.match(errors['g_cycle.ts'] ?? '', /cycle: (a -> b -> a|b -> a -> b)/);
  assert.match(errors['h_cron.ts'] ?? '', /wrong_cron[\s\S]*minute "61"/);
  assert.equal(errors['z_good.ts'], undefined);
  assert.ok(changes.flat().includes('good_one'));
});

test('the log tells all that is wrong with a file, on one line', async () => {
  await write(
    'options.ts',
    `import { Dag } from '@aquilon/sdk';\nexport default new Dag('options', { retry: 1, catchup: 'x' } as object);\n`,
  );
  await processor.start();
  const told = lines.find(({ event }) => event === 'a DAG file could not be loaded')?.error;
  assert.match(
    String(told),
    /^DagDefinitionError: DAG options: there is no option retry\..*; catchup is "x"; it must be true or false$/,
  );
  const whole = lines.find(({ event }) => event === 'what a DAG file threw');
  assert.match(String(whole?.stack), /loader-child\.ts/);
});

test('a file that breaks keeps its last good version, and its repair clears the error', async () => {
  await write('keeps.ts', good('keeps'));
  await processor.start();
  await write('keeps.ts', 'const x = ;');
  await processor.rescan();
  const { rows } = await db.database.pool.query(`select is_stale, has_import_errors from dag where dag_id = 'keeps'`);
  assert.deepEqual(rows, [{ is_stale: false, has_import_errors: true }]);
  await write('keeps.ts', good('keeps', 'again'));
  await processor.rescan();
  assert.deepEqual(await importErrors(), {});
});

test('a changed file is live by itself: the watch sees it, and a version without runs is replaced in place', async () => {
  await write('live.ts', good('live'));
  await processor.start();
  await write('live.ts', good('live', 'changed'));
  await until(() => changes.filter((dagIds) => dagIds.includes('live')).length >= 2);
  const { rows } = await db.database.pool.query(
    `select v.version_number, s.files::text like '%changed%' as changed from dag_version v join dag_snapshot s on s.hash = v.snapshot_hash where dag_id = 'live'`,
  );
  assert.deepEqual(rows, [{ version_number: 1, changed: true }]);
});

test('what is written while the file is loaded is live as well, and is no matter of the next change', async () => {
  const next = good('meanwhile', 'written meanwhile');
  // It is written when the file has been read, by the file itself.
  await write(
    'meanwhile.ts',
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(import.meta.filename, ${JSON.stringify(next)});\n${good('meanwhile')}`,
  );
  await write('helper.ts', `export const text: string = 'old';\n`);
  await write(
    'with_helper.ts',
    `import { writeFileSync } from 'node:fs';\nimport { text } from './helper.ts';
if (text === 'old') writeFileSync(new URL('helper.ts', import.meta.url), "export const text: string = 'written meanwhile';\\n");
${good('with_helper').replace("'hello'", 'text').replace("{ schedule: '@daily' }", "{ schedule: '@daily', description: text }")}`,
  );
  await processor.start();
  await until(async () => {
    const { rows } = await db.database.pool.query(
      `select dag.dag_id, dag.description, dag_snapshot.files::text like '%writeFileSync(import%' as is_old
       from dag join dag_version on dag_version.id = dag.current_version_id join dag_snapshot on dag_snapshot.hash = dag_version.snapshot_hash
       where dag.dag_id in ('meanwhile', 'with_helper') order by dag.dag_id`,
    );
    const [meanwhile, withHelper] = rows;
    return meanwhile?.is_old === false && withHelper?.description === 'written meanwhile';
  });
});

test('a version that a run has used is kept, and the change makes the next one', async () => {
  await write('versions.ts', good('versions'));
  await processor.start();
  await db.database.pool.query(
    `insert into dag_run (dag_id, run_id, run_after, state, run_type, triggered_by, dag_version_id)
     select 'versions', 'r1', now(), 'success', 'manual', 'test', current_version_id from dag where dag_id = 'versions'`,
  );
  await write('versions.ts', good('versions', 'second'));
  await processor.rescan();
  await processor.reserialize([]);
  const { rows } = await db.database.pool.query(
    `select version_number from dag_version where dag_id = 'versions' order by 1`,
  );
  assert.deepEqual(
    rows.map((row) => row.version_number),
    [1, 2],
  );
});

test('a change in an imported helper loads the DAG file again', async () => {
  await write('lib/words.ts', `export const word: string = 'one';\n`);
  await write(
    'helper.ts',
    good('helper').replace(`'hello'`, 'word').replace('import', `import { word } from './lib/words.ts';\nimport`),
  );
  await processor.start();
  await write('lib/words.ts', `export const word: string = 'two';\n`);
  await processor.rescan();
  const { rows } = await db.database.pool.query(
    `select s.files::text like '%two%' as two from dag d join dag_version v on v.id = d.current_version_id join dag_snapshot s on s.hash = v.snapshot_hash where d.dag_id = 'helper'`,
  );
  assert.deepEqual(rows, [{ two: true }]);
});

test('a DAG whose file is gone is stale, and the second file with the same DAG is refused by name', async () => {
  await write('one.ts', good('same'));
  await write('two.ts', good('same'));
  await processor.start();
  assert.match((await importErrors())['two.ts'] ?? '', /DAG same of .*two\.ts is defined in .*one\.ts already/);
  await rm(join(folder, 'one.ts'));
  await rm(join(folder, 'two.ts'));
  await processor.rescan();
  const { rows } = await db.database.pool.query(`select is_stale from dag where dag_id = 'same'`);
  assert.deepEqual(rows, [{ is_stale: true }]);
});

test('a copy further down is refused with the name that Airflow has for it and what to do, whatever their names, and said in the log', async () => {
  await write('backup/one.ts', good('copied'));
  await write('one.ts', good('copied'));
  await processor.start();
  const error = (await importErrors())['backup/one.ts'] ?? '';
  assert.match(error, /^AirflowDagDuplicatedIdException: DAG copied of .*backup.*one\.ts is defined in .*already/);
  assert.match(error, /\.airflowignore/);
  const { rows } = await db.database.pool.query(`select fileloc from dag where dag_id = 'copied'`);
  assert.deepEqual(rows, [{ fileloc: join(folder, 'one.ts') }]);
  assert.deepEqual(
    lines.filter(({ event }) => event === 'a DAG file is refused').map(({ file }) => file),
    [join(folder, 'backup', 'one.ts')],
  );
});

test('a DAG that comes from another file than before is said to in the log', async () => {
  await write('before.ts', good('wandering'));
  await processor.start();
  await rm(join(folder, 'before.ts'));
  await write('now.ts', good('wandering'));
  await processor.rescan();
  const [moved] = lines.filter(({ event }) => event === 'a DAG comes from another file now');
  assert.deepEqual(
    [moved?.dag, moved?.before, moved?.now],
    ['wandering', join(folder, 'before.ts'), join(folder, 'now.ts')],
  );
});

test('what .airflowignore names and what tasks replay has written are no DAG files, and the log says so once', async () => {
  await write('kept.ts', good('kept'));
  await write('replays/kept.1/replay.json', '{}');
  await write('replays/kept.1/files/kept.ts', good('kept'));
  await write('replays/mine.ts', good('mine'));
  await write('backup/kept.ts', good('kept'));
  await write('team/.airflowignore', 'draft_*');
  await write('team/draft_a.ts', good('draft'));
  await write('draft_b.ts', good('draft_b'));
  await write('.airflowignore', 'backup/');
  await processor.start();
  await processor.rescan();
  assert.deepEqual(await importErrors(), {});
  const { rows } = await db.database.pool.query(
    `select dag_id from dag where is_stale = false and fileloc like $1 order by dag_id`,
    [`${folder}%`],
  );
  assert.deepEqual(
    rows.map((row) => row.dag_id),
    ['draft_b', 'kept', 'mine'],
  );
  const left = lines.filter(({ event }) => event.includes('is not loaded')).map(({ path }) => path);
  assert.deepEqual(
    left.sort(),
    ['backup', 'replays/kept.1', 'team/draft_a.ts'].map((name) => join(folder, name)),
  );
  await rm(join(folder, '.airflowignore'));
  await processor.rescan();
  assert.deepEqual(Object.keys(await importErrors()), ['backup/kept.ts']);
});

test('a task with email that does not say whether it sends one does what the configuration says', async () => {
  await write(
    'mails.ts',
    `import { Dag } from '@aquilon/sdk';
const dag = new Dag('mails', { schedule: null });
dag.task('open', () => 1, { email: 'a@b.c' })();
dag.task('said', () => 1, { email: 'a@b.c', emailOnFailure: true, onRetryCallback: () => undefined })();
export default dag;
`,
  );
  const callbacks = async (env: Record<string, string>) => {
    const found: unknown[] = [];
    for await (const loaded of loadFiles([join(folder, 'mails.ts')], loadOptions(loadConfig(env)))) {
      assert.ok(loaded.ok);
      for (const task of loaded.dags[0]?.tasks ?? []) {
        const told = Object.entries<{ kind: string }[]>({ ...task.callbacks }).map(
          ([event, all]) => `${event}: ${all.map(({ kind }) => kind)}`,
        );
        found.push(told.sort());
        assert.ok(!JSON.stringify(task).includes('byDefault'));
      }
    }
    return found;
  };
  assert.deepEqual(await callbacks({}), [
    ['failure: email', 'retry: email'],
    ['failure: email', 'retry: function,email'],
  ]);
  const off = { AIRFLOW__EMAIL__DEFAULT_EMAIL_ON_FAILURE: 'False', AIRFLOW__EMAIL__DEFAULT_EMAIL_ON_RETRY: 'False' };
  assert.deepEqual(await callbacks(off), [[], ['failure: email', 'retry: function']]);
});

test('tasks that name no queue are of the configured one', async () => {
  await write(
    'queues.ts',
    `import { Dag } from '@aquilon/sdk';
const dag = new Dag('queues');
dag.task('plain', () => {})();
dag.task('named', () => {}, { queue: 'gpu' })();
export default dag;
`,
  );
  const options = loadOptions(loadConfig({ AIRFLOW__OPERATORS__DEFAULT_QUEUE: 'cpu' }));
  for await (const loaded of loadFiles([join(folder, 'queues.ts')], options)) {
    assert.ok(loaded.ok);
    assert.deepEqual(
      loaded.dags.flatMap(({ tasks }) => tasks.map(({ taskId, queue }) => [taskId, queue])),
      [
        ['plain', 'cpu'],
        ['named', 'gpu'],
      ],
    );
  }
});

test('a template file that changes makes a new version, one that appears mends the DAG file', async () => {
  const text = `import { bash, Dag } from '@aquilon/sdk';
const dag = new Dag('scripted', { schedule: null });
dag.task('run', bash({ bashCommand: 'scripts/run.sh' }))();
export default dag;
`;
  const snapshot = async () => {
    const sql = `select dag_snapshot.files from dag join dag_version on dag_version.id = dag.current_version_id
      join dag_snapshot on dag_snapshot.hash = dag_version.snapshot_hash where dag.dag_id = 'scripted'`;
    const files: Record<string, string> = (await db.database.pool.query(sql)).rows[0]?.files ?? {};
    return files[join(folder, 'scripts/run.sh')];
  };
  await write('scripted.ts', text);
  await processor.start();
  assert.match((await importErrors())['scripted.ts'] ?? '', /run.sh cannot be read/);
  await write('scripts/run.sh', 'echo {{ ds }}');
  await until(async () => (await snapshot()) === 'echo {{ ds }}');
  await write('scripts/run.sh', 'echo {{ ts }} again');
  await until(async () => (await snapshot()) === 'echo {{ ts }} again');
});

test('whether a DAG can be backfilled and limits its tasks stands beside it, and the migration finds it for those that are there', async () => {
  await write(
    'facts.ts',
    `import { Dag } from '@aquilon/sdk';
const own = { nextDagrunInfo: () => null, inferManualDataInterval: ({ runAfter }) => ({ start: runAfter, end: runAfter }) };
const custom = new Dag('fact_custom', { schedule: own });
const daily = new Dag('fact_daily', { schedule: '@daily' });
const limited = new Dag('fact_limited', { schedule: '@once' });
limited.task('a', () => 1, { maxActiveTisPerDagrun: 2 })();
export { custom, daily, limited };
`,
  );
  await processor.start();
  const { pool } = db.database;
  const facts = async () => {
    const { rows } = await pool.query(
      `select dag_id, is_backfillable as b, is_partitioned as p, has_task_concurrency_limits as l from dag where dag_id like 'fact_%' order by dag_id`,
    );
    return rows.map(({ dag_id: dagId, b, l }) => [dagId, b, l]);
  };
  const expected = [
    ['fact_custom', false, false],
    ['fact_daily', true, false],
    ['fact_limited', false, true],
  ];
  assert.deepEqual(await facts(), expected);
  const migration = await readFile(new URL('../db/migrations/0011_dag_facts.sql', import.meta.url), 'utf8');
  await pool.query(
    'alter table dag drop column is_backfillable, drop column is_partitioned, drop column has_task_concurrency_limits',
  );
  await pool.query(migration);
  assert.deepEqual(await facts(), expected);
});
