import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { LastRun } from '../src/last-run.ts';
import { type StatusServerOptions, startStatusServer } from '../src/status-server.ts';

const SUCCESS: LastRun = {
  kind: 'finished',
  run: { runId: 'manual__1', state: 'success', endDate: '2026-01-01T00:00:00Z' },
};
const FAILED: LastRun = {
  kind: 'finished',
  run: { runId: 'manual__2', state: 'failed', endDate: '2026-01-02T00:00:00Z' },
};

async function serve(context: TestContext, lastRun: StatusServerOptions['lastRun'], port = 0) {
  const logged: string[] = [];
  const options = {
    host: '127.0.0.1',
    port,
    dagId: 'Airflow_Lab2',
    lastRun,
    log: (event: string) => logged.push(event),
  };
  const server = await startStatusServer(options);
  context.after(() => server.close());
  const get = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, { redirect: 'manual', ...init });
  return { server, get, logged };
}

test('/ redirects to /success when the last run succeeded', async (context) => {
  const { get } = await serve(context, async () => SUCCESS);
  const response = await get('/');
  assert.equal(response.status, 302);
  assert.equal(response.headers.get('location'), '/success');
});

test('/ redirects to /failure when the last run failed', async (context) => {
  const { get } = await serve(context, async () => FAILED);
  const response = await get('/');
  assert.equal(response.status, 302);
  assert.equal(response.headers.get('location'), '/failure');
});

test('/ asks anew each time', async (context) => {
  let last = FAILED;
  const { get } = await serve(context, async () => last);
  assert.equal((await get('/')).headers.get('location'), '/failure');
  last = SUCCESS;
  assert.equal((await get('/')).headers.get('location'), '/success');
});

test('/ answers 503 with the reason when the state cannot be asked for', async (context) => {
  const { get, logged } = await serve(context, async () => {
    throw new Error('http://localhost:8080 cannot be reached: connect ECONNREFUSED');
  });
  const response = await get('/');
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('retry-after'), '5');
  assert.match(await response.text(), /cannot be reached: connect ECONNREFUSED/);
  assert.match(logged.join(), /The last run of Airflow_Lab2 cannot be asked for/);
});

test('/ answers 503 with the reason while no run has ended', async (context) => {
  const { get } = await serve(context, async () => ({ kind: 'unfinished', reason: 'Airflow_Lab2 has no runs yet.' }));
  const response = await get('/');
  assert.equal(response.status, 503);
  assert.match(await response.text(), /has no runs yet/);
});

test('/success and /failure name the run, and say so when they are not the page for its state', async (context) => {
  const { get } = await serve(context, async () => FAILED);
  assert.match(await (await get('/failure')).text(), /manual__2, ended at .* with the state failed/);
  assert.match(await (await get('/success')).text(), /This page is not the one for that state/);
});

test('/success is shown without details when they cannot be asked for', async (context) => {
  const { get } = await serve(context, async () => {
    throw new Error('no');
  });
  const response = await get('/success');
  assert.equal(response.status, 200);
  assert.match(await response.text(), /The details cannot be asked for: no/);
});

test('/health answers without asking anybody', async (context) => {
  const { get } = await serve(context, () => assert.fail('it asked'));
  const response = await get('/health');
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { status: 'healthy', service: 'Airflow_Lab2_Flask' });
});

test('unknown paths are 404, other methods 405, and HEAD has no body', async (context) => {
  const { get } = await serve(context, async () => SUCCESS);
  assert.equal((await get('/admin')).status, 404);
  assert.equal((await get('//evil.example/')).status, 404);
  const post = await get('/', { method: 'POST', body: 'x' });
  assert.equal(post.status, 405);
  assert.equal(post.headers.get('allow'), 'GET, HEAD');
  const head = await get('/health', { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), '');
});

test('a run id with markup in it is shown as text', async (context) => {
  const run = { runId: '<script>alert(1)</script>', state: 'success', endDate: null };
  const { get } = await serve(context, async () => ({ kind: 'finished', run }));
  const page = await (await get('/success')).text();
  assert.ok(page.includes('&lt;script&gt;alert(1)'));
  assert.ok(!page.includes('<script'));
});

test('a port in use by another program is named, with what to do', async (context) => {
  const other = createServer((_, response) => response.end('something else'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  context.after(() => other.close());
  const { port } = other.address() as AddressInfo;
  await assert.rejects(
    serve(context, async () => SUCCESS, port),
    new RegExp(
      `Port ${port} is in use by another program\\. Stop that program, or choose another port with AIRFLOW_LAB2_FLASK_PORT`,
    ),
  );
});

test('a port in use by an earlier run of the same DAG is told apart', async (context) => {
  const { server } = await serve(context, async () => SUCCESS);
  await assert.rejects(
    serve(context, async () => SUCCESS, server.port),
    /in use by an earlier run of Airflow_Lab2_Flask.*Mark its task to stop it/,
  );
});

test('closing frees the port at once, whatever connections are open', async (context) => {
  const { server, get } = await serve(context, async () => SUCCESS);
  await (await get('/health')).text();
  const idle = connect(server.port, '127.0.0.1');
  const closed = new Promise((resolve) => idle.once('close', resolve).on('error', () => undefined));
  await new Promise((resolve) => idle.once('connect', resolve));
  await server.close();
  await closed;
  const { server: second } = await serve(context, async () => SUCCESS, server.port);
  assert.equal(second.port, server.port);
});
