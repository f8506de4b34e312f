import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { fernetKey, newFernetKey } from '#secrets/fernet.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

const CANARY = 'canary/in a connection';

describe('/api/v2/connections', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer({ env: { AIRFLOW__CORE__TEST_CONNECTION: 'Enabled' } });
  });
  after(() => server.close());

  const post = (body: object) => server.ask('POST', '/api/v2/connections', { body });
  const patch = (id: string, body: object, query = '') =>
    server.ask('PATCH', `/api/v2/connections/${id}${query}`, {
      body: { connection_id: id, conn_type: 'http', ...body },
    });
  const tryOut = (body: object) => server.ask('POST', '/api/v2/connections/test', { body });

  it('a password is in no answer, and of an extra no entry whose name tells of a secret', async () => {
    const shop = { connection_id: 'shop', conn_type: 'http', host: 'h', password: CANARY };
    const extra = JSON.stringify({ depth: 1, inner: { api_key: CANARY } });
    const answers = [
      await post({ ...shop, extra }),
      await post({ ...shop, extra }),
      await post({ connection_id: 'shop', password: CANARY }),
      await post({ ...shop, port: CANARY.length * 10_000 }),
      await server.ask('GET', '/api/v2/connections'),
      await server.ask('GET', '/api/v2/connections/shop'),
      await patch('shop', { password: CANARY, port: 1 }),
      await tryOut({ ...shop, host: 'http://127.0.0.1:1' }),
      await tryOut({ ...shop, conn_type: 'postgres', host: '127.0.0.1', port: 1 }),
      await tryOut({ ...shop, host: `no host ${CANARY}` }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 409, 422, 422, 200, 200, 200, 200, 200, 200],
    );
    for (const { text } of answers)
      assert.ok(!text.includes(CANARY) && !text.includes(encodeURIComponent(CANARY)), text);
    assert.equal(answers[5]?.body.extra, '{"depth": 1, "inner": {"api_key": "***"}}');
    assert.deepEqual(server.log, []);
  });

  it('what is not given stays, and so do secrets that come back masked', async () => {
    const changed = await patch('shop', {
      host: 'new',
      password: '***',
      extra: '{"depth": 2, "inner": {"api_key": "***"}}',
    });
    assert.equal(changed.body.host, 'new');
    const stored = await server.secrets.connections.find('shop');
    assert.deepEqual([stored?.password, stored?.port], [CANARY, 1]);
    assert.deepEqual(JSON.parse(stored?.extra ?? ''), { depth: 2, inner: { api_key: CANARY } });
    assert.equal((await patch('shop', { password: null }, '?update_mask=password')).body.password, null);
    assert.equal((await patch('shop', {}, '?update_mask=uri')).status, 400);
  });

  it('an extra whose key is missing is null, and neither it nor the password is overwritten', async () => {
    const key = fernetKey(newFernetKey());
    const token = key.encrypt('{}');
    await server.database.pool.query(
      `insert into connection (conn_id, conn_type, password, is_encrypted, key_id, extra, is_extra_encrypted, extra_key_id)
       values ('lost', 'http', $1, true, $2, $1, true, $2)`,
      [token, key.id],
    );
    const { body } = await server.ask('GET', '/api/v2/connections?connection_id_pattern=lost');
    assert.deepEqual([body.connections[0].password, body.connections[0].extra], ['***', null]);
    for (const fields of [{ password: 'x' }, { extra: '{}' }, { extra: null }, { extra: '{"a": "***"}' }])
      assert.equal((await patch('lost', fields)).status, 500);
    assert.equal((await patch('lost', { host: 'elsewhere' })).body.host, 'elsewhere');
    const { rows } = await server.database.pool.query(`select password, extra from connection where conn_id = 'lost'`);
    assert.deepEqual(rows, [{ password: token, extra: token }]);
    assert.equal((await server.ask('DELETE', '/api/v2/connections/lost')).status, 204);
  });

  it('are tried out; a stored password goes to the place it belongs to only', async () => {
    const seen: (string | undefined)[] = [];
    const web = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(request.url === '/' ? 200 : 500).end();
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    try {
      const body = { connection_id: 'web', conn_type: 'http', host: '127.0.0.1', port, login: 'me' };
      await post({ ...body, password: CANARY });
      assert.equal((await tryOut({ ...body, password: '***' })).body.status, true);
      assert.equal((await tryOut({ ...body, host: 'localhost', password: '***' })).body.status !== undefined, true);
      const basic = (password: string) => `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;
      assert.equal(seen[0], basic(CANARY));
      assert.ok(!seen.slice(1).includes(basic(CANARY)));
    } finally {
      web.closeAllConnections();
      web.close();
    }
    const { host, port: databasePort, user, password } = new pg.Client({ connectionString: server.database.url });
    const { rows } = await server.database.pool.query('select current_database() as name');
    const place = { host, port: databasePort, schema: rows[0].name };
    const postgres = { connection_id: 'own', conn_type: 'postgres', ...place, login: user, password: password || null };
    assert.deepEqual((await tryOut(postgres)).body, { status: true, message: 'Connection successfully tested' });
  });

  it('are not tried out unless the configuration allows it', async () => {
    const closed = await createTestServer();
    try {
      const body = { connection_id: 'x', conn_type: 'http', host: '127.0.0.1' };
      const { status, text } = await closed.ask('POST', '/api/v2/connections/test', { body });
      assert.equal(status, 403, text);
      assert.match(text, /disabled/);
    } finally {
      await closed.close();
    }
  });

  it('defaults are made where they are missing', async () => {
    await post({ connection_id: 'http_default', conn_type: 'http', host: 'mine' });
    assert.equal((await server.ask('POST', '/api/v2/connections/defaults')).status, 204);
    assert.equal((await server.ask('GET', '/api/v2/connections/http_default')).body.host, 'mine');
    assert.equal((await server.ask('GET', '/api/v2/connections/aws_default')).body.conn_type, 'aws');
  });

  it('who does not run the installation sees none and tries none out', async () => {
    for (const role of ['Viewer', 'User']) {
      await server.tokenOf(role, role);
      assert.equal((await server.ask('GET', '/api/v2/connections', { as: role })).status, 403, role);
      const body = { connection_id: 'x', conn_type: 'http' };
      assert.equal((await server.ask('POST', '/api/v2/connections/test', { as: role, body })).status, 403, role);
      assert.equal((await server.ask('DELETE', '/api/v2/connections/shop', { as: role })).status, 403, role);
    }
  });
});
