/** The DAGs of the guide of operators, run by the whole product, with what they reach on this machine. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type DockerEngineDouble, frame, openDockerEngine } from '#test/support/docker-engine.ts';
import { withoutPython } from '#test/support/without-python.ts';
import { playDag } from './play-dag.ts';
import { type RunningServer, startServer } from './running-server.ts';

let server: RunningServer;
let shop: Server;
let engine: DockerEngineDouble;
let folder: string;
const asked: string[] = [];
before(async () => {
  shop = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${body}`.trim());
      if (request.url?.startsWith('/hooks')) response.end('ok');
      else response.setHeader('content-type', 'application/json').end('[{"id":1,"price":3},{"id":2,"price":4.5}]');
    });
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const place = `127.0.0.1:${(shop.address() as { port: number }).port}`;
  folder = await mkdtemp(join(tmpdir(), 'aquilon-operators-'));
  process.env.AIRFLOW_CONN_ORDERS_API = `http://me:secret@${place}`;
  process.env.AIRFLOW_CONN_SHOP_DB = `sqlite:///${folder}/shop.db`;
  process.env.AIRFLOW_CONN_TEAM_SLACK = `slackwebhook://:hooks%2Ftoken@${place}/http`;
  process.env.AIRFLOW_CONN_TEAM_REGISTRY = 'docker://me:the-password@registry.example:5000';
  process.env.AIRFLOW_VAR_TRACKING_TOKEN = 'the-token';
  engine = await openDockerEngine();
  process.env.DOCKER_HOST = engine.url;
  server = await startServer({
    AIRFLOW__CORE__DAGS_FOLDER: join(import.meta.dirname, '..', '..', 'docs', 'guides', 'dags'),
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'false',
  });
});
after(async () => {
  for (const name of ['ORDERS_API', 'SHOP_DB', 'TEAM_SLACK', 'TEAM_REGISTRY'])
    delete process.env[`AIRFLOW_CONN_${name}`];
  delete process.env.AIRFLOW_VAR_TRACKING_TOKEN;
  delete process.env.DOCKER_HOST;
  await server.stop();
  await engine.close();
  shop.closeAllConnections();
  await new Promise((resolve) => shop.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

test('programs_and_requests: a command, requests through a connection, and a value handed from one to the other', async () => {
  const { state, tasks, value } = await playDag(server, 'programs_and_requests');
  assert.equal(state, 'success');
  assert.equal(tasks.warn_when_full, 'skipped');
  assert.equal(typeof (await value('disk')), 'number');
  assert.equal(await value('total'), 7.5);
  assert.deepEqual(asked, ['GET /orders?since=2026-01-01', 'POST /reports 7.5']);
});

test('python_functions: a Python function as it is, in an environment of its own, and one that skips', {
  skip: withoutPython,
}, async () => {
  const { state, tasks, value } = await playDag(server, 'python_functions');
  assert.deepEqual([state, tasks.empty], ['success', 'skipped']);
  assert.deepEqual(await value('summarise'), { orders: 2, total: 7.5 });
  assert.equal(await value('add'), 8.5);
});

test('orders_to_slack: statements of SQLite, a file of one with bound values, and a message', async () => {
  asked.length = 0;
  const { state, value } = await playDag(server, 'orders_to_slack');
  assert.equal(state, 'success');
  assert.deepEqual(await value('orders'), [
    { id: 1, price: 3 },
    { id: 2, price: 4.5 },
  ]);
  assert.equal(await value('count'), 3);
  assert.deepEqual(asked, ['POST /hooks/token {"text":"Orders: 7.5 EUR"}']);
});

test('containers: an engine by DOCKER_HOST, a registry with a password, the value of a file, and a skip', async () => {
  const text = '{"rows":3,"score":0.95}';
  const head = Buffer.alloc(512);
  head.write('report.json');
  head.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  head.write('0', 156);
  const files = { '/out/report.json': Buffer.concat([head, Buffer.from(text), Buffer.alloc(1024)]) };
  const image = 'registry.example:5000/team/model:3';
  engine.images.set('python:3.13-slim', { output: [frame('stdout', 'Python 3.13.1\n')], exit: 0 });
  engine.registry.set(image, { token: 'the-password', script: { files, exit: 0 } });
  engine.registry.set('registry.example:5000/team/publish:1', { script: { exit: 99 } });
  const { state, tasks, value } = await playDag(server, 'containers', {}, '2026-03-01T00:00:00Z');
  const trained = engine.calls.find(({ body }) => (body as { Image?: string })?.Image === image)?.body as object;
  assert.deepEqual('Cmd' in trained && trained.Cmd, [
    'python',
    'train.py',
    '--day',
    '2026-03-01',
    '--out',
    '/out/report.json',
  ]);
  assert.deepEqual('Env' in trained && trained.Env, ['TRACKING_TOKEN=the-token']);
  assert.deepEqual([state, tasks.train, tasks.publish], ['success', 'success', 'skipped']);
  assert.equal(await value('version'), 'Python 3.13.1');
  assert.deepEqual([await value('train'), await value('judge')], [{ rows: 3, score: 0.95 }, true]);
});
