/** Commands of Airflow beside a server that runs. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readServerFile } from '#composition/server-file.ts';
import { runCommandLine } from '#test/support/command-line.ts';
import { runAquilon } from './run-aquilon.ts';
import { eventually, type RunningServer, startServer } from './running-server.ts';

let folder: string;
let server: RunningServer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-commands-'));
  await mkdir(join(folder, 'dags'));
  await writeFile(
    join(folder, 'dags', 'shop.ts'),
    `import { asset, bash, Dag, triggerDagRun } from '@aquilon/sdk';
const rows = asset('s3://shop/rows', { name: 'rows' });
const makes = new Dag('makes', { schedule: '@daily', startDate: '2026-01-01' });
makes.task('say', bash({ bashCommand: 'echo {{ ds }}' }), { outlets: [rows] })();
makes.task('next', triggerDagRun({ triggerDagId: 'triggered' }))();
const uses = new Dag('uses', { schedule: rows });
uses.task('use', () => 1)();
const triggered = new Dag('triggered', {});
triggered.task('t', () => 1)();
export { makes, uses, triggered };
`,
  );
  server = await startServer({ AIRFLOW__CORE__DAGS_FOLDER: join(folder, 'dags') });
  await eventually('loaded DAGs', async () => {
    const { total_entries: count } = await server.ask<{ total_entries: number }>('GET', '/api/v2/dags');
    return count === 3 ? true : undefined;
  });
});
after(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const aquilon = (...words: string[]) =>
  runCommandLine(words, {
    AQUILON_HOME: server.home,
    AIRFLOW__CORE__DAGS_FOLDER: join(folder, 'dags'),
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: server.databaseUrl,
  });
const done = async (...words: string[]): Promise<string> => {
  const { code, out, err } = await aquilon(...words);
  assert.equal(code, 0, `${words.join(' ')}: ${err}`);
  return out;
};
const json = async (...words: string[]) => JSON.parse(await done(...words, '-o', 'json'));

test('dags backfill makes the backfill, and names its new word', async () => {
  await done('dags', 'unpause', 'makes');
  const { code, out, err } = await aquilon(
    'dags',
    'backfill',
    'makes',
    '-s',
    '2026-02-01',
    '-e',
    '2026-02-02',
    '-n',
    '-o',
    'json',
  );
  assert.equal(code, 0, err);
  assert.match(err, /aquilon dags backfill is an older name: use aquilon backfill create/);
  assert.equal(JSON.parse(out).length, 2);
});

test('templates of a task are shown, and what keeps a task from running', async () => {
  await done('dags', 'trigger', 'makes', '-r', 'one', '-l', '2026-03-01');
  await eventually('a run that has ended', async () => {
    const state = (await done('dags', 'state', 'makes', 'one')).trim();
    return state.startsWith('success') ? true : undefined;
  });
  const fields = (await json('tasks', 'render', 'makes', 'say', 'one')) as { field: string; value: string }[];
  assert.deepEqual(fields.find(({ field }) => field === 'bash_command')?.value, 'echo 2026-03-01');
  assert.deepEqual(await json('tasks', 'failed-deps', 'makes', 'say', 'one'), []);
  const manual = await json('dags', 'list-runs', 'makes', '--no-backfill');
  assert.ok(manual.some((run: { run_id: string }) => run.run_id === 'one'));
});

test('a run is cleared as a whole, after it was asked for', async () => {
  assert.match(
    (await aquilon('dags', 'clear', 'makes', '--run-id', 'one')).err,
    /runs 2 task instances of makes again/,
  );
  const [cleared] = await json('dags', 'clear', 'makes', '--run-id', 'one', '--yes');
  assert.equal(cleared.dag_run_id, 'one');
});

test('which DAGs do something for others is written as a graph, and saved', async () => {
  const text = await done('dags', 'show-dependencies');
  assert.match(text, /"makes" -> "triggered" \[label="trigger"\]/);
  assert.match(text, /"makes" -> "uses" \[label="asset rows"\]/);
  const file = join(folder, 'dags.dot');
  await done('dags', 'show-dependencies', '-s', file);
  assert.equal(await readFile(file, 'utf8'), text);
  const { code, err } = await runAquilon(['dags', 'show', 'makes', '--save', join(folder, 'x.png')], {
    AQUILON_HOME: server.home,
    PATH: folder,
  });
  assert.equal(code, 1);
  assert.match(err, /x\.png was not drawn: dot is not installed/);
});

test('files are reported with how long they took to load', async () => {
  const [file] = await json('dags', 'report');
  assert.deepEqual([file.file, file.dag_num, file.task_num], ['shop.ts', 3, 4]);
  assert.ok(file.duration > 0);
});

test('the scheduler is found alive, and not once it is not', async () => {
  assert.equal(await done('jobs', 'check', '--job-type', 'SchedulerJob', '--local'), 'Found 1 alive job.\n');
  const elsewhere = await aquilon('jobs', 'check', '--hostname', 'elsewhere');
  assert.deepEqual([elsewhere.code, elsewhere.err.split('\n')[0]], [1, 'No scheduler is alive on elsewhere.']);
  assert.equal((await json('dags', 'list-jobs', '--state', 'running')).length, 1);
  const none = await runCommandLine(['jobs', 'check'], { AQUILON_HOME: folder });
  assert.equal(none.code, 1);
});

test('providers, plugins and stores are told as they are', async () => {
  assert.deepEqual(
    (await json('providers', 'list')).map((one: { package_name: string }) => one.package_name),
    ['@aquilon/sdk'],
  );
  assert.equal((await json('providers', 'get', '@aquilon/sdk')).length, 1);
  assert.match((await aquilon('providers', 'get', 'aquilon/sdk')).err, /Did you mean @aquilon\/sdk\?/);
  assert.equal(await done('plugins'), 'No data found\n');
});

test('a command tells with -v what it asks of the server', async () => {
  const { err } = await aquilon('dags', 'state', 'makes', 'one', '-v');
  assert.match(err, /^GET \/api\/v2\/dags\/makes\/dagRuns\/one: 200, \d+ ms$/m);
  assert.equal((await aquilon('dags', 'state', 'makes', 'one')).err, '');
});

test('the user stays unnamed where that is asked for', async () => {
  const shown = await runCommandLine(['info', '--anonymize'], { AQUILON_HOME: server.home, HOME: server.home });
  assert.match(shown.out, /home +\| ~$/m);
});

test("Airflow's processes see that one does it all, and end with it", async () => {
  const [pid, url] = [readServerFile(server.home)?.pid, server.url];
  const daemon = await aquilon('scheduler', '-D');
  assert.equal(daemon.err, `The server ${url} (process ${pid}) is the scheduler as well.\n`);
  const bin = join(import.meta.dirname, '..', '..', 'bin', 'aquilon.js');
  const beside = spawn(process.execPath, [bin, 'webserver', '-p', '1'], {
    env: { ...process.env, AQUILON_HOME: server.home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(beside, 'close');
  let said = '';
  beside.stderr.on('data', (data) => {
    said += data;
  });
  await eventually('a word of the server that runs', async () => (said.includes('ends with it') ? true : undefined));
  // As a server that ends leaves it.
  const file = join(server.home, 'server.json');
  const note = await readFile(file, 'utf8');
  await rm(file);
  const [code] = await ended;
  await writeFile(file, note, { mode: 0o600 });
  assert.equal(code, 0, said);
  assert.match(
    said,
    /older name: use aquilon api-server\.\nThe server .* is the webserver as well; this ends with it\.\n/,
  );
});
