import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually, type RunningServer, startServer } from './running-server.ts';

interface Run {
  dag_run_id: string;
  state: string;
}
interface TaskInstance {
  task_id: string;
  state: string | null;
}

const LAB = '/api/v2/dags/Airflow_Lab2';
const FLASK = '/api/v2/dags/Airflow_Lab2_Flask';
const SET = ['AIRFLOW_LAB2_DATA_DIR', 'AIRFLOW_LAB2_MODEL_DIR', 'AIRFLOW_LAB2_FLASK_PORT', 'AIRFLOW_LAB2_EMAIL_TO'];

let server: RunningServer;
let folder: string;
let page: string;
let port: number;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-lab2-'));
  port = await freePort();
  page = `http://127.0.0.1:${port}`;
  process.env.AIRFLOW_LAB2_DATA_DIR = join(folder, 'data');
  process.env.AIRFLOW_LAB2_MODEL_DIR = join(folder, 'model');
  process.env.AIRFLOW_LAB2_FLASK_PORT = String(port);
  process.env.AIRFLOW_LAB2_EMAIL_TO = 'head.of.lab@example.com';
  server = await startServer();
  for (const dag of [LAB, FLASK]) {
    await eventually(`${dag} is loaded and switched on`, () => server.ask('PATCH', dag, { is_paused: false }));
  }
});

after(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
  for (const name of SET) delete process.env[name];
});

test('a triggered run of Airflow_Lab2 makes its data, trains, and ends in success in all tasks', async () => {
  const run = await trigger(LAB);
  assert.equal((await ended(LAB, run.dag_run_id)).state, 'success', await report(LAB, run.dag_run_id));
  const states = await taskStates(LAB, run.dag_run_id);
  assert.equal(states.size, 7);
  for (const [taskId, state] of states) assert.equal(state, 'success', taskId);
  assert.deepEqual((await readdir(join(folder, 'data'))).sort(), ['advertising.csv', 'test.csv', 'train.csv']);
  assert.deepEqual((await readdir(join(folder, 'model'))).sort(), ['model.sav', 'report.html']);
});

test('the accuracy is the XCom of load_model_task, and honest', async () => {
  const run = await newest(LAB);
  const path = `${LAB}/dagRuns/${encodeURIComponent(run.dag_run_id)}/taskInstances/load_model_task/xcomEntries/return_value`;
  const { value } = await server.ask<{ value: unknown }>('GET', path);
  const accuracy = typeof value === 'string' ? Number(value) : value;
  assert.ok(typeof accuracy === 'number' && accuracy >= 0.8 && accuracy <= 0.97, String(value));
});

test('the mail of Airflow_Lab2 is in the outbox, with the report attached', async () => {
  const [name = 'none'] = (await readdir(server.outbox)).filter((file) => file.endsWith('.eml'));
  const mail = await readFile(join(server.outbox, name), 'utf8');
  assert.match(mail, /^To: head\.of\.lab@example\.com/m);
  assert.match(mail, /^Subject: Airflow_Lab2: the model is trained/m);
  assert.match(mail, /filename="?report\.html/);
});

test('the triggered Airflow_Lab2_Flask answers /health and keeps running', async () => {
  const health = await eventually('/health', () => get('/health'));
  assert.deepEqual(await health.json(), { status: 'healthy', service: 'Airflow_Lab2_Flask' });
  assert.equal((await newest(FLASK)).state, 'running');
});

test('/ leads to /success after a run that succeeded', async () => {
  const response = await eventually('an answer of /', () => get('/'));
  assert.equal(response.status, 302, await response.text());
  assert.equal(response.headers.get('location'), '/success');
  assert.match(await (await get('/success')).text(), /ended at .* with the state success/);
});

test('/ leads to /failure after a run that failed', async () => {
  const run = await trigger(LAB, { c: 1, rows: 1000, seed: 43 });
  await ended(LAB, run.dag_run_id);
  await server.ask('PATCH', `${LAB}/dagRuns/${encodeURIComponent(run.dag_run_id)}`, { state: 'failed' });
  assert.equal((await get('/')).headers.get('location'), '/failure');
});

test('a second Airflow_Lab2_Flask fails with the port in use as its reason', async () => {
  const second = await eventually('the second run of the page', async () => {
    const { dag_runs: runs } = await server.ask<{ dag_runs: Run[] }>('GET', `${FLASK}/dagRuns?order_by=-run_after`);
    return runs.find((run) => run.state === 'failed');
  });
  const path = `${FLASK}/dagRuns/${encodeURIComponent(second.dag_run_id)}/taskInstances/start_Flask_API/logs/1?full_content=true`;
  const log = JSON.stringify(await server.ask('GET', path));
  assert.match(log, new RegExp(`Port ${port} is in use by an earlier run of Airflow_Lab2_Flask`));
  assert.equal((await get('/health')).status, 200);
});

test('clearing start_Flask_API starts the page again on the same port', async () => {
  const [run] = await running();
  assert.ok(run);
  await server.ask('POST', `${FLASK}/clearTaskInstances`, {
    dry_run: false,
    dag_run_id: run.dag_run_id,
    task_ids: ['start_Flask_API'],
    only_failed: false,
  });
  await eventually('the second try', async () => {
    const path = `${FLASK}/dagRuns/${encodeURIComponent(run.dag_run_id)}/taskInstances/start_Flask_API`;
    const { state, try_number } = await server.ask<{ state: string; try_number: number }>('GET', path);
    return (state === 'running' && try_number === 2) || undefined;
  });
  assert.equal((await eventually('/health', () => get('/health'))).status, 200);
});

test('marking start_Flask_API success frees the port', async () => {
  const [run] = await running();
  assert.ok(run);
  const path = `${FLASK}/dagRuns/${encodeURIComponent(run.dag_run_id)}/taskInstances/start_Flask_API`;
  await server.ask('PATCH', path, { new_state: 'success' });
  await eventually('the port is free', () => isFree(port));
  assert.equal((await ended(FLASK, run.dag_run_id)).state, 'success');
});

const get = (path: string) => fetch(`${page}${path}`, { redirect: 'manual' });

const trigger = (dag: string, conf: Record<string, unknown> = {}) =>
  server.ask<Run>('POST', `${dag}/dagRuns`, { logical_date: null, conf });

async function newest(dag: string): Promise<Run> {
  const { dag_runs: runs } = await server.ask<{ dag_runs: Run[] }>('GET', `${dag}/dagRuns?order_by=-run_after&limit=1`);
  assert.ok(runs[0], `${dag} has no runs`);
  return runs[0];
}

const running = async () => (await server.ask<{ dag_runs: Run[] }>('GET', `${FLASK}/dagRuns?state=running`)).dag_runs;

const ended = (dag: string, runId: string) =>
  eventually(`the end of ${runId}`, async () => {
    const run = await server.ask<Run>('GET', `${dag}/dagRuns/${encodeURIComponent(runId)}`);
    return run.state === 'success' || run.state === 'failed' ? run : undefined;
  });

async function taskStates(dag: string, runId: string): Promise<Map<string, string | null>> {
  const path = `${dag}/dagRuns/${encodeURIComponent(runId)}/taskInstances`;
  const { task_instances: instances } = await server.ask<{ task_instances: TaskInstance[] }>('GET', path);
  return new Map(instances.map((one) => [one.task_id, one.state]));
}

/** What a failed run looks like, for the message of the assertion. */
const report = async (dag: string, runId: string) => JSON.stringify([...(await taskStates(dag, runId))]);

/** True once another server can listen there; undefined before. */
async function isFree(candidate: number): Promise<true | undefined> {
  return (await listenOnce(candidate)) === null ? undefined : true;
}

const freePort = async () => (await listenOnce(0)) ?? assert.fail('no free port');

function listenOnce(candidate: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen(candidate, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}
