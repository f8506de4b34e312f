import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadConfig } from '#config/config.ts';
import { createTestDatabase } from '#test/support/database.ts';
import { createTestServer, PASSWORD, type TestServer } from '#test/support/http.ts';
import { ensureFirstAdmin } from './first-admin.ts';
import { loadKeys } from './keys.ts';
import { hashPassword, matchesPassword } from './password.ts';
import { createUser, listUsers, verifyPassword } from './users.ts';

describe('signing in', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
    await server.tokenOf('admin');
  });
  after(() => server.close());

  const login = async () => {
    const answer = await server.ask('POST', '/auth/login', {
      as: null,
      body: { username: 'admin', password: PASSWORD },
    });
    assert.equal(answer.status, 200);
    const header = String(answer.headers['set-cookie']);
    return { header, cookie: header.split(';')[0] ?? '', csrf: answer.body.csrf_token as string };
  };

  it('gives a session cookie that scripts cannot read and other sites do not send', async () => {
    const { header } = await login();
    assert.match(header, /; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('tells the page who is signed in, and 401 where nobody is', async () => {
    const { cookie, csrf } = await login();
    const { body } = await server.ask('GET', '/auth/session', { as: null, headers: { cookie } });
    assert.deepEqual(body, { username: 'admin', role: 'Admin', csrf_token: csrf });
    assert.equal((await server.ask('GET', '/auth/session', { as: null })).status, 401);
  });

  it('refuses a change by cookie without the CSRF token of that very session', async () => {
    const [mine, other] = [await login(), await login()];
    const body = { logical_date: null };
    const send = (headers: Record<string, string>) =>
      server.ask('POST', '/api/v2/dags/nope/dagRuns', { as: null, body, headers: { cookie: mine.cookie, ...headers } });
    assert.equal((await send({})).status, 403);
    assert.equal((await send({ 'x-csrf-token': other.csrf })).status, 403);
    assert.equal((await send({ 'x-csrf-token': mine.csrf })).status, 404);
  });

  it('ends a session at its sign-out, and leaves the other ones', async () => {
    const [mine, other] = [await login(), await login()];
    const headers = { cookie: mine.cookie, 'x-csrf-token': mine.csrf };
    assert.equal((await server.ask('POST', '/auth/logout', { as: null, headers })).status, 204);
    assert.equal((await server.ask('GET', '/auth/session', { as: null, headers })).status, 401);
    assert.equal(
      (await server.ask('GET', '/auth/session', { as: null, headers: { cookie: other.cookie } })).status,
      200,
    );
  });

  it('does not take a session cookie as a bearer token', async () => {
    const { cookie } = await login();
    const authorization = `Bearer ${cookie.split('=')[1]}`;
    assert.equal((await server.ask('GET', '/api/v2/dags', { as: null, headers: { authorization } })).status, 403);
  });

  it('ends the tokens of a user whose password changes', async () => {
    const token = await server.tokenOf('changer');
    const ask = () => server.ask('GET', '/api/v2/dags', { as: null, headers: { authorization: `Bearer ${token}` } });
    assert.equal((await ask()).status, 200);
    const hash = await hashPassword('another');
    await server.database.pool.query(`update app_user set password_hash = $1 where username = 'changer'`, [hash]);
    const deadline = Date.now() + 30_000;
    while ((await ask()).status !== 403) {
      assert.ok(Date.now() < deadline, 'the old token is still taken');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

  it('makes guessing slow, and says when to come back', async () => {
    const guess = (username: string) =>
      server.ask('POST', '/auth/token', { as: null, body: { username, password: 'guess' } });
    const statuses: number[] = [];
    for (let count = 0; count < 6; count += 1) statuses.push((await guess('victim')).status);
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
    assert.match(String((await guess('victim')).headers['retry-after']), /^\d+$/);
    assert.equal((await guess('somebody else')).status, 401);
  });

  it('counts guesses that are sent at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        server.ask('POST', '/auth/token', { as: null, body: { username: 'flooded', password: 'guess' } }),
      ),
    );
    assert.equal(answers.filter((one) => one.status === 401).length, 5);
  });
});

describe('users', () => {
  it('keep their passwords as argon2id hashes that differ for the same password', async () => {
    const [one, other] = [await hashPassword('secret'), await hashPassword('secret')];
    assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.notEqual(one, other);
    assert.equal(await matchesPassword('secret', one), true);
    assert.equal(await matchesPassword('Secret', one), false);
    assert.equal(await matchesPassword('secret', 'no hash'), false);
  });

  it('are made once, with a role that exists, and verified by password', async () => {
    const { database, drop } = await createTestDatabase();
    try {
      await createUser(database, { username: 'ann', password: 'secret', role: 'Viewer', email: 'ann@example.com' });
      await assert.rejects(createUser(database, { username: 'ann', password: 'x', role: 'Viewer' }), {
        code: 'USER_EXISTS',
      });
      await assert.rejects(createUser(database, { username: 'bob', password: 'x', role: 'King' }), {
        code: 'USER_INVALID',
      });
      assert.deepEqual(
        (await listUsers(database)).map((user) => [user.username, user.role]),
        [['ann', 'Viewer']],
      );
      assert.equal((await verifyPassword(database, 'ann', 'secret'))?.role, 'Viewer');
      assert.equal(await verifyPassword(database, 'ann', 'wrong'), null);
      assert.equal(await verifyPassword(database, 'nobody', 'secret'), null);
      await database.pool.query('update app_user set is_active = false');
      assert.equal(await verifyPassword(database, 'ann', 'secret'), null);
    } finally {
      await drop();
    }
  });

  it('begin with one administrator, whose random password is told once', async () => {
    const { database, drop } = await createTestDatabase();
    try {
      const config = loadConfig({ AQUILON_HOME: '/nowhere' });
      const first = await ensureFirstAdmin(database, config);
      assert.equal(first?.username, 'admin');
      assert.equal((await verifyPassword(database, 'admin', first?.password ?? ''))?.role, 'Admin');
      assert.equal(await ensureFirstAdmin(database, config), null);
    } finally {
      await drop();
    }
  });
});

describe('the secret of the installation', () => {
  it('is made once, for its owner only, and signs the same afterwards', async () => {
    const home = await mkdtemp(join(tmpdir(), 'aquilon-keys-'));
    try {
      const config = loadConfig({ AQUILON_HOME: home });
      const [one, other] = await Promise.all([loadKeys(config), loadKeys(config)]);
      assert.equal((await stat(join(home, 'jwt_secret'))).mode & 0o777, 0o600);
      assert.ok((await readFile(join(home, 'jwt_secret'), 'utf8')).length >= 48);
      const again = await loadKeys(config);
      const signature = one.sign('csrf', 'text');
      assert.ok(other.isSignature('csrf', 'text', signature) && again.isSignature('csrf', 'text', signature));
      assert.equal(again.isSignature('log', 'text', signature), false);
    } finally {
      await rm(home, { recursive: true });
    }
  });
});
