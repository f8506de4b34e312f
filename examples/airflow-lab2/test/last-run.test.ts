import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { apiFromEnvironment, lastRun } from '../src/last-run.ts';

/** A small server that stands for the REST API. */
async function api(context: TestContext, listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'secret-token' };
}

const runs = (...list: [string, string][]) =>
  JSON.stringify({
    dag_runs: list.map(([dag_run_id, state]) => ({ dag_run_id, state, end_date: '2026-01-01T00:00:00Z' })),
    total_entries: list.length,
  });

test('the newest run that has ended is asked for, with the token', async (context) => {
  const asked: string[] = [];
  const server = await api(context, (request, response) => {
    asked.push(`${request.headers.authorization} ${request.url}`);
    response.end(runs(['manual__7', 'failed']));
  });
  assert.deepEqual(await lastRun(server, 'Airflow_Lab2'), {
    kind: 'finished',
    run: { runId: 'manual__7', state: 'failed', endDate: '2026-01-01T00:00:00Z' },
  });
  assert.deepEqual(asked, [
    'Bearer secret-token /api/v2/dags/Airflow_Lab2/dagRuns?limit=1&order_by=-run_after&state=success&state=failed',
  ]);
});

test('a first run that is still under way is no outcome yet', async (context) => {
  const server = await api(context, (request, response) => {
    response.end(request.url?.includes('state=') ? runs() : runs(['manual__1', 'running']));
  });
  const last = await lastRun(server, 'Airflow_Lab2');
  assert.ok(last.kind === 'unfinished');
  assert.match(last.reason, /The run manual__1 of Airflow_Lab2 is running/);
});

test('a DAG without runs is said to have none', async (context) => {
  const server = await api(context, (_, response) => response.end(runs()));
  assert.deepEqual(await lastRun(server, 'x'), { kind: 'unfinished', reason: 'x has no runs yet.' });
});

test('a refusal of the API is an error with its status and its words', async (context) => {
  const server = await api(context, (_, response) => response.writeHead(401).end('{"detail":"Not authenticated"}'));
  await assert.rejects(lastRun(server, 'x'), /http:\/\/127\.0\.0\.1:\d+ answered 401: .*Not authenticated/);
});

test('an API that is not there is an error with its address and the reason', async () => {
  await assert.rejects(
    lastRun({ url: 'http://127.0.0.1:1', token: undefined }, 'x'),
    /127\.0\.0\.1:1 cannot be reached: .+/,
  );
});

test('an API that never answers is given up on', async (context) => {
  const server = await api(context, () => undefined);
  await assert.rejects(lastRun({ ...server, timeout: 50 }, 'x'), /did not answer within 50 ms/);
});

test('an answer that is no list of runs is an error', async (context) => {
  for (const text of ['<html>', '{}', '{"dag_runs":[{}]}']) {
    const server = await api(context, (_, response) => response.end(text));
    await assert.rejects(lastRun(server, 'x'), /is no list of runs/);
  }
});

test('the token does not follow a redirect to another place', async (context) => {
  let reached = false;
  const other = await api(context, (_, response) => {
    reached = true;
    response.end();
  });
  const server = await api(context, (_, response) => response.writeHead(302, { location: other.url }).end());
  await assert.rejects(lastRun(server, 'x'), /cannot be reached/);
  assert.equal(reached, false);
});

test('address and token come from the environment of the task', () => {
  assert.deepEqual(apiFromEnvironment({ AQUILON_API_URL: 'http://h:1', AQUILON_API_TOKEN: 't' }), {
    url: 'http://h:1',
    token: 't',
  });
  assert.deepEqual(apiFromEnvironment({}), { url: 'http://localhost:8080', token: undefined });
});
