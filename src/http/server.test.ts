import assert from 'node:assert/strict';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import Fastify from 'fastify';
import { createTestServer, PASSWORD, type TestServer } from '#test/support/http.ts';
import { useAccessRules } from './access.ts';
import type { Authentication } from './auth/authenticate.ts';

describe('the HTTP server', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
  });
  after(() => server.close());

  it('answers 401 without a token and 403 to a token that is none', async () => {
    const none = await server.ask('GET', '/api/v2/dags', { as: null });
    assert.deepEqual([none.status, none.body], [401, { detail: 'Not authenticated' }]);
    const bad = await server.ask('GET', '/api/v2/dags', { as: null, headers: { authorization: 'Bearer abc' } });
    assert.deepEqual([bad.status, bad.body], [403, { detail: 'Invalid JWT token' }]);
  });

  it('refuses a token that is signed with algorithm none', async () => {
    const token = await server.tokenOf('admin');
    const [, payload] = token.split('.');
    const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const answer = await server.ask('GET', '/api/v2/dags', {
      as: null,
      headers: { authorization: `Bearer ${header}.${payload}.` },
    });
    assert.equal(answer.status, 403);
  });

  it('takes HTTP Basic with the right password and refuses the wrong one', async () => {
    await server.tokenOf('admin');
    const basic = (password: string) => `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
    const good = await server.ask('GET', '/api/v2/dags', { as: null, headers: { authorization: basic(PASSWORD) } });
    assert.equal(good.status, 200);
    const bad = await server.ask('GET', '/api/v2/dags', { as: null, headers: { authorization: basic('wrong') } });
    assert.deepEqual([bad.status, bad.body], [401, { detail: 'Invalid credentials' }]);
  });

  it('lets a viewer read and refuses to let it act', async () => {
    await server.tokenOf('looker', 'Viewer');
    assert.equal((await server.ask('GET', '/api/v2/dags', { as: 'looker' })).status, 200);
    const body = { logical_date: null };
    const acted = await server.ask('POST', '/api/v2/dags/x/dagRuns', { as: 'looker', body });
    assert.deepEqual([acted.status, acted.body], [403, { detail: 'Forbidden' }]);
  });

  it('gives nothing to the role Public', async () => {
    await server.tokenOf('outsider', 'Public');
    assert.equal((await server.ask('GET', '/api/v2/dags', { as: 'outsider' })).status, 403);
  });

  it('answers an unknown API path, a wrong method and a body that is no JSON as Airflow does', async () => {
    const path = await server.ask('GET', '/api/v2/nope');
    assert.deepEqual([path.status, path.body], [404, { error: 'API route not found' }]);
    const method = await server.ask('PUT', '/api/v2/dags');
    assert.deepEqual([method.status, method.body], [405, { detail: 'Method Not Allowed' }]);
    assert.match(String(method.headers.allow), /GET/);
    const headers = { 'content-type': 'application/json' };
    const json = await server.ask('POST', '/api/v2/dags/x/dagRuns', { body: '{not json', headers });
    assert.equal(json.status, 422);
    assert.deepEqual(json.body.detail[0].loc, ['body', 1]);
    assert.equal(json.body.detail[0].type, 'json_invalid');
  });

  it('refuses NUL, half characters, prototype keys and deep nesting in a body', async () => {
    const send = (payload: string) =>
      server.ask('POST', '/api/v2/dags/x/dagRuns', { body: payload, headers: { 'content-type': 'application/json' } });
    for (const body of [
      '{"logical_date":null,"conf":{"a":"\\u0000"}}',
      '{"logical_date":null,"conf":{"a":"\\ud800"}}',
      '{"logical_date":null,"conf":{"__proto__":{"x":1}}}',
      `{"logical_date":null,"conf":{"a":${'['.repeat(500)}${']'.repeat(500)}}}`,
    ]) {
      assert.equal((await send(body)).status, 422, body.slice(0, 60));
    }
  });

  it('sends the security headers with every answer', async () => {
    for (const url of ['/api/v2/version', '/api/v2/nope', '/', '/auth/session']) {
      const { headers } = await server.ask('GET', url, { as: null });
      assert.match(String(headers['content-security-policy']), /script-src 'self';.*frame-ancestors 'none'/, url);
      assert.equal(headers['x-frame-options'], 'DENY', url);
      assert.equal(headers['x-content-type-options'], 'nosniff', url);
    }
  });

  it('lets nobody keep an answer that depends on who asks', async () => {
    for (const url of ['/api/v2/version', '/aquilon/overview/dags', '/aquilon/plans', '/ui/config', '/auth/session'])
      assert.equal((await server.ask('GET', url)).headers['cache-control'], 'no-store', url);
  });

  it('names the type of JSON without a charset: airflowctl takes an error for one only then', async () => {
    const asked = await Promise.all([
      server.ask('GET', '/api/v2/pools'),
      server.ask('GET', '/api/v2/pools/none'),
      server.ask('GET', '/api/v2/pools?limit=x'),
      server.ask('GET', '/api/v2/nope'),
      server.ask('PUT', '/api/v2/pools'),
      server.ask('GET', '/api/v2/pools', { as: null }),
    ]);
    assert.deepEqual(
      asked.map(({ status, headers }) => [status, headers['content-type']]),
      [200, 404, 422, 404, 405, 401].map((status) => [status, 'application/json']),
    );
  });

  it('answers 413 to a body that is too large', async () => {
    const body = { logical_date: null, note: 'x'.repeat(3 * 1024 * 1024) };
    assert.equal((await server.ask('POST', '/api/v2/dags/x/dagRuns', { body })).status, 413);
  });

  it('describes itself at /openapi.json to those who are signed in', async () => {
    assert.equal((await server.ask('GET', '/openapi.json', { as: null })).status, 401);
    const { body } = await server.ask('GET', '/openapi.json');
    assert.equal(body.openapi, '3.1.0');
    assert.ok(body.components.schemas.DAGRunResponse.properties.dag_run_id);
    const response = body.paths['/api/v2/dags/{dag_id}'].get.responses['200'];
    assert.equal(response.content['application/json'].schema.$ref, '#/components/schemas/DAGResponse');
  });

  it('describes with what each route may refuse a request', async () => {
    const { paths, components } = (await server.ask('GET', '/openapi.json')).body;
    const refusals = (path: string, method: string) =>
      Object.keys(paths[path][method].responses).filter((status) => status >= '400');
    assert.deepEqual(refusals('/api/v2/version', 'get'), ['503']);
    assert.deepEqual(refusals('/auth/token', 'post'), '400 401 404 408 413 415 422 429 431 503'.split(' '));
    assert.deepEqual(refusals('/api/v2/config', 'get'), '400 401 403 404 406 422 431 503'.split(' '));
    assert.deepEqual(refusals('/api/v2/pools', 'post'), '400 401 403 404 408 409 413 415 422 431 503'.split(' '));
    assert.ok(components.schemas.HTTPExceptionResponse.properties.detail);
    assert.equal(
      components.schemas.HTTPValidationError.properties.detail.items.$ref,
      '#/components/schemas/ValidationError',
    );
  });

  it('refuses what is no request that it can read in the form of all other errors', async () => {
    await server.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.app.server.address() as AddressInfo;
    const long = await fetch(`http://127.0.0.1:${port}/api/v2/dags?dag_id_pattern=${'x'.repeat(20_000)}`);
    assert.deepEqual([long.status, long.headers.get('x-error-code')], [431, 'HEADERS_TOO_LARGE']);
    assert.match(((await long.json()) as { detail: string }).detail, /larger than 16 KB/);
    const socket = connect(port, '127.0.0.1');
    socket.end('hello?\r\n\r\n');
    const answer = await text(socket);
    assert.match(answer, /^HTTP\/1.1 400 Bad Request\r\n.*x-error-code: BAD_REQUEST\r\n.*\{"detail":"[^"]+"\}$/s);
  });

  it('tells an error of its own by an id that its log names, and nothing else', async () => {
    const broken = await createTestServer();
    try {
      await broken.tokenOf('admin');
      await broken.database.pool.query('alter table dag rename column owners to hidden');
      const answer = await broken.ask('GET', '/api/v2/dags');
      assert.equal(answer.status, 500);
      const id = /id ([0-9a-f-]{36})/.exec(answer.body.detail)?.[1] ?? 'none';
      assert.ok(broken.log.some((line) => line.includes(id) && line.includes('owners')));
      assert.doesNotMatch(answer.text, /owners|select|\.ts/);
    } finally {
      await broken.close();
    }
  });
});

describe('access rules', () => {
  const auth = {} as Authentication;

  it('make the start fail for a route that declares none', async () => {
    const app = Fastify();
    useAccessRules(app, auth);
    assert.throws(() => app.get('/api/v2/forgotten', async () => 'x'), /declares no access rule/);
  });

  it('make the start fail for a public route that is not on the list', async () => {
    const app = Fastify();
    useAccessRules(app, auth);
    assert.throws(
      () => app.get('/api/v2/version/health', { config: { access: 'public' } }, async () => 'x'),
      /may not be public/,
    );
  });
});
