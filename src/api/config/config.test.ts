import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestServer, type TestServer } from '#test/support/http.ts';

const CANARY = 'canary-of-the-server';
const SECRETS = {
  AIRFLOW__SMTP__SMTP_PASSWORD: CANARY,
  AIRFLOW__API_AUTH__JWT_SECRET: `${CANARY} that is long enough for a key that signs`,
  VAULT_ADDR: `https://me:${CANARY}@vault.example`,
};

for (const word of ['True', 'non-sensitive-only'])
  describe(`the configuration with expose_config ${word}`, () => {
    let server: TestServer;
    before(async () => {
      server = await createTestServer({ env: { ...SECRETS, AIRFLOW__API__EXPOSE_CONFIG: word } });
      await server.tokenOf('op', 'Op');
      await server.tokenOf('user', 'User');
    });
    after(() => server?.close());

    it('is shown to administrators and operators, and to nobody else', async () => {
      for (const [as, status] of [
        ['admin', 200],
        ['op', 200],
        ['user', 403],
        [null, 401],
      ] as const) {
        assert.equal((await server.ask('GET', '/api/v2/config', { as })).status, status, `${as}`);
        const one = await server.ask('GET', '/api/v2/config/section/core/option/parallelism', { as });
        assert.equal(one.status, status, `${as}`);
      }
    });

    it('has the words in which it was given', async () => {
      const { body } = await server.ask('GET', '/api/v2/config/section/api/option/expose_config');
      assert.deepEqual(body.sections[0].options, [{ key: 'expose_config', value: word }]);
    });

    it('says beside it where each option was given', async () => {
      const { status, body } = await server.ask('GET', '/aquilon/config/origins');
      assert.equal(status, 200);
      assert.equal(body.origins['api.expose_config'], 'environment');
      assert.equal(body.origins['core.parallelism'], 'default');
      assert.equal((await server.ask('GET', '/aquilon/config/origins', { as: null })).status, 401);
    });

    it('holds no secret, in no form', async () => {
      for (const accept of ['application/json', 'text/plain'])
        for (const path of ['', '?section=smtp', '/section/smtp/option/smtp_password']) {
          const { status, text } = await server.ask('GET', `/api/v2/config${path}`, { headers: { accept } });
          assert.equal(status, 200);
          assert.ok(text.includes('< hidden >'), path);
          assert.ok(!text.includes(CANARY), path);
        }
    });

    it('is text where text is asked for', async () => {
      const headers = { accept: 'text/plain' };
      const { text } = await server.ask('GET', '/api/v2/config', { headers });
      assert.match(
        text,
        /^\[core\]\ndags_folder = \nparallelism = 32\n.*\n\n\[database\]\nsql_alchemy_conn = < hidden >\n/s,
      );
      assert.match(text, /^vault_address = https:\/\/\*\*\*@vault\.example$/m);
      assert.match(text, /^smtp_ssl = False$/m);
    });
  });

describe('the configuration as it is by default', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
  });
  after(() => server?.close());

  it('is not shown, not even to administrators', async () => {
    for (const path of ['', '?section=nope', '/section/core/option/parallelism']) {
      const { status, body } = await server.ask('GET', `/api/v2/config${path}`);
      assert.equal(status, 403);
      assert.match(body.detail, /chose not to expose the configuration/);
    }
  });
});
