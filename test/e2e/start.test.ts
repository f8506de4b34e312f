import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { readServerFile } from '#composition/server-file.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const BIN = join(ROOT, 'bin', 'aquilon.js');
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

interface Launch {
  command?: readonly [string, ...string[]];
  env?: Record<string, string>;
  /** As this user instead of the one who runs the tests. */
  uid?: number;
}

function startServer({ command = ['node', BIN, 'standalone'], env, uid }: Launch = {}): {
  output: () => string;
  child: ChildProcess;
} {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: ROOT,
    // A process group of its own, as a terminal makes one for each command.
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: uid }),
    env: {
      ...process.env,
      AQUILON_HOME: join(folder, 'home'),
      AIRFLOW__CORE__DAGS_FOLDER: join(folder, 'dags'),
      AIRFLOW__API__PORT: '0',
      ...env,
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

const ended = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve));
const npmStart: Launch = { command: ['npm', 'start', '--silent'] };

test('Ctrl-C at npm start, which reaches every process of the group, stops all of them within 5 s', async () => {
  const { output, child } = startServer(npmStart);
  await serves(output);
  const exit = ended(child);
  const began = performance.now();
  process.kill(-(child.pid ?? 0), 'SIGINT');
  await exit;
  await until('no process is left', async () => (await processesOfHome()).length === 0);
  assert.ok(performance.now() - began < 5000);
  assert.match(output(), /Stopping/);
});

test('a SIGTERM to npm alone stops the server below it', async () => {
  const { output, child } = startServer(npmStart);
  await serves(output);
  child.kill('SIGTERM');
  await until('no process is left', async () => (await processesOfHome()).length === 0);
});

test('the server stops cleanly when what launched it is killed', async () => {
  const { output, child } = startServer();
  await serves(output);
  child.kill('SIGKILL');
  await until('no process is left', async () => (await processesOfHome()).length === 0);
  assert.match(output(), /Stopping/);
});

test('who asks twice need not wait, and no process is left', async () => {
  await writeFile(
    join(folder, 'dags', 'stubborn.ts'),
    `import { Dag } from '@aquilon/sdk';
const dag = new Dag('stubborn', { isPausedUponCreation: false });
dag.task('stay', () => { process.on('SIGTERM', () => {}); return new Promise(() => setInterval(() => {}, 1000)); })();
export default dag;
`,
  );
  const { output, child } = startServer();
  await serves(output);
  await until('the DAG is loaded', async () => (await ask('GET', '/dags/stubborn')).dag_id === 'stubborn');
  await ask('POST', '/dags/stubborn/dagRuns', { logical_date: null, dag_run_id: 'r' });
  await until(
    'the task runs',
    async () => (await ask('GET', '/dags/stubborn/dagRuns/r/taskInstances/stay')).state === 'running',
  );
  const exit = ended(child);
  child.kill('SIGINT');
  await until('it stops', () => output().includes('Stopping'));
  await new Promise((resolve) => setTimeout(resolve, 600));
  child.kill('SIGINT');
  assert.equal(await exit, 130);
  await until('no process is left', async () => (await processesOfHome()).length === 0);
});

test('an ordinary user starts and stops it as root does', async () => {
  const NOBODY = 65534;
  const user: Launch = process.getuid?.() === 0 ? { uid: NOBODY, env: { HOME: home() } } : {};
  await chmod(folder, 0o755);
  await mkdir(home());
  if (user.uid !== undefined) await chown(home(), user.uid, user.uid);
  const { output, child } = startServer(user);
  await serves(output);
  const exit = ended(child);
  child.kill('SIGINT');
  assert.equal(await exit, 0, output());
  await until('no process is left', async () => (await processesOfHome()).length === 0);
});

test('a port that is held is named, with the option that changes it', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => holder.once('listening', resolve));
  const address = holder.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { output, child } = startServer({ env: { AIRFLOW__API__PORT: String(port) } });
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
