import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { after, before, describe, test } from 'node:test';
import type { Json } from '@aquilon/sdk/serialized';
import { type Bench, eventually, failureOf, openBench } from '#test/support/task-runs.ts';

interface Asked {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

describe('the operator http', () => {
  let bench: Bench;
  let server: Server;
  let base: string;
  const asked: Asked[] = [];
  before(async () => {
    bench = await openBench();
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      request.on('end', () => {
        asked.push({ method: request.method, url: request.url, headers: request.headers, body });
        if (request.url === '/silent') return;
        if (request.url === '/moved') response.writeHead(302, { location: '/there' }).end('moved');
        else if (request.url === '/broken') response.writeHead(503).end('the table is locked');
        else if (request.url === '/long') response.end('x'.repeat(2_000_000));
        else response.setHeader('x-rows', '3').end('{"rows":[1,2,3]}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  });
  after(async () => {
    await bench.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const http = (path: string, more: { [name: string]: Json } = {}) =>
    bench.operator('http', { url: `${base}${path}`, ...more });
  const own = (text: string) =>
    bench.work(`http({ url: 'http://x', ${text} })`, {
      body: 'http',
      operator: 'HttpOperator',
      options: { url: `${base}/rows`, responseFilter: text.includes('Filter'), responseCheck: text.includes('Check') },
    });
  const textOf = async (work: ReturnType<typeof http>) => {
    const outcome = await bench.run(work);
    assert.ok(outcome.state === 'success' && outcome.returnValue?.kind === 'json', JSON.stringify(outcome));
    return outcome.returnValue.value;
  };

  test('it posts JSON by default, and returns the text of the answer', async () => {
    assert.equal(await textOf(http('/rows', { data: { a: 1 } })), '{"rows":[1,2,3]}');
    const { method, url, headers, body } = asked.at(-1) as Asked;
    assert.deepEqual([method, url, headers['content-type'], body], ['POST', '/rows', 'application/json', '{"a":1}']);
  });

  test('with GET the data are the query of the address', async () => {
    await textOf(http('/rows?x=1', { method: 'GET', data: { day: '2026-01-01', ids: [1, 2] } }));
    assert.deepEqual([asked.at(-1)?.url, asked.at(-1)?.body], ['/rows?x=1&day=2026-01-01&ids=1&ids=2', '']);
    const error = failureOf(await bench.run(http('/rows', { method: 'GET', data: 'text' })));
    assert.equal(error.code, 'OPTION_INVALID');
  });

  test('address, sign-in and headers come from the connection, and the password is in no log', async () => {
    const [, host, port] = /\/\/(.*):(\d+)/.exec(base) ?? [];
    bench.connections.set('shop', `http://me:a-long-secret@${host}:${port}/?X-Team=sales`);
    const work = bench.operator('http', { url: 'rows', httpConnId: 'shop', logResponse: true });
    await textOf(work);
    const { headers } = asked.at(-1) as Asked;
    const expected = `Basic ${Buffer.from('me:a-long-secret').toString('base64')}`;
    assert.deepEqual([headers.authorization, headers['x-team']], [expected, 'sales']);
    assert.ok(!JSON.stringify(bench.log(work)).includes('a-long-secret'));
    assert.ok(bench.log(work).some(({ event }) => event === '{"rows":[1,2,3]}'));
    const missing = await bench.run(bench.operator('http', { url: 'rows', httpConnId: 'none' }));
    assert.equal(failureOf(missing).code, 'CONNECTION_NOT_FOUND');
  });

  test('a status of 400 and more fails with what the answer says, unless that is the business of responseCheck', async () => {
    const error = failureOf(await bench.run(http('/broken')));
    assert.equal(error.code, 'HTTP_REFUSED');
    assert.match(error.message, /POST http:\/\/127\.0\.0\.1:\d+\/broken .* status 503: the table is locked/);
    assert.equal(await textOf(http('/broken', { extraOptions: { checkResponse: false } })), 'the table is locked');
  });

  test('redirects are followed unless the author says otherwise', async () => {
    assert.equal(await textOf(http('/moved')), '{"rows":[1,2,3]}');
    assert.equal(asked.at(-1)?.method, 'GET');
    assert.equal(await textOf(http('/moved', { extraOptions: { allowRedirects: false } })), 'moved');
  });

  test('responseFilter makes the return value, with the context of the task', async () => {
    const filter =
      'responseFilter: ({ json, headers }) => [json.rows.length, headers["x-rows"], getContext().run.runType]';
    assert.deepEqual(await textOf(own(filter)), [3, '3', 'manual']);
    const error = failureOf(await bench.run(own('responseFilter: ({ json }) => json.none.length')));
    assert.match(error.message, /TypeError: Cannot read properties of undefined/);
  });

  test('an answer that responseCheck does not take fails the task', async () => {
    assert.equal((await bench.run(own('responseCheck: ({ status }) => status === 200'))).state, 'success');
    const error = failureOf(await bench.run(own('responseCheck: async () => false')));
    assert.equal(error.code, 'HTTP_CHECK_FAILED');
  });

  test('an answer that does not come, is too long, or cannot be had fails with the address and the reason', async () => {
    const late = failureOf(await bench.run(http('/silent', { timeoutMs: 50 })));
    assert.match(
      late.message,
      /The request to http:\/\/127\.0\.0\.1:\d+\/silent failed: no whole answer within 0\.05 s/,
    );
    const long = failureOf(await bench.run(http('/long', { extraOptions: { maxBytes: 1000 } })));
    assert.match(long.message, /longer than 1000 bytes/);
    const nobody = await bench.run(bench.operator('http', { url: 'http://127.0.0.1:1/' }));
    assert.equal(failureOf(nobody).code, 'HTTP_FAILED');
  });

  test('a task that is asked to stop does not wait for the answer', async () => {
    const work = http('/silent');
    bench.executor.dispatch([work]);
    const before = asked.length;
    await eventually('the request', () => asked.slice(before).some(({ url }) => url === '/silent'));
    bench.executor.cancel(work.attemptId, { code: 'TASK_MARKED', message: 'stop' });
    assert.equal(failureOf(await bench.outcome(work)).code, 'TASK_MARKED');
  });
});
