import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestServer, type TestServer } from '#test/support/http.ts';

describe('users over HTTP', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
    await server.tokenOf('admin');
    await server.tokenOf('op', 'Op');
  });
  after(() => server?.close());

  const post = (body: object) => server.ask('POST', '/aquilon/users', { body });
  const ada = { username: 'ada', password: 'engine no 1', role: 'Viewer', first_name: 'Ada', email: 'ada@example.org' };

  it('are for administrators alone', async () => {
    for (const url of ['/aquilon/users', '/aquilon/roles']) {
      assert.equal((await server.ask('GET', url)).status, 200, url);
      assert.equal((await server.ask('GET', url, { as: 'op' })).status, 403, url);
      assert.equal((await server.ask('GET', url, { as: null })).status, 401, url);
    }
    assert.equal((await server.ask('POST', '/aquilon/users', { as: 'op', body: ada })).status, 403);
  });

  it('are made, listed, changed and deleted, and no answer has a password', async () => {
    const made = await post(ada);
    assert.equal(made.status, 201);
    assert.equal(made.body.first_name, 'Ada');
    assert.equal((await post(ada)).status, 409);
    const { body } = await server.ask('GET', '/aquilon/users?username_pattern=ad&order_by=-username');
    assert.deepEqual(
      body.users.map((one: { username: string; role: string }) => [one.username, one.role]),
      [
        ['admin', 'Admin'],
        ['ada', 'Viewer'],
      ],
    );
    assert.doesNotMatch(JSON.stringify(body), /argon2|password/);
    const changed = await server.ask('PATCH', '/aquilon/users/ada', { body: { role: 'User', last_name: 'Byron' } });
    assert.deepEqual([changed.body.role, changed.body.first_name, changed.body.last_name], ['User', 'Ada', 'Byron']);
    assert.equal((await server.ask('DELETE', '/aquilon/users/ada')).status, 204);
    assert.equal((await server.ask('PATCH', '/aquilon/users/ada', { body: { role: 'User' } })).status, 404);
    assert.equal((await server.ask('DELETE', '/aquilon/users/ada')).status, 404);
  });

  it('keep both of two changes that are made at once', async () => {
    await post({ ...ada, username: 'both' });
    for (let round = 0; round < 10; round += 1) {
      const change = (body: object) => server.ask('PATCH', '/aquilon/users/both', { body });
      await Promise.all([change({ first_name: `F${round}` }), change({ last_name: `L${round}` })]);
      const { body } = await server.ask('GET', '/aquilon/users?username_pattern=both');
      const { first_name: first, last_name: last, email } = body.users[0];
      assert.deepEqual([first, last, email], [`F${round}`, `L${round}`, ada.email]);
    }
  });

  it('leave one administrator at least, and a change that is refused changes nothing', async () => {
    assert.equal((await server.ask('DELETE', '/aquilon/users/admin')).status, 409);
    const body = { role: 'Op', first_name: 'Nobody' };
    assert.equal((await server.ask('PATCH', '/aquilon/users/admin', { body })).status, 409);
    const { body: list } = await server.ask('GET', '/aquilon/users?username_pattern=admin');
    assert.deepEqual([list.users[0].role, list.users[0].first_name], ['Admin', '']);
  });

  it('are refused with what is wrong', async () => {
    assert.equal((await post({ ...ada, role: 'King' })).status, 422);
    assert.equal((await post({ ...ada, password: '' })).status, 422);
    assert.equal((await post({ ...ada, username: 'no blank' })).status, 400);
  });

  it('stand in the audit log without their passwords', async () => {
    await post({ ...ada, username: 'eve', password: 'a secret of hers' });
    await server.ask('PATCH', '/aquilon/users/eve', { body: { password: 'another secret' } });
    const { body } = await server.ask('GET', '/api/v2/eventLogs?event_pattern=_user&order_by=id&limit=100');
    const events = body.event_logs.map((one: { event: string }) => one.event);
    assert.deepEqual(events.slice(-2), ['post_user', 'patch_user']);
    assert.doesNotMatch(JSON.stringify(body), /a secret of hers|another secret|engine no 1/);
  });

  it('have one of five roles, each with what it may do', async () => {
    const { body } = await server.ask('GET', '/aquilon/roles');
    const rights = new Map<string, { resource: string; actions: string[] }[]>(
      body.roles.map((one: { name: string; permissions: [] }) => [one.name, one.permissions]),
    );
    assert.deepEqual([...rights.keys()], ['Admin', 'Op', 'User', 'Viewer', 'Public']);
    assert.ok(rights.get('Admin')?.some(({ resource }) => resource === 'user'));
    assert.ok(!rights.get('Op')?.some(({ resource }) => resource === 'user'));
    assert.deepEqual(rights.get('Public'), []);
  });
});
