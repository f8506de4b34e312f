import assert from 'node:assert/strict';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { readServerFile } from '#composition/server-file.ts';
import { ended, type Launch, makePlace, type Place, serves, until } from './launched-server.ts';

let place: Place;

beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.clear());

const gone = () => until('no process is left', async () => (await place.processes()).length === 0);

test('a server that is told to stop ends with exit code 0 and leaves no process', async () => {
  const server = place.launch();
  const { output, child } = server;
  await serves(server);
  assert.match(output(), /Sign in: admin \/ \S{12,}/);
  assert.match(output(), new RegExp(`Folder: +${place.home}`));
  const exit = ended(child);
  child.kill('SIGTERM');
  assert.equal(await exit, 0);
  assert.deepEqual(await place.processes(), []);
});

const npmStart: Launch = { command: ['npm', 'start', '--silent'] };

test('Ctrl-C at npm start, which reaches every process of the group, stops all of them within 5 s', async () => {
  const server = place.launch(npmStart);
  const { output, child } = server;
  await serves(server);
  const exit = ended(child);
  const began = performance.now();
  process.kill(-(child.pid ?? 0), 'SIGINT');
  await exit;
  await gone();
  assert.ok(performance.now() - began < 5000);
  assert.match(output(), /Stopping/);
});

test('a SIGTERM to npm alone stops the server below it', async () => {
  const server = place.launch(npmStart);
  const { child } = server;
  await serves(server);
  child.kill('SIGTERM');
  await gone();
});

test('the server stops cleanly when what launched it is killed', async () => {
  const server = place.launch();
  const { output, child } = server;
  await serves(server);
  child.kill('SIGKILL');
  await gone();
  assert.match(output(), /Stopping/);
});

test('who asks twice need not wait, and no process is left', async () => {
  await writeFile(
    join(place.folder, 'dags', 'stubborn.ts'),
    `import { Dag } from '@aquilon/sdk';
const dag = new Dag('stubborn', { isPausedUponCreation: false });
dag.task('stay', () => { process.on('SIGTERM', () => {}); return new Promise(() => setInterval(() => {}, 1000)); })();
export default dag;
`,
  );
  const server = place.launch();
  const { output, child } = server;
  await serves(server);
  await until('the DAG is loaded', async () => (await place.ask('GET', '/dags/stubborn')).dag_id === 'stubborn');
  await place.ask('POST', '/dags/stubborn/dagRuns', { logical_date: null, dag_run_id: 'r' });
  await until(
    'the task runs',
    async () => (await place.ask('GET', '/dags/stubborn/dagRuns/r/taskInstances/stay')).state === 'running',
  );
  const exit = ended(child);
  child.kill('SIGINT');
  await until('it stops', () => output().includes('Stopping'));
  await new Promise((resolve) => setTimeout(resolve, 600));
  child.kill('SIGINT');
  assert.equal(await exit, 130);
  await gone();
});

test('an ordinary user starts and stops it as root does', async () => {
  const NOBODY = 65534;
  const user: Launch = process.getuid?.() === 0 ? { uid: NOBODY, env: { HOME: place.home } } : {};
  await chmod(place.folder, 0o755);
  await mkdir(place.home);
  if (user.uid !== undefined) await chown(place.home, user.uid, user.uid);
  const server = place.launch(user);
  const { output, child } = server;
  await serves(server);
  const exit = ended(child);
  child.kill('SIGINT');
  assert.equal(await exit, 0, output());
  await gone();
});

test('a port that is held is named, with the option that changes it', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => holder.once('listening', resolve));
  const address = holder.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const server = place.launch({ env: { AIRFLOW__API__PORT: String(port) } });
  const { output, child } = server;
  const code = await ended(child);
  holder.close();
  assert.equal(code, 1);
  assert.match(output(), new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is held`));
  assert.match(output(), /AIRFLOW__API__PORT=\d+/);
});

test('a second server on the same home is refused, and the first goes on', async () => {
  const first = place.launch();
  await serves(first);
  const second = place.launch();
  const code = await ended(second.child);
  assert.equal(code, 1);
  assert.match(second.output(), /already serves the folder/);
  assert.equal((await place.ask('GET', '/monitor/health')).scheduler !== undefined, true);
});

test('after kill -9 in the middle of a run the next start goes on with it', async () => {
  const first = place.launch();
  await serves(first);
  await until('the DAG is loaded', async () => (await place.ask('GET', '/dags/slow')).dag_id === 'slow');
  await place.ask('POST', '/dags/slow/dagRuns', { logical_date: null, dag_run_id: 'survivor' });
  const stateOf = async (task: string) =>
    (await place.ask('GET', `/dags/slow/dagRuns/survivor/taskInstances/${task}`)).state;
  await until('the task runs', async () => (await stateOf('wait')) === 'running');
  process.kill(readServerFile(place.home)?.pid ?? 0, 'SIGKILL');
  await until('the server is gone', () => first.child.exitCode !== null || first.child.signalCode !== null);

  const second = place.launch();
  await serves(second);
  assert.doesNotMatch(second.output(), /Sign in: admin \//);
  await until('the run ends', async () => (await place.ask('GET', '/dags/slow/dagRuns/survivor')).state === 'success');
  assert.equal(
    (await place.ask('GET', '/dags/slow/dagRuns/survivor/taskInstances/add/xcomEntries/return_value')).value,
    8,
  );
});
