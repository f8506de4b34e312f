/** Sensors that wait across the death of their server, and in a task that is tried by hand. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { makePlace, type Place, serves, until } from './launched-server.ts';

let place: Place;
let flags: string;

beforeEach(async () => {
  place = await makePlace();
  flags = join(place.folder, 'flags');
  await mkdir(flags);
  const text = `import { existsSync } from 'node:fs';
import { Dag, dateTimeSensor, fileSensor, sensor, triggerDagRun } from '@aquilon/sdk';
const dag = new Dag('waits', { isPausedUponCreation: false });
const own = dag.task('own', sensor(async ({ path }: { path: string }) => existsSync(path) && { done: true, value: 7 }, { pokeInterval: '200ms' }))({ path: "${flags}/{{ 'OWN' | lower }}" });
const file = dag.task('file', fileSensor({ path: '../flags/*.csv', pokeInterval: '1h' }))();
const time = dag.task('time', dateTimeSensor({ targetTime: new Date(Date.now() + 3_000) }))();
dag.task('add', ({ n }: { n: number }) => n + 1)({ n: own }).after(file, time);
const outer = new Dag('outer', { isPausedUponCreation: false });
outer.task('trigger', triggerDagRun({ triggerDagId: 'waits', triggerRunId: 'r', waitForCompletion: true, pokeInterval: '1h' }))();
export default [dag, outer];
`;
  await writeFile(join(place.folder, 'dags', 'waits.ts'), text);
});
afterEach(() => place.clear());

const stateOf = async (path: string): Promise<unknown> => (await place.ask('GET', path)).state;
const RUN = '/dags/waits/dagRuns/r';

test('sensors, and a task that waits for another DAG, go on waiting after the server was killed', async () => {
  const server = place.launch();
  await serves(server);
  await until('the DAGs are loaded', async () => (await place.ask('GET', '/dags/outer')).dag_id === 'outer');
  await place.ask('POST', '/dags/outer/dagRuns', { logical_date: null, dag_run_id: 'o' });
  const waiting = [
    '/dags/outer/dagRuns/o/taskInstances/trigger',
    `${RUN}/taskInstances/own`,
    `${RUN}/taskInstances/file`,
  ];
  for (const path of waiting) await until(`${path} waits`, async () => (await stateOf(path)) === 'deferred');
  const { trigger } = await place.ask('GET', `${RUN}/taskInstances/file`);
  assert.equal(JSON.parse((trigger as { kwargs: string }).kwargs).path, join(flags, '*.csv'));
  process.kill(-(server.child.pid ?? 0), 'SIGKILL');

  await serves(place.launch());
  for (const path of waiting) assert.equal(await stateOf(path), 'deferred');
  await writeFile(join(flags, 'own'), '');
  await until('the own sensor ends', async () => (await stateOf(`${RUN}/taskInstances/own`)) === 'success');
  await writeFile(join(flags, 'a.csv'), '');
  await until('the outer run ends', async () => (await stateOf('/dags/outer/dagRuns/o')) === 'success');
  assert.equal(await stateOf(RUN), 'success');
  assert.equal((await place.ask('GET', `${RUN}/taskInstances/add/xcomEntries/return_value`)).value, 8);
  for (const path of waiting) assert.equal((await place.ask('GET', path)).try_number, 1);
});

test('a sensor that is tried by hand waits until it is so', async () => {
  const bin = join(import.meta.dirname, '..', '..', 'bin', 'aquilon.js');
  const child = spawn('node', [bin, 'tasks', 'test', 'waits', 'own'], {
    env: { ...process.env, AQUILON_HOME: place.home, AIRFLOW__CORE__DAGS_FOLDER: join(place.folder, 'dags') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await until('a look', () => /Look 1: not yet/.test(output));
  await writeFile(join(flags, 'own'), '');
  assert.equal(await exited, 0, output);
  assert.match(output, /what it waited for has come/);
});
