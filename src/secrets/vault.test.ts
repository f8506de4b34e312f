import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { loadConfig } from '#config/config.ts';
import { startVault, type VaultServer } from '#test/support/vault-server.ts';
import type { SecretsBackend } from './backend.ts';
import { chooseBackend } from './choose-backend.ts';

const CANARY = 'canary-of-the-vault';

const open = (kwargs: object, env: Record<string, string> = {}): SecretsBackend => {
  const backend = chooseBackend(
    loadConfig({
      AIRFLOW__SECRETS__BACKEND: 'airflow.providers.hashicorp.secrets.vault.VaultBackend',
      AIRFLOW__SECRETS__BACKEND_KWARGS: JSON.stringify(kwargs),
      ...env,
    }),
  );
  assert.ok(backend);
  return backend;
};

for (const engine of [1, 2] as const) {
  test(`variables and connections are read from the key-value engine of version ${engine}`, async () => {
    const vault = await startVault(engine, 'airflow');
    try {
      vault.entries.set('variables/place', { value: 'Paris' });
      vault.entries.set('variables/with blank & more', { value: 'x' });
      vault.entries.set('connections/shop', { conn_uri: 'http://me:pw@shop.example' });
      vault.entries.set('connections/fields', { conn_type: 'http', host: 'h', extra_dejson: { a: 1 } });
      const kwargs = { url: vault.url, token: 'root-token', mount_point: 'airflow', kv_engine_version: engine };
      const backend = open(kwargs, { VAULT_NAMESPACE: 'team/a' });
      assert.equal(await backend.getVariable('place'), 'Paris');
      assert.equal(await backend.getVariable('with blank & more'), 'x');
      assert.equal(await backend.getVariable('nobody'), null);
      assert.equal(await backend.getConnection('shop'), 'http://me:pw@shop.example');
      assert.deepEqual(JSON.parse((await backend.getConnection('fields')) ?? ''), {
        conn_type: 'http',
        host: 'h',
        extra: { a: 1 },
      });
      const infix = engine === 2 ? 'data/' : '';
      assert.equal(vault.asked[0], `GET /v1/airflow/${infix}variables/place team/a`);
    } finally {
      await vault.close();
    }
  });
}

describe('Vault', () => {
  let vault: VaultServer;
  before(async () => {
    vault = await startVault(2);
    vault.entries.set('variables/place', { value: 'Paris' });
    vault.entries.set('outside', { value: CANARY });
  });
  after(() => vault.close());
  afterEach(() => {
    vault.mood = 'usual';
    vault.asked.length = 0;
  });
  const given = { token: 'root-token', timeout: 2 };
  const fails = (backend: SecretsBackend, words: RegExp) =>
    assert.rejects(backend.getVariable('place'), (error: Error & { code: string }) => {
      assert.equal(error.code, 'SECRETS_BACKEND_FAILED');
      assert.match(error.message, /VaultBackend cannot tell place/);
      assert.match(error.message, words);
      assert.doesNotMatch(error.message, /root-token|role-secret/);
      return true;
    });

  test('the address and the token may stand in the environment', async () => {
    const backend = open({}, { VAULT_ADDR: `${vault.url}/`, VAULT_TOKEN: 'root-token' });
    assert.equal(await backend.getVariable('place'), 'Paris');
  });

  test('a path that is null is not asked for', async () => {
    const backend = open({ ...given, url: vault.url, variables_path: null });
    assert.equal(await backend.getVariable('place'), null);
    assert.deepEqual(vault.asked, []);
  });

  test('a name leads out of its folder in no way', async () => {
    const backend = open({ ...given, url: vault.url });
    for (const name of ['../outside', '..', 'x/../../outside', '', 'a//b'])
      assert.equal(await backend.getVariable(name), null);
    assert.deepEqual(vault.asked, []);
    assert.equal(await backend.getVariable('%2e%2e/outside'), null);
  });

  test('AppRole signs in once, and anew when the token ends or was revoked', async () => {
    const approle = { auth_type: 'approle', role_id: 'role', secret_id: 'role-secret', url: vault.url };
    const logins = () => vault.asked.filter((one) => one.endsWith('/login')).length;
    const backend = open(approle);
    assert.equal(await backend.getVariable('place'), 'Paris');
    assert.equal(await backend.getVariable('place'), 'Paris');
    assert.equal(logins(), 1);
    vault.tokens.clear();
    assert.equal(await backend.getVariable('place'), 'Paris');
    assert.equal(logins(), 2);
    vault.lease = 0.000_001;
    const short = open(approle);
    await short.getVariable('place');
    await short.getVariable('place');
    assert.equal(logins(), 4);
    await fails(open({ ...approle, secret_id: 'wrong' }), /sign-in by AppRole failed/);
  });

  test('refusals are errors and not missing values: 403, 500, sealed, another address', async () => {
    await fails(open({ url: vault.url, token: 'wrong' }), /403, the token may not read this/);
    const backend = open({ ...given, url: vault.url });
    for (const [mood, words] of [
      [500, /answers 500/],
      [503, /503, it is sealed/],
      [400, /400, the request is wrong/],
      ['elsewhere', /307, another address/],
    ] as const) {
      vault.mood = mood;
      await fails(backend, words);
    }
  });

  test('a Vault that is silent, answers without end, or is not there holds nobody up', async () => {
    const backend = open({ ...given, url: vault.url });
    const begin = performance.now();
    vault.mood = 'silent';
    await fails(backend, /no answer within 2 s/);
    vault.mood = 'endless';
    await fails(backend, /more than 2097152 bytes|no answer within/);
    await fails(open({ ...given, url: 'http://127.0.0.1:1' }), /ECONNREFUSED|fetch failed/);
    assert.ok(performance.now() - begin < 60_000);
  });
});

const WRONG: readonly [object | string, RegExp][] = [
  [{ token: 't' }, /url must be an address/],
  [{ url: 'http://me:pw@v:8200', token: 't' }, /url must be an address/],
  [{ url: 'http://v:8200' }, /token is missing/],
  [{ url: 'http://v:8200', auth_type: 'approle', role_id: 'r' }, /secret_id is missing/],
  [{ url: 'http://v:8200', token: 't', auth_type: 'ldap' }, /auth_type is none of token, approle/],
  [{ url: 'http://v:8200', token: 't', kv_engine_version: 3 }, /kv_engine_version is none of 2, 1/],
  [{ url: 'http://v:8200', token: 't', timeout: 1000 }, /timeout is no number of seconds/],
  [{ url: 'http://v:8200', tokn: CANARY }, /the argument tokn is not known/],
  [`["${CANARY}"]`, /is no JSON object/],
  ['{', /is no JSON object/],
];

for (const [kwargs, words] of WRONG) {
  test(`wrong arguments are refused at the start: ${words.source}`, () => {
    const text = typeof kwargs === 'string' ? kwargs : JSON.stringify(kwargs);
    assert.throws(
      () => open({}, { AIRFLOW__SECRETS__BACKEND_KWARGS: text }),
      (error: Error & { code: string }) =>
        error.code === 'CONFIG_INVALID' && words.test(error.message) && !error.message.includes(CANARY),
    );
  });
}

test('a class that there is no adapter for is refused with those that there are', () => {
  assert.throws(() => open({}, { AIRFLOW__SECRETS__BACKEND: 'toString' }), /is none of .*LocalFilesystemBackend/);
});
