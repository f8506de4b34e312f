import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fernetKey, newFernetKey } from '#secrets/fernet.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

const CANARY = 'canary-in-a-variable';

describe('/api/v2/variables', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer({ env: { AIRFLOW__CORE__SENSITIVE_VAR_CONN_NAMES: 'hush, quiet' } });
  });
  after(() => server.close());

  const post = (key: string, value: unknown) => server.ask('POST', '/api/v2/variables', { body: { key, value } });
  const get = async (key: string) => server.ask('GET', `/api/v2/variables/${encodeURIComponent(key)}`);
  const patch = (key: string, body: object, query = '') =>
    server.ask('PATCH', `/api/v2/variables/${encodeURIComponent(key)}${query}`, { body: { key, ...body } });
  const shown = async (key: string) => (await get(key)).body.value;

  it('a value whose name, or whose entry, tells of a secret is in no answer', async () => {
    await post('api_key', CANARY);
    await post('hush_money', CANARY);
    await post('settings', { depth: 2, inner: [{ dbPassword: CANARY }] });
    await post('as_text', `{"token":"${CANARY}","n":1.0}`);
    assert.equal(await shown('api_key'), '***');
    assert.equal(await shown('hush_money'), '***');
    assert.equal(await shown('settings'), '{"depth": 2, "inner": [{"dbPassword": "***"}]}');
    const answers = [
      await server.ask('GET', '/api/v2/variables'),
      await get('as_text'),
      await post('api_key', CANARY),
      await patch('api_key', { value: CANARY, description: 3 }),
      await patch('api_key', { value: CANARY }, '?update_mask=nothing'),
      await patch('api_key', { value: `${CANARY}2` }),
      await server.ask('PATCH', '/api/v2/variables', {
        body: { actions: [{ action: 'create', entities: [{ key: 'api_key', value: CANARY }] }] },
      }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 409, 422, 400, 200, 200],
    );
    for (const { text } of answers) assert.ok(!text.includes(CANARY), text);
    assert.deepEqual(server.log, []);
  });

  it('a text that is JSON stays as it was written, where nothing in it is masked', async () => {
    await post('written', '{"b":1.0,  "a": 12345678901234567890}');
    assert.equal(await shown('written'), '{"b":1.0,  "a": 12345678901234567890}');
    await post('number', 5);
    assert.equal(await shown('number'), '5');
  });

  it('a secret that comes back masked stays, also inside of JSON', async () => {
    await post('db_password', CANARY);
    await patch('db_password', { value: '***', description: 'of the shop' });
    assert.equal((await server.secrets.variables.find('db_password'))?.value, CANARY);
    await post('config', { token: CANARY, depth: 1 });
    await patch('config', { value: '{"token": "***", "depth": 2}' });
    assert.equal((await server.secrets.variables.find('config'))?.value, `{"token": "${CANARY}", "depth": 2}`);
  });

  it('a value whose key is missing is null, the others are listed, and it is not overwritten', async () => {
    const missing = newFernetKey();
    await server.database.pool.query(
      `insert into variable (key, val, is_encrypted, key_id) values ('lost', $1, true, $2)`,
      [fernetKey(missing).encrypt('x'), fernetKey(missing).id],
    );
    const { body } = await server.ask('GET', '/api/v2/variables?order_by=-key&limit=100');
    const values = Object.fromEntries(
      body.variables.map((one: { key: string; value: string }) => [one.key, one.value]),
    );
    assert.deepEqual([values.lost, values.number], [null, '5']);
    const refused = await patch('lost', { value: 'new' });
    assert.equal(refused.status, 500);
    assert.ok(refused.body.detail.includes(fernetKey(missing).id), refused.text);
    assert.equal((await patch('lost', { value: '', description: 'd' }, '?update_mask=description')).status, 200);
    assert.equal((await server.ask('DELETE', '/api/v2/variables/lost')).status, 204);
  });

  it('several at once: what may not be met stops its action and no other; skip and overwrite go on', async () => {
    const entities = [
      { key: 'one', value: 1 },
      { key: 'two', value: { a: [] } },
    ];
    const actions = [
      { action: 'create', entities },
      { action: 'create', entities: [{ key: 'one', value: 'again' }], action_on_existence: 'overwrite' },
      { action: 'update', entities: [{ key: 'nobody', value: '' }], action_on_non_existence: 'skip' },
      {
        action: 'update',
        entities: [
          { key: 'one', value: '' },
          { key: 'nobody', value: '' },
        ],
      },
      { action: 'delete', entities: ['two', 'nobody'], action_on_non_existence: 'skip' },
    ];
    const { body } = await server.ask('PATCH', '/api/v2/variables', { body: { actions } });
    assert.deepEqual(body.create, { success: ['one', 'two', 'one'], errors: [] });
    const error = "The variables with these keys: {'nobody'} were not found.";
    assert.deepEqual(body.update, { success: [], errors: [{ error, status_code: 404 }] });
    assert.deepEqual(body.delete.success, ['two']);
    assert.equal(await shown('one'), 'again');
  });

  it('who does not run the installation sees none and changes none', async () => {
    for (const role of ['Viewer', 'User', 'Public']) {
      await server.tokenOf(role, role);
      assert.equal((await server.ask('GET', '/api/v2/variables', { as: role })).status, 403, role);
      assert.equal((await server.ask('GET', '/api/v2/variables/one', { as: role })).status, 403, role);
      const body = { key: 'theirs', value: 1 };
      assert.equal((await server.ask('POST', '/api/v2/variables', { as: role, body })).status, 403, role);
    }
    await server.tokenOf('operator', 'Op');
    assert.equal((await server.ask('GET', '/api/v2/variables/one', { as: 'operator' })).status, 200);
  });
});
