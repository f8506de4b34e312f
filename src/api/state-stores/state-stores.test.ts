import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

describe('state stores', () => {
  let server: TestServer;
  let instance = '';
  const asset = '/api/v2/assets/1/state-store';
  before(async () => {
    server = await createTestServer({ env: { AIRFLOW__STATE_STORE__DEFAULT_RETENTION_DAYS: '2' } });
    const { database, scheduler } = server;
    await insertDag(database, dag('alpha', [task('t')]));
    await database.pool.query(`insert into asset (name, uri) values ('a', 's3://a')`);
    await scheduler.submit({ kind: 'dags_changed', dagIds: ['alpha'] }, { user: null, via: 'test' });
    await server.ask('POST', '/api/v2/dags/alpha/dagRuns', { body: { dag_run_id: 'r', logical_date: null } });
    instance = '/api/v2/dags/alpha/dagRuns/r/taskInstances/t/state-store';
  });
  after(() => server.close());

  const ask = async (method: string, url: string, body?: unknown, status = method === 'GET' ? 200 : 204) => {
    const answer = await server.ask(method, url, { body });
    assert.equal(answer.status, status, `${method} ${url}: ${answer.text}`);
    return answer.body;
  };
  const keys = (found: { key: string }[]) => found.map(({ key }) => key);

  it('keep values of every kind beside an asset, under keys with slashes too, and list them by key', async () => {
    for (const [key, value] of Object.entries({ text: 'x', none: null, list: [1, { a: true }], 'deep/er': 2 }))
      await ask('PUT', `${asset}/${key}`, { value });
    assert.deepEqual((await ask('GET', `${asset}/list`)).value, [1, { a: true }]);
    assert.equal((await ask('GET', `${asset}/none`)).value, null);
    assert.equal((await ask('GET', `${asset}/deep%2Fer`)).value, (await ask('GET', `${asset}/deep/er`)).value);
    const { asset_state_store: all, total_entries: total } = await ask('GET', `${asset}?limit=2&offset=1`);
    assert.deepEqual([keys(all), total], [['list', 'none'], 4]);
    assert.equal(all[0].last_updated_by.kind, 'api');
    await ask('DELETE', `${asset}/text`);
    await ask('DELETE', `${asset}/text`);
    await ask('GET', `${asset}/text`, undefined, 404);
    await ask('DELETE', asset);
    assert.equal((await ask('GET', asset)).total_entries, 0);
  });

  it('refuse an asset or a task instance that is not there, and bodies that are none', async () => {
    assert.equal(
      (await ask('PUT', '/api/v2/assets/9/state-store/k', { value: 1 }, 404)).detail,
      'Asset with id 9 not found',
    );
    await ask('GET', '/api/v2/assets/9/state-store', undefined, 404);
    await ask('PUT', `${asset}/k`, {}, 422);
    await ask('PUT', `${asset}/k`, { value: 1, more: 2 }, 422);
    await ask('PUT', `${asset}/${'k'.repeat(513)}`, { value: 1 }, 422);
    assert.equal(
      (await ask('PUT', `${instance}/k?map_index=3`, { value: 1 }, 404)).detail,
      "Task instance not found for dag_id='alpha', run_id='r', task_id='t', map_index=3",
    );
    await ask('PUT', `${instance}/k?map_index=-2`, { value: 1 }, 422);
    await ask('PUT', `${instance}/k`, { value: 1, expires_at: 'soon' }, 422);
    await ask('PATCH', `${instance}/k`, { value: 1 }, 404);
  });

  it('keep values beside a task instance until they expire', async () => {
    await ask('PUT', `${instance}/usual`, { value: 1 });
    const { expires_at: expiry, updated_at: at } = await ask('GET', `${instance}/usual`);
    assert.ok(Math.abs(Date.parse(expiry) - Date.parse(at) - 2 * 86_400_000) < 60_000);
    await ask('PUT', `${instance}/forever`, { value: 2, expires_at: null });
    assert.equal((await ask('GET', `${instance}/forever`)).expires_at, null);
    await ask('PUT', `${instance}/gone`, { value: 3, expires_at: '2020-01-01T00:00:00Z' });
    await ask('GET', `${instance}/gone`, undefined, 404);
    await ask('PATCH', `${instance}/gone`, { value: 4 }, 404);
    assert.equal(await ask('PATCH', `${instance}/forever`, { value: [5] }, 200), null);
    assert.deepEqual((await ask('GET', `${instance}/forever`)).value, [5]);
    assert.deepEqual(keys((await ask('GET', instance)).task_state_store), ['forever', 'usual']);
    await ask('PUT', `${instance}/usual`, { value: 1 });
    assert.equal((await server.database.pool.query('select from task_state_store')).rowCount, 2);
    await ask('DELETE', `${instance}/usual`);
    await ask('DELETE', `${instance}?all_map_indices=true`);
    assert.equal((await ask('GET', instance)).total_entries, 0);
  });

  it('are changed by those who may act, and each change is in the audit log', async () => {
    await server.tokenOf('looker', 'Viewer');
    assert.equal((await server.ask('PUT', `${asset}/k`, { as: 'looker', body: { value: 1 } })).status, 403);
    assert.equal((await server.ask('GET', asset, { as: 'looker' })).status, 200);
    const { event_logs: log } = await ask('GET', '/api/v2/eventLogs?event_pattern=state_store&order_by=-id&limit=1');
    assert.deepEqual(
      [log[0].event, log[0].dag_id, log[0].run_id, log[0].task_id, log[0].map_index],
      ['clear_task_state_store', 'alpha', 'r', 't', -1],
    );
  });

  it('of a run go with the run', async () => {
    await ask('PUT', `${instance}/k`, { value: 1 });
    await ask('PATCH', '/api/v2/dags/alpha/dagRuns/r', { state: 'failed' }, 200);
    await ask('DELETE', '/api/v2/dags/alpha/dagRuns/r');
    assert.equal((await server.database.pool.query('select from task_state_store')).rowCount, 0);
  });
});
