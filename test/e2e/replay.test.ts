/** Attempts of a server, run once more from the command line of another machine: another home folder, without the DAG files. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readServerFile } from '#composition/server-file.ts';
import { playDag, readRun } from './play-dag.ts';
import { type RunningServer, startServer } from './running-server.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'aquilon.js');
const DAG = `import { Dag, defineOperator, getContext, python } from '@aquilon/sdk';
import { divide } from './lib/divide.ts';
const dag = new Dag('shares', { params: { by: 0 } });
const shout = defineOperator('Shout', ({ text }: { text: string }) => text.toUpperCase(), { templateFields: ['text'] });
const rows = dag.task('rows', () => [8, 6])();
dag.task('named', () => ({ zeta: 1, b: 2 }))();
const share = dag.task('share', async ({ row }: { row: number }) => {
  const { variables, logger, params, run } = getContext();
  logger.info('sharing ' + row + ' of ' + run.logicalDate?.toISOString() + ' for ' + (await variables.get('team', 'nobody')));
  return divide(row, params.by as number);
}).expand({ row: rows });
const total = dag.task('total', ({ all }: { all: number[] }) => all.length, { triggerRule: 'all_done' })({ all: share });
dag.task('greet', shout({ text: "{{ ti.xcom_pull(task_ids='total') }} shares of {{ ti.xcom_pull(task_ids='rows')[0] }}" }))().after(total);
dag.task('halve', python({ file: 'scripts/shares.py', function: 'halve' }))({ row: 8 });
dag.task('refuse', python({ file: 'scripts/shares.py', function: 'refuse' }))({ row: 8 });
dag.task('never', () => 1)().after(share);
export default dag;
`;
const LIB = `export function divide(row: number, by: number): number {
  if (by === 0) throw new RangeError('nothing divides ' + row + ' by zero');
  return row / by;
}
`;
const SCRIPT = `from helper import half

def halve(row):
    return half(row)

def refuse(row):
    raise ValueError("no share of %s" % row)
`;

let folder: string;
let server: RunningServer;
let access: Record<string, string>;
let runId: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-replay-'));
  const dags = join(folder, 'dags');
  await mkdir(join(dags, 'lib'), { recursive: true });
  await mkdir(join(dags, 'scripts'));
  await mkdir(join(folder, 'elsewhere'));
  await writeFile(join(dags, 'shares.ts'), DAG);
  await writeFile(join(dags, 'lib', 'divide.ts'), LIB);
  await writeFile(join(dags, 'scripts', 'shares.py'), SCRIPT);
  await writeFile(join(dags, 'scripts', 'helper.py'), 'def half(row):\n    return row / 2\n');
  server = await startServer({ AIRFLOW__CORE__DAGS_FOLDER: dags, AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'false' });
  const played = await playDag(server, 'shares', {}, '2026-01-31T00:00:00Z');
  assert.deepEqual(played.tasks, {
    rows: 'success',
    'share[0]': 'failed',
    'share[1]': 'failed',
    total: 'success',
    named: 'success',
    greet: 'success',
    halve: 'success',
    refuse: 'failed',
    never: 'upstream_failed',
  });
  const { dag_runs: runs } = await server.ask<{ dag_runs: { dag_run_id: string }[] }>(
    'GET',
    '/api/v2/dags/shares/dagRuns',
  );
  runId = runs[0]?.dag_run_id ?? '';
  await rm(dags, { recursive: true });
  const { url, token } = readServerFile(server.home) ?? { url: '', token: '' };
  access = { AQUILON__CLI__API_URL: url, AQUILON__CLI__API_TOKEN: token };
});
after(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Said {
  code: number | null;
  out: string;
  err: string;
}

const start = (args: readonly string[], env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [BIN, 'tasks', 'replay', ...args], {
    cwd: join(folder, 'elsewhere'),
    env: {
      PATH: process.env.PATH ?? '',
      AQUILON_TEST_RUN: process.env.AQUILON_TEST_RUN,
      AQUILON_HOME: join(folder, 'home'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

async function replay(args: readonly string[], env: Record<string, string> = access): Promise<Said> {
  const child = start(args, env);
  const said = { out: '', err: '' };
  child.stdout?.on('data', (data) => (said.out += data));
  child.stderr?.on('data', (data) => (said.err += data));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...said };
}

test('a failed attempt fails in the same way on another machine, with its source, arguments, dates and log', async () => {
  const { code, out, err } = await replay(['shares', 'share', '2026-01-31', '--map-index', '1']);
  assert.equal(code, 1, err);
  assert.match(err, /Attempt 1 of share .*ended failed: RangeError: nothing divides 6 by zero/);
  assert.match(out, /sharing 6 of 2026-01-31T00:00:00.000Z for nobody/);
  assert.match(err, /TASK_FAILED: RangeError: nothing divides 6 by zero/);
  // The task has a fallback, and ended as the attempt did.
  assert.doesNotMatch(err, /There is no variable/);
  assert.match(out, /The same failure as that of the attempt/);
  const never = await replay(['shares', 'never', '2026-01-31']);
  assert.match(never.err, /never was never tried in this run/);
  const name = `shares.${runId.replaceAll(/[^\w.-]/g, '_')}.share.1.1`;
  const files = await readdir(join(folder, 'elsewhere', 'replays', name, 'files'), { recursive: true });
  assert.deepEqual(files.sort(), [
    'lib',
    'lib/divide.ts',
    'scripts',
    'scripts/helper.py',
    'scripts/shares.py',
    'shares.ts',
  ]);
});

test('what is changed in the folder is tried without the server, and variables come from the environment', async () => {
  const kept = join(folder, 'kept');
  const written = await replay(['shares', 'share', '2026-01-31', '--map-index', '0', '--folder', kept, '--write-only']);
  assert.deepEqual([written.code, written.out], [0, '']);
  const file = join(kept, 'files', 'lib', 'divide.ts');
  await writeFile(
    file,
    (await readFile(file, 'utf8')).replace('throw new RangeError', 'return row; throw new RangeError'),
  );
  const again = ['shares', 'share', '2026-01-31', '--map-index', '0', '--folder', kept];
  const refused = await replay(again);
  assert.match(refused.err, /was changed: .*divide\.ts/);
  const other = await replay(['shares', 'rows', '2026-01-31', '--from', kept]);
  assert.match(other.err, /is one of shares share/);
  const without = await replay(['--from', kept]);
  assert.match(without.out, /Another end/);
  assert.match(without.err, /^There is no variable team \(AIRFLOW_VAR_TEAM\) here: if the attempt had one/m);
  const { code, out, err } = await replay(['--from', kept], {
    AIRFLOW_VAR_TEAM: 'analysts',
  });
  assert.equal(code, 0, err);
  assert.match(out, /sharing 8 .* for analysts/);
  assert.match(out, /return_value = 8/);
  assert.match(out, /Another end: the attempt ended failed, the replay success/);
  const missing = await replay(['shares', 'share', '2026-01-31', '--from', join(folder, 'nothing')]);
  assert.equal(missing.code, 1);
  assert.match(missing.err, /nothing.*no replay/);
});

test('templates are rendered with what the task pulled, collected values come in their order', async () => {
  const greet = await replay(['shares', 'greet', '2026-01-31']);
  assert.equal(greet.code, 0, greet.err);
  assert.match(greet.out, /return_value = "0 SHARES OF 8"/);
  const named = await replay(['shares', 'named', '2026-01-31']);
  assert.match(named.out, /The same end as that of the attempt/);
  const total = await replay(['shares', 'total', '2026-01-31']);
  assert.match(total.out, /return_value = 0\n.*\n?The same end as that of the attempt/s);
});

test('functions of Python are called out of the folder, with what is changed there', async () => {
  const kept = join(folder, 'python');
  const same = await replay(['shares', 'halve', '2026-01-31', '--folder', kept]);
  assert.equal(same.code, 0, same.err);
  assert.match(same.out, /return_value = 4\n.*The same end as that of the attempt/s);
  const helper = join(kept, 'files', 'scripts', 'helper.py');
  await writeFile(helper, (await readFile(helper, 'utf8')).replace('/ 2', '* 2'));
  assert.match((await replay(['--from', kept])).out, /return_value = 16\n/);
  const refused = await replay(['shares', 'refuse', '2026-01-31']);
  assert.match(refused.err, /ValueError: no share of 8/);
  assert.match(refused.out, /The same failure as that of the attempt/);
});

test('an attempt before a change of the conf is run with the conf that it had, and nothing untouched is called newer', async () => {
  const first = await replay(['shares', 'share', runId, '--map-index', '1', '--try-number', '1']);
  assert.doesNotMatch(first.err, /written after/);
  assert.match(first.out, /The same failure as that of the attempt/);
  const path = `/api/v2/dags/shares/dagRuns/${encodeURIComponent(runId)}/rerun`;
  await server.ask('POST', path, { task_ids: ['share'], conf: { by: 2 } });
  assert.equal((await readRun(server, 'shares', runId)).tasks['share[1]'], 'success');
  const before = await replay(['shares', 'share', runId, '--map-index', '1', '--try-number', '1']);
  assert.match(before.out, /The same failure as that of the attempt/, before.err);
  const after = await replay(['shares', 'share', runId, '--map-index', '1']);
  assert.match(after.out, /The same end as that of the attempt/, after.err);
});

test('what is not there is refused', async () => {
  for (const args of [
    ['shares', 'nobody', '2026-01-31'],
    ['shares', 'rows', '2026-01-31', '--try-number', '7'],
    ['shares', 'share', '2026-01-31'],
  ])
    assert.equal((await replay(args)).code, 1, args.join(' '));
  const stranger = await replay(['shares', 'rows', '2026-01-31'], { ...access, AQUILON__CLI__API_TOKEN: 'wrong' });
  assert.match(stranger.err, /40[13]/);
});

test('a debugger that is waited for stops before the task begins', async () => {
  const child = start(['shares', 'rows', '2026-01-31', '--inspect', '127.0.0.1:0'], access);
  let out = '';
  child.stdout?.on('data', (data) => (out += data));
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const found = /Debugger listening on (ws:\S+)/.exec(out)?.[1];
      if (found) resolve(found);
    });
    void closed.then(() => reject(new Error(out)));
  });
  const socket = new WebSocket(address);
  const paused = new Promise<void>((resolve, reject) => {
    socket.onerror = () => reject(new Error('the debugger cannot connect'));
    socket.onmessage = ({ data }) => {
      if ((JSON.parse(String(data)) as { method?: string }).method === 'Debugger.paused') resolve();
    };
  });
  await new Promise((resolve) => {
    socket.onopen = resolve;
  });
  for (const [id, method] of ['Debugger.enable', 'Runtime.runIfWaitingForDebugger'].entries())
    socket.send(JSON.stringify({ id: id + 1, method }));
  await paused;
  assert.doesNotMatch(out, /rows: success/);
  socket.send(JSON.stringify({ id: 3, method: 'Debugger.resume' }));
  socket.close();
  assert.equal(await closed, 0, out);
  assert.match(out, /The same end as that of the attempt/);
});
