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
const slow = new Dag('slow');
slow.task('sit', () => new Promise((done) => setTimeout(done, 600_000)), { retries: 2, executionTimeout: '1h' })();
export { bad, slow };
`;

let folder: string;
let server: RunningServer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-answers-'));
  await mkdir(join(folder, 'dags'));
  await writeFile(join(folder, 'dags', 'two.ts'), DAGS);
  server = await startServer({ AIRFLOW__CORE__DAGS_FOLDER: join(folder, 'dags') });
  for (const dag of ['bad', 'slow']) {
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

const stateOf = async (dag: string, task: string) =>
  (
    await server.ask<{ state: string; pid: number | null }>(
      'GET',
      `/api/v2/dags/${dag}/dagRuns/first/taskInstances/${task}`,
    )
  ).state;

test('tasks logs shows the fields of lines and the stacks of errors, and as JSON all that is stored', async () => {
  await eventually('the end', async () => ((await stateOf('bad', 'boom')) === 'failed' ? true : undefined));
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

test('tasks explain tells of a running task since when, where, which try, and when its time-out ends it', async () => {
  await eventually('the start', async () => ((await stateOf('slow', 'sit')) === 'running' ? true : undefined));
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
