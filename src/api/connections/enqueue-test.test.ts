import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestServer, type TestServer } from '#test/support/http.ts';

const SECRET = 'canary-of-a-try';
const url = '/api/v2/connections/enqueue-test';

describe('/api/v2/connections/enqueue-test', () => {
  let server: TestServer;
  let target: Server;
  /** The target answers when this is settled. */
  let gate = Promise.resolve();
  let body: { connection_id: string; conn_type: string; host: string; password: string };
  before(async () => {
    server = await createTestServer({ env: { AIRFLOW__CORE__TEST_CONNECTION: 'enabled' } });
    target = createServer((_request, response) => void gate.then(() => response.end('ok')));
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const host = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
    body = { connection_id: 'c', conn_type: 'http', host, password: SECRET };
  });
  after(async () => {
    await server.close();
    target.close();
  });

  const enqueue = (more: object = {}) => server.ask('POST', url, { body: { ...body, ...more } });
  const look = (token: string) => server.ask('GET', url, { headers: { 'Airflow-Connection-Test-Token': token } });
  const ended = async (token: string) => {
    for (;;) {
      const { body: found } = await look(token);
      if (found.state !== 'running') return found;
      await sleep(5);
    }
  };

  it('is refused unless it was allowed, and to those who may not see connections', async () => {
    const closed = await createTestServer();
    const answer = await closed.ask('POST', url, { body });
    await closed.close();
    assert.equal(answer.status, 403);
    await server.tokenOf('user', 'User');
    assert.equal((await server.ask('POST', url, { as: 'user', body })).status, 403);
  });

  it('tells by a token how the try went, and one connection is tried once at a time', async () => {
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const { status, body: queued } = await enqueue();
    assert.deepEqual([status, queued.connection_id, queued.state], [202, 'c', 'running']);
    assert.equal((await look(queued.token)).body.state, 'running');
    const second = await enqueue();
    assert.equal(second.status, 409);
    assert.equal(second.body.detail, 'An active connection test already exists for connection_id `c`.');
    open();
    const result = await ended(queued.token);
    assert.deepEqual([result.state, result.result_message], ['success', 'Connection successfully tested']);
    assert.equal((await server.ask('GET', '/api/v2/connections/c')).status, 404);
    const { rows } = await server.database.pool.query('select * from connection_test');
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(`${SECRET}|${queued.token}`));
  });

  it('keeps the connection after a success where that was asked for, with a row in the audit log', async () => {
    assert.equal(
      (await ended((await enqueue({ host: 'http://127.0.0.1:1', commit_on_success: true })).body.token)).state,
      'failed',
    );
    assert.equal((await server.ask('GET', '/api/v2/connections/c')).status, 404);
    await ended((await enqueue({ commit_on_success: true })).body.token);
    assert.equal((await server.secrets.connections.find('c'))?.password, SECRET);
    await ended((await enqueue({ commit_on_success: true, description: 'again', password: '***' })).body.token);
    const stored = await server.secrets.connections.find('c');
    assert.deepEqual([stored?.description, stored?.password], ['again', SECRET]);
    const { body: log } = await server.ask('GET', '/api/v2/eventLogs?event=enqueue_connection_test');
    assert.equal(log.total_entries, 2);
    assert.doesNotMatch(JSON.stringify(log), new RegExp(SECRET));
  });

  it('says what is wrong with a request', async () => {
    assert.equal((await look('nonsense')).status, 404);
    assert.equal((await server.ask('GET', url)).status, 422);
    assert.equal((await enqueue({ executor: 'CeleryExecutor' })).status, 422);
    assert.equal((await enqueue({ extra: '[]' })).status, 422);
    assert.equal((await enqueue({ connection_id: 'not an id' })).status, 422);
  });

  it('whose server has ended has failed, and the connection may be tried again', async () => {
    await server.database.pool.query(
      `insert into connection_test (token_hash, connection_id, state, created_at)
       values (encode(sha256('lost'), 'hex'), 'c', 'running', now() - interval '5 minutes')`,
    );
    const { body: lost } = await look('lost');
    assert.deepEqual([lost.state, lost.result_message], ['failed', 'the server that tried it has ended']);
    const again = await enqueue();
    assert.equal(again.status, 202);
    await ended(again.body.token);
  });
});
