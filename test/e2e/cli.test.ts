import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readServerFile } from '#composition/server-file.ts';
import { removeHome } from '#test/support/embedded-home.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'aquilon.js');
/** Generous: a slow machine must not fail a test of what is right. */
const LIMIT_MS = 120_000;

let folder: string;
let server: ChildProcess | undefined;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-cli-'));
  await mkdir(join(folder, 'dags'));
  await writeFile(
    join(folder, 'dags', 'two.ts'),
    `import { asset, Dag, getContext } from '@aquilon/sdk';
const good = new Dag('good', {});
const one = good.task('one', () => { console.log('hello from one'); return 1; });
const two = good.task('two', ({ n }: { n: number }) => { console.log('two got', n); });
two({ n: one() });
const asked = new Dag('asked', { params: { word: 'none' } });
asked.task('shown', () => console.log('see', getContext().params.word, process.env.COLOUR))();
const daily = new Dag('daily', { schedule: '0 0 * * *' });
daily.task('look', () => {})();
const ordered = new Dag('ordered', {});
const begin = ordered.task('z_begins', () => console.log('first'))();
ordered.task('a_ends', () => console.log('second'))().after(begin);
const bad = new Dag('bad', {});
bad.task('boom', () => { throw new Error('no luck'); })();
const maker = new Dag('maker', {});
maker.task('make', () => 1, { outlets: [asset('s3://b/data', { name: 'data' })] })();
export { asked, good, bad, daily, maker, ordered };
`,
  );
});

after(async () => {
  await stopServer();
  for (const home of [join(folder, 'home'), join(folder, 'project', '.aquilon')]) await removeHome(home);
  await rm(folder, { recursive: true, force: true });
});

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], {
    env: {
      ...process.env,
      AQUILON_HOME: join(folder, 'home'),
      AIRFLOW__CORE__DAGS_FOLDER: join(folder, 'dags'),
      AIRFLOW__API__PORT: '0',
      _AIRFLOW_WWW_USER_PASSWORD: 'cli password',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

interface Said {
  code: number | null;
  out: string;
  err: string;
}

const aquilon = (...args: string[]): Promise<Said> => ended(start(args));

async function ended(child: ChildProcess): Promise<Said> {
  const said = { out: '', err: '' };
  child.stdout?.on('data', (data) => (said.out += data));
  child.stderr?.on('data', (data) => (said.err += data));
  const timer = setTimeout(() => child.kill('SIGTERM'), LIMIT_MS);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return { code, ...said };
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = performance.now() + LIMIT_MS; performance.now() < end; await sleep(100)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`${what} did not come about within ${LIMIT_MS / 1000} s`);
}

async function stopServer(): Promise<void> {
  const child = server;
  if (!child || child.exitCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await closed;
}

const states = async (run: string): Promise<Record<string, string>> => {
  const { out } = await aquilon('tasks', 'states-for-dag-run', 'good', run, '-o', 'json');
  const rows = JSON.parse(out) as { task_id: string; state: string }[];
  return Object.fromEntries(rows.map((row) => [row.task_id, row.state]));
};

test('without a server the DAGs of the folder are listed, and nothing keeps the home folder', async () => {
  const { code, out, err } = await aquilon('dags', 'list', '-o', 'json');
  assert.equal(code, 0, err);
  assert.deepEqual(
    JSON.parse(out).map((dag: { dag_id: string; is_paused: boolean }) => [dag.dag_id, dag.is_paused]),
    [
      ['asked', true],
      ['bad', true],
      ['daily', true],
      ['good', true],
      ['maker', true],
      ['ordered', true],
    ],
  );
  assert.ok(!(await readdir(join(folder, 'home'))).includes('aquilon.lock'));
});

test('dags test runs a paused DAG, tells its log, and leaves it paused', async () => {
  const { code, out, err } = await aquilon('dags', 'test', 'good', '2026-01-31');
  assert.equal(code, 0, err);
  assert.match(out, /^one \| hello from one$/m);
  assert.match(out, /^two: success$/m);
  assert.match((await aquilon('dags', 'list', '-o', 'plain')).out, /^good .* true/m);
  assert.equal((await aquilon('dags', 'state', 'good', '2026-01-31')).out, 'success\n');
});

test('dags test tells what happens in the order in which it happened', async () => {
  const { out, err } = await aquilon('dags', 'test', 'ordered');
  const lines = out.split('\n').filter((line) => /^\w+( \||: running|: success)/.test(line));
  assert.deepEqual(
    lines,
    [
      ['z_begins: running, attempt 1', 'z_begins | first', 'z_begins: success'],
      ['a_ends: running, attempt 1', 'a_ends | second', 'a_ends: success'],
    ].flat(),
    err,
  );
});

test('tasks test gives the task params and variables of its environment', async () => {
  const { code, out, err } = await aquilon(
    ...['tasks', 'test', 'asked', 'shown', '-t', '{"word": "given"}', '--env-vars', '{"COLOUR": "red"}'],
  );
  assert.equal(code, 0, err);
  assert.match(out, /see given red/);
});

test('dags test does not run the tasks that are to be marked, and goes on after them', async () => {
  const { code, out, err } = await aquilon('dags', 'test', 'good', '--mark-success-pattern', '^one$');
  assert.equal(code, 0, err);
  assert.doesNotMatch(out, /hello from one/);
  assert.match(out, /^two \| two got undefined$/m);
  assert.match((await aquilon('dags', 'list', '-o', 'plain')).out, /^good .* true/m);
});

test('dags test exits with 1 and tells the error where the run fails', async () => {
  const { code, out } = await aquilon('dags', 'test', 'bad');
  assert.equal(code, 1);
  assert.match(out, /boom \| .*no luck/);
  assert.match(out, /^boom: failed$/m);
});

test('what is refused exits with 1 and a remedy, what is written wrongly with 2', async () => {
  const refused = await aquilon('dags', 'trigger', 'nobody');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /nobody.*not found\n.+/);
  for (const args of [
    ['dags', 'list', '-o', 'xml'],
    ['dags', 'trigger', 'good', '--conf', '['],
    ['dags', 'nothing'],
  ]) {
    assert.equal((await aquilon(...args)).code, 2, args.join(' '));
  }
});

test('backfill create shows what it would make, makes it, and is cancelled by its number', async () => {
  const range = ['--dag-id', 'daily', '--from-date', '2026-01-01', '--to-date', '2026-01-03', '-o', 'json'];
  const dry = await aquilon('backfill', 'create', ...range, '--run-backwards', '--dry-run');
  assert.equal(dry.code, 0, dry.err);
  assert.deepEqual(
    JSON.parse(dry.out).map((one: { logical_date: string }) => one.logical_date.slice(8, 10)),
    ['03', '02', '01'],
  );
  const made = await aquilon(
    'backfill',
    'create',
    ...range,
    '--max-active-runs',
    '2',
    '--reprocess-behavior',
    'failed',
  );
  assert.equal(made.code, 0, made.err);
  const [{ id, max_active_runs: most }] = JSON.parse(made.out);
  assert.equal(most, 2);
  assert.equal((await aquilon('backfill', 'create', ...range)).code, 1);
  assert.equal((await aquilon('backfill', 'cancel', String(id))).code, 0);
  const listed = JSON.parse((await aquilon('backfill', 'list', '--dag-id', 'daily', '-o', 'json')).out);
  assert.deepEqual(
    listed.map((one: { id: number; is_paused: boolean; completed_at: string | null }) => [
      one.id,
      one.is_paused,
      one.completed_at !== null,
    ]),
    [[id, true, true]],
  );
  assert.equal((await aquilon('backfill', 'create', '--dag-id', 'daily')).code, 2);
});

test('assets are listed, told in full, and made by their DAG', async () => {
  const listed = await aquilon('assets', 'list', '-o', 'json');
  assert.equal(listed.code, 0, listed.err);
  assert.deepEqual(JSON.parse(listed.out), [{ name: 'data', uri: 's3://b/data', group: 'asset', extra: {} }]);
  const [told] = JSON.parse((await aquilon('assets', 'details', '--name', 'data', '-o', 'json')).out);
  assert.deepEqual([told.uri, told.producing_tasks[0].task_id], ['s3://b/data', 'make']);
  const [run] = JSON.parse((await aquilon('assets', 'materialize', '--uri', 's3://b/data', '-o', 'json')).out);
  assert.deepEqual([run.dag_id, run.run_type], ['maker', 'asset_materialization']);
  const unknown = await aquilon('assets', 'details', '--name', 'dat');
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /There is no asset dat/);
  assert.match((await aquilon('assets', 'details')).err, /Either --name or --uri is required/);
});

test('pools are set, shown, exported and imported', async () => {
  const made = await aquilon('pools', 'set', 'gpus', '-1', 'the cards', '--include-deferred', '-o', 'json');
  assert.equal(made.code, 0, made.err);
  const gpus = { pool: 'gpus', slots: -1, description: 'the cards', include_deferred: true, occupied_slots: 0 };
  assert.deepEqual(JSON.parse(made.out), [gpus]);
  const file = join(folder, 'pools.json');
  assert.equal((await aquilon('pools', 'export', file)).code, 0);
  const pools = JSON.parse(await readFile(file, 'utf8'));
  assert.deepEqual(pools.gpus, { slots: -1, description: 'the cards', include_deferred: true });
  await writeFile(file, JSON.stringify({ ...pools, gpus: { slots: 2 }, disks: { slots: 1 } }));
  assert.equal((await aquilon('pools', 'import', file)).code, 0);
  assert.equal((await aquilon('pools', 'delete', 'disks')).code, 0);
  assert.match((await aquilon('pools', 'list', '-o', 'plain')).out, /^gpus +2 /m);
  assert.equal((await aquilon('pools', 'get', 'disks')).code, 1);
  assert.equal((await aquilon('pools', 'delete', 'default_pool')).code, 1);
  assert.equal((await aquilon('pools', 'set', 'gpus', 'many', '')).code, 2);
  await writeFile(file, JSON.stringify({ gpus: { slots: 'two' } }));
  const wrong = await aquilon('pools', 'import', file);
  assert.deepEqual([wrong.code, /gpus has no whole number of slots/.test(wrong.err)], [1, true]);
});

test('init makes a project whose DAG runs, and refuses a folder with something in it', async () => {
  const project = join(folder, 'a project');
  const made = await aquilon('init', project);
  assert.equal(made.code, 0);
  assert.ok(made.out.includes(`cd '${project}'`), made.out);
  assert.ok((await readdir(project)).includes('package.json'));
  const folders = { AQUILON_HOME: join(project, '.aquilon'), AIRFLOW__CORE__DAGS_FOLDER: join(project, 'dags') };
  const { code, err } = await ended(start(['dags', 'test', 'hello'], folders));
  assert.equal(code, 0, err);
  assert.equal((await aquilon('init', project)).code, 1);
});

test('with a server a triggered run is followed, told and cleared', async () => {
  server = start(['standalone']);
  server.stdout?.resume();
  server.stderr?.resume();
  await until('the server', async () => readServerFile(join(folder, 'home')));
  assert.match((await aquilon('info', '-o', 'plain')).out, /server +http:/);
  await until('the DAG', async () => ((await aquilon('dags', 'unpause', 'good')).code === 0 ? true : undefined));
  assert.equal((await aquilon('dags', 'trigger', 'good', '--run-id', 'mine')).code, 0);
  await until('the end of the run', async () =>
    (await aquilon('dags', 'state', 'good', 'mine')).out === 'success\n' ? true : undefined,
  );
  assert.deepEqual(await states('mine'), { one: 'success', two: 'success' });
  assert.match((await aquilon('tasks', 'logs', 'good', 'two', 'mine')).out, /two got 1/);
  assert.equal((await aquilon('tasks', 'clear', 'good', '--run-id', 'mine', '-t', 'two', '--yes')).code, 0);
  await until('the second attempt', async () =>
    (await aquilon('tasks', 'logs', 'good', 'two', 'mine', '--try-number', '2')).out.includes('two got 1')
      ? true
      : undefined,
  );
  assert.equal((await aquilon('users', 'create', '-u', 'ann', '-r', 'Viewer', '-p', 'secret')).code, 0);
  assert.match((await aquilon('users', 'list')).out, /ann/);
  assert.equal((await aquilon('db', 'reset', '--yes')).code, 1);
  // The file is that of the server, wherever the DAG folder of this terminal is.
  const elsewhere = { AIRFLOW__CORE__DAGS_FOLDER: join(folder, 'nothing') };
  await mkdir(join(folder, 'nothing'));
  const next = await ended(start(['dags', 'next-execution', 'daily', '-n', '2'], elsewhere));
  assert.match(next.out, /^\d{4}-\d\d-\d\dT00:00:00\.000Z\n\d{4}-\d\d-\d\dT00:00:00\.000Z\n$/);
  const simulated = await aquilon('dags', 'simulate', 'daily', '--days', '7', '-o', 'json');
  const played = JSON.parse(simulated.out).dags.map((one: { dag_id: string; runs: number }) => [one.dag_id, one.runs]);
  assert.deepEqual(played, [['daily', 7]], simulated.err);
  await stopServer();
});
