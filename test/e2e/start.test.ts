import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { readServerFile } from '#composition/server-file.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'aquilon.js');
const LIMIT_MS = 60_000;

let folder: string;
let children: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon start '));
  children = [];
  await mkdir(join(folder, 'dags'));
  await writeFile(
    join(folder, 'dags', 'slow.ts'),
    `import { setTimeout as sleep } from 'node:timers/promises';
import { Dag } from '@aquilon/sdk';
const dag = new Dag('slow', { isPausedUponCreation: false });
const wait = dag.task('wait', async (): Promise<number> => { await sleep(1500); return 7; });
const add = dag.task('add', ({ n }: { n: number }) => n + 1);
add({ n: wait() });
export default dag;
`,
  );
});

afterEach(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
  await until('every server is gone', async () => (await processesOfHome()).length === 0);
  await rm(folder, { recursive: true, force: true });
});

function startServer(more: Record<string, string> = {}): { output: () => string; child: ChildProcess } {
  const child = spawn('node', [BIN, 'standalone'], {
    env: {
      ...process.env,
      AQUILON_HOME: join(folder, 'home'),
      AIRFLOW__CORE__DAGS_FOLDER: join(folder, 'dags'),
      AIRFLOW__API__PORT: '0',
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let text = '';
  const collect = (chunk: Buffer) => {
    text += chunk;
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  return { output: () => text, child };
}

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${LIMIT_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const home = () => join(folder, 'home');
const serves = (output: () => string) => until('the server answers', () => output().includes('Aquilon serves'));

async function ask(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const server = readServerFile(home());
  const response = await fetch(`${server?.url}/api/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${server?.token}`, 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
  });
  return (await response.json()) as Record<string, unknown>;
}

/** Every process that names this home in its arguments or its environment. */
async function processesOfHome(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    const arguments_ = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (`${arguments_}${environment}`.includes(home())) found.push(arguments_.replaceAll('\0', ' '));
  }
  return found;
}

test('a server that is told to stop ends with exit code 0 and leaves no process', async () => {
  const { output, child } = startServer();
  await serves(output);
  assert.match(output(), /Sign in: admin \/ \S{12,}/);
  assert.match(output(), new RegExp(`Folder: +${home()}`));
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  assert.equal(await exit, 0);
  assert.deepEqual(await processesOfHome(), []);
});

test('a port that is held is named, with the option that changes it', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => holder.once('listening', resolve));
  const address = holder.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { output, child } = startServer({ AIRFLOW__API__PORT: String(port) });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  holder.close();
  assert.equal(code, 1);
  assert.match(output(), new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is held`));
  assert.match(output(), /AIRFLOW__API__PORT=\d+/);
});

test('a second server on the same home is refused, and the first goes on', async () => {
  const first = startServer();
  await serves(first.output);
  const second = startServer();
  const code = await new Promise((resolve) => second.child.once('exit', resolve));
  assert.equal(code, 1);
  assert.match(second.output(), /already serves the folder/);
  assert.equal((await ask('GET', '/monitor/health')).scheduler !== undefined, true);
});

test('after kill -9 in the middle of a run the next start goes on with it', async () => {
  const first = startServer();
  await serves(first.output);
  await until('the DAG is loaded', async () => (await ask('GET', '/dags/slow')).dag_id === 'slow');
  await ask('POST', '/dags/slow/dagRuns', { logical_date: null, dag_run_id: 'survivor' });
  const stateOf = async (task: string) => (await ask('GET', `/dags/slow/dagRuns/survivor/taskInstances/${task}`)).state;
  await until('the task runs', async () => (await stateOf('wait')) === 'running');
  process.kill(readServerFile(home())?.pid ?? 0, 'SIGKILL');
  await until('the server is gone', () => first.child.exitCode !== null || first.child.signalCode !== null);

  const second = startServer();
  await serves(second.output);
  assert.doesNotMatch(second.output(), /Sign in: admin \//);
  await until('the run ends', async () => (await ask('GET', '/dags/slow/dagRuns/survivor')).state === 'success');
  assert.equal((await ask('GET', '/dags/slow/dagRuns/survivor/taskInstances/add/xcomEntries/return_value')).value, 8);
});
