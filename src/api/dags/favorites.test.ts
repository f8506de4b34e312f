import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

describe('favorites', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
    for (const id of ['alpha', 'beta']) await insertDag(server.database, dag(id, [task('t')]));
  });
  after(() => server.close());

  const mark = async (dagId: string, word: string, as: string) =>
    (await server.ask('POST', `/api/v2/dags/${dagId}/${word}`, { as })).status;
  const marked = async (as: string, wanted = true) =>
    (await server.ask('GET', `/api/v2/dags?is_favorite=${wanted}`, { as })).body.dags.map(
      (one: { dag_id: string }) => one.dag_id,
    );

  it('are those of each user, viewers included, and marking twice is marking once', async () => {
    await server.tokenOf('looker', 'Viewer');
    assert.deepEqual(
      [await mark('alpha', 'favorite', 'looker'), await mark('alpha', 'favorite', 'looker')],
      [204, 204],
    );
    assert.equal(await mark('beta', 'favorite', 'admin'), 204);
    assert.deepEqual([await marked('looker'), await marked('looker', false)], [['alpha'], ['beta']]);
    assert.deepEqual(await marked('admin'), ['beta']);
    const { body } = await server.ask('GET', '/api/v2/dags/alpha/details', { as: 'looker' });
    assert.equal(body.is_favorite, true);
    assert.equal((await server.ask('GET', '/api/v2/dags/alpha/details')).body.is_favorite, false);
    assert.deepEqual(
      [await mark('alpha', 'unfavorite', 'looker'), await mark('alpha', 'unfavorite', 'looker')],
      [204, 409],
    );
    assert.deepEqual(
      [await mark('gamma', 'favorite', 'looker'), await mark('gamma', 'unfavorite', 'looker')],
      [404, 404],
    );
  });

  it('go with their DAG and with their user', async () => {
    await mark('alpha', 'favorite', 'admin');
    const { pool } = server.database;
    await pool.query(`delete from dag where dag_id = 'alpha'; delete from app_user where username = 'looker'`);
    assert.deepEqual((await pool.query('select * from dag_favorite')).rows, [{ dag_id: 'beta', username: 'admin' }]);
  });
});
