import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestServer } from '#test/support/http.ts';

test('the page learns what the server is set to offer, and who is not signed in learns nothing', async () => {
  const env = { AIRFLOW__CORE__TEST_CONNECTION: 'enabled', AIRFLOW__API__EXPOSE_CONFIG: 'non-sensitive-only' };
  for (const [given, wanted] of [
    [{}, { test_connection: 'disabled', expose_config: false }],
    [env, { test_connection: 'enabled', expose_config: true }],
  ] as const) {
    const server = await createTestServer({ env: given });
    try {
      await server.tokenOf('viewer', 'Viewer');
      assert.deepEqual((await server.ask('GET', '/ui/config', { as: 'viewer' })).body, wanted);
      assert.equal((await server.ask('GET', '/ui/config', { as: null })).status, 401);
    } finally {
      await server.close();
    }
  }
});
