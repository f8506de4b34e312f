/** What commands answer to people: of tasks, their logs, broken files, and names that are nowhere. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { removeHome } from '#test/support/embedded-home.ts';
import { runAquilon } from './run-aquilon.ts';
import { eventually, type RunningServer, startServer } from './running-server.ts';

const DAGS = `import { Dag, getContext } from '@aquilon/sdk';
const bad = new Dag('bad');
bad.task('boom', () => { getContext().logger.warning('about to fail', { rows: 3 }); throw new Error('no luck'); })();
const held = new Dag('held');
held.task('waits', () => 1)();
const mails = new Dag('mails', { defaultArgs: { email: 'ann@example.org' } });
mails.task('fails', () => { throw new Error('tell ann'); })();
const slow = new Dag('slow');
slow.task('sit', () => new Promise((done) => setTimeout(done, 600_000)), { retries: 2, executionTimeout: '1h' })();
export { bad, held, mails, slow };
`;

let folder: string;
let server: RunningServer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-answers-'));
  await mkdir(join(folder, 'dags'));
  await writeFile(join(folder, 'dags', 'two.ts'), DAGS);
  server = await startServer({ AIRFLOW__CORE__DAGS_FOLDER: join(folder, 'dags') });
  for (const dag of ['bad', 'mails', 'slow']) {
    await eventually(`the DAG ${dag}`, () => server.ask('PATCH', `/api/v2/dags/${dag}`, { is_paused: false }));
    await server.ask('POST', `/api/v2/dags/${dag}/dagRuns`, { logical_date: null, dag_run_id: 'first' });
  }
});
after(async () => {
  await server.stop();
  await removeHome(join(folder, 'home'));
  await rm(folder, { recursive: true, force: true });
});

const aquilon = (...args: string[]) => runAquilon(args, { AQUILON_HOME: server.home });
const withoutServer = (...args: string[]) =>
  runAquilon(args, {
    AQUILON_HOME: join(folder, 'home'),
    AIRFLOW__CORE__DAGS_FOLDER: join(folder, 'dags'),
    _AIRFLOW_WWW_USER_PASSWORD: 'answers password',
  });

const instanceOf = (dag: string, task: string) =>
  server.ask<{ state: string }>('GET', `/api/v2/dags/${dag}/dagRuns/first/taskInstances/${task}`);

test('tasks logs shows the fields of lines and the stacks of errors, and as JSON all that is stored', async () => {
  await eventually('the end', async () => ((await instanceOf('bad', 'boom')).state === 'failed' ? true : undefined));
  const { out, err } = await aquilon('tasks', 'logs', 'bad', 'boom', 'first');
  assert.match(out, / WARNING about to fail rows=3$/m, err);
  assert.match(out, /^ {4}Error: no luck\n(?: {8}at .*\n)* {8}at .*two\.ts:\d+\)$/m);
  const json = await aquilon('tasks', 'logs', 'bad', 'boom', 'first', '-o', 'json');
  const stored = json.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const failed = stored.find((line) => line.error_detail);
  assert.deepEqual([failed.level, failed.error_detail[0].exc_value], ['error', 'no luck']);
  assert.ok(stored.some((line) => line.rows === 3 && line.logger !== undefined));
});

test('tasks logs of a task that has not run says so, and the command that tells why', async () => {
  await server.ask('POST', '/api/v2/dags/held/dagRuns', { logical_date: null, dag_run_id: 'first' });
  const { code, out, err } = await aquilon('tasks', 'logs', 'held', 'waits', 'first');
  assert.deepEqual([code, out], [0, '']);
  assert.match(
    err,
    /^waits has not run, so it has no log; its state is \w+\. Why: aquilon tasks explain held waits first$/m,
  );
});

test('tasks explain tells of a running task since when, where, which try, and when its time-out ends it', async () => {
  // Its process is known a moment after it is said to run.
  const explanation = '/api/v2/dags/slow/dagRuns/first/taskInstances/sit/explanation';
  await eventually('the process', async () => {
    const { running } = await server.ask<{ running: { pid: number | null } | null }>('GET', explanation);
    return running?.pid ?? undefined;
  });
  const { out, err } = await aquilon('tasks', 'explain', 'slow', 'sit', 'first');
  assert.match(out, /^it runs: try 1 of 3, since \S+, on \S+, process \d+\nits time-out ends it at \S+$/m, err);
});

test('without a server tasks explain says that no scheduler runs, and that nobody can tell the start', async () => {
  const made = await withoutServer('dags', 'trigger', 'bad', '--run-id', 'waiting');
  assert.equal(made.code, 0, made.err);
  const { out, err } = await withoutServer('tasks', 'explain', 'bad', 'boom', 'waiting');
  assert.match(out, /^- no scheduler runs: start the server with npm start.* \[no_scheduler\]$/m, err);
  assert.match(out, /^expected to start: nobody can tell$/m);
  assert.doesNotMatch(out, /parallelism/);
});

test('an unknown name is answered with the nearest ones, and with the command that lists them', async () => {
  const refused = async (...args: string[]) => {
    const { code, err } = await aquilon(...args);
    assert.equal(code, 1, args.join(' '));
    return err.trimEnd().split('\n').at(-1);
  };
  assert.equal(await refused('dags', 'trigger', 'slwo'), 'Did you mean slow? List the DAGs with: aquilon dags list.');
  assert.equal(
    await refused('tasks', 'state', 'bad', 'bom', 'first'),
    'Did you mean boom? List its tasks with: aquilon tasks list bad.',
  );
  assert.equal(
    await refused('dags', 'state', 'bad', 'frist'),
    'Did you mean first? List its runs with: aquilon dags list-runs bad.',
  );
  assert.equal(
    await refused('pools', 'get', 'default-pool'),
    'Did you mean default_pool? List the pools with: aquilon pools list.',
  );
  assert.equal(await refused('pools', 'get', 'xyz'), 'List the pools with: aquilon pools list.');
});

test('a refusal says what to do there: versions, options, plans', async () => {
  const hintOf = ({ err }: { err: string }) => err.trimEnd().split('\n').at(-1) ?? '';
  const rerun = await aquilon('dags', 'rerun', 'bad', 'first', '--dag-version', '9', '--yes');
  assert.equal(hintOf(rerun), 'Name one of its versions: 1.');
  assert.equal((await withoutServer('connections', 'add', 'market', '--conn-uri', 'http://127.0.0.1:9')).code, 0);
  assert.match(
    hintOf(await withoutServer('connections', 'test', 'market')),
    /^Start the server with AIRFLOW__CORE__TEST_CONNECTION=enabled \(environment, \.env, or test_connection/,
  );
  const plan = { dag_id: 'slow', reason: 'asked for' };
  const { plan_id: id } = await server.ask<{ plan_id: string }>('POST', '/aquilon/plans/trigger', plan);
  assert.match(
    hintOf(await aquilon('plans', 'apply', id)),
    new RegExp(`^Look at it and accept it first: aquilon plans accept ${id}\\.`),
  );
});

test('an unknown variable or connection is answered with the nearest ones', async () => {
  assert.equal((await withoutServer('variables', 'set', 'team', 'a')).code, 0);
  const variable = await withoutServer('variables', 'get', 'teem');
  assert.match(variable.err, /^Did you mean team\? List the variables with: aquilon variables list\. Make it: /m);
  assert.equal((await withoutServer('connections', 'add', 'shop', '--conn-uri', 'http://a')).code, 0);
  const connection = await withoutServer('connections', 'delete', 'shopp');
  assert.match(connection.err, /^Did you mean shop\? List the connections with: aquilon connections list\. Make it: /m);
});

test('a run of a DAG whose file is broken names the error and the version that runs, and the list shows its lines', async () => {
  await writeFile(
    join(folder, 'dags', 'two.ts'),
    DAGS.replace("new Dag('bad')", "new Dag('bad', { retry: 1 } as object)"),
  );
  await eventually('the import error', async () =>
    (await server.ask<{ total_entries: number }>('GET', '/api/v2/importErrors')).total_entries > 0 ? true : undefined,
  );
  const { code, err } = await aquilon('dags', 'trigger', 'bad', '--run-id', 'broken');
  assert.equal(code, 0, err);
  assert.match(err, /^two\.ts has an import error: DagDefinitionError: DAG bad: there is no option retry/m);
  assert.match(err, /^The run is of the last good version, v1\. The whole error: aquilon dags list-import-errors$/m);
  const listed = await aquilon('dags', 'list-import-errors');
  assert.equal(listed.code, 1);
  assert.match(listed.out, /^two\.ts.*\n {4}DagDefinitionError: DAG bad: /);
  const [one] = JSON.parse((await aquilon('dags', 'list-import-errors', '-o', 'json')).out);
  assert.match(one.error, /^DagDefinitionError/);
  assert.match((await aquilon('dags', 'list')).err, /^1 file could not be loaded: /m);
  const unknown = await aquilon('dags', 'trigger', 'nobody');
  assert.match(unknown.err, /aquilon dags list\. 1 file could not be loaded: aquilon dags list-import-errors\.$/m);
});

test('notices retry does not send a second time what was sent, unless it is told to', async () => {
  const id = await eventually('the mail', async () => {
    const { notices } = await server.ask<{ notices: { id: string; state: string }[] }>('GET', '/aquilon/notices');
    return notices.find(({ state }) => state === 'sent')?.id;
  });
  const listed = JSON.parse((await aquilon('notices', 'list', '-o', 'json')).out);
  assert.ok('next_try_at' in listed[0]);
  const refused = await aquilon('notices', 'retry', id);
  assert.equal(refused.code, 1);
  assert.match(
    refused.err,
    /was sent .*by email at \S+\. This sends it once more\. Nothing was changed\.\nAdd --yes to do it\./,
  );
  const again = await aquilon('notices', 'retry', id, '--yes', '-o', 'json');
  assert.equal(again.code, 0, again.err);
  // The sender may be quicker than the answer.
  assert.ok(['pending', 'sending', 'sent'].includes(JSON.parse(again.out)[0].state));
});

test('a command that changes the database here says that the server of the settings is not asked', async () => {
  const home = join(server.home, 'of its own');
  const elsewhere = { AQUILON_HOME: home, AQUILON__CLI__API_URL: 'http://127.0.0.1:9' };
  const { code, err } = await runAquilon(['variables', 'set', 'team', 'analysts'], elsewhere);
  assert.equal(code, 0, err);
  assert.equal(err, `AQUILON__CLI__API_URL does not count here: this command works on the database of ${home}.\n`);
});

test('dags plan refuses to compare with the home folder where the settings name a server elsewhere', async () => {
  const { code, err } = await runAquilon(['dags', 'plan'], {
    AQUILON_HOME: server.home,
    AQUILON__CLI__API_URL: 'http://127.0.0.1:9',
  });
  assert.equal(code, 1);
  assert.match(err, /cannot ask the server http:\/\/127\.0\.0\.1:9 .*\nRun it on the machine of that server/);
});

test('dags test says that the server of the settings is not asked', async () => {
  const { code, err } = await runAquilon(['dags', 'test', 'nobody'], {
    AQUILON_HOME: server.home,
    AQUILON__CLI__API_URL: 'http://127.0.0.1:9',
  });
  assert.equal(code, 1);
  assert.match(err, /^AQUILON__CLI__API_URL does not count here: dags test runs the DAG on this machine/m);
  assert.match(err, /There is no|not found/);
});
