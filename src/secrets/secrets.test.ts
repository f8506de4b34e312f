import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadConfig } from '#config/config.ts';
import { silentLogger } from '#support/logger.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { openSecrets, type Secrets } from './secrets.ts';

describe('the order in which variables and connections are looked for', () => {
  let own: TestDatabase;
  let folder: string;
  let secrets: Secrets;
  const names = ['AIRFLOW_VAR_IN_ALL', 'AIRFLOW_CONN_IN_ALL'];
  before(async () => {
    own = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'aquilon-order-'));
    const [variables, connections] = [join(folder, 'variables.json'), join(folder, 'connections.json')];
    await writeFile(variables, '{"in_all": "backend", "in_two": "backend"}');
    await writeFile(connections, '{"in_all": "http://backend", "in_two": {"conn_type": "http", "host": "backend"}}');
    const kwargs = { variables_file_path: variables, connections_file_path: connections };
    const config = loadConfig({
      AQUILON_HOME: folder,
      AIRFLOW__SECRETS__BACKEND: 'airflow.secrets.local_filesystem.LocalFilesystemBackend',
      AIRFLOW__SECRETS__BACKEND_KWARGS: JSON.stringify(kwargs),
    });
    secrets = await openSecrets(config, own.database, silentLogger);
    const none = { description: null, schema: null, login: null, password: null, port: null, extra: null };
    for (const key of ['in_all', 'in_two', 'in_one']) {
      await secrets.variables.create({ key, value: 'database', description: null });
      await secrets.connections.create(key, { ...none, connType: 'http', host: 'database' });
    }
    process.env.AIRFLOW_VAR_IN_ALL = 'environment';
    process.env.AIRFLOW_CONN_IN_ALL = '{"conn_type": "http", "host": "environment"}';
  });
  after(async () => {
    for (const name of names) delete process.env[name];
    await own.drop();
    await rm(folder, { recursive: true });
  });

  test('is the environment, the secrets backend, the database', async () => {
    const values = await Promise.all(['in_all', 'in_two', 'in_one', 'in_none'].map(secrets.getVariable));
    assert.deepEqual(values, ['environment', 'backend', 'database', null]);
    const found = await Promise.all(['in_all', 'in_two', 'in_one', 'in_none'].map(secrets.getConnection));
    assert.deepEqual(
      found.map((one) => one?.host),
      ['environment', 'backend', 'database', undefined],
    );
    assert.equal(found[2]?.uri, 'http://database');
  });

  test('goes no further where the backend cannot tell: an older value of the database is not taken for it', async () => {
    await rm(join(folder, 'variables.json'));
    assert.equal(await secrets.getVariable('in_all'), 'environment');
    await assert.rejects(secrets.getVariable('in_two'), { code: 'SECRETS_BACKEND_FAILED' });
  });
});
