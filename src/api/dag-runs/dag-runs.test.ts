import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const params = {
  n: { value: 3, description: null, schema: { type: 'integer', minimum: 1, maximum: 10 } },
  deep: { value: { list: [1] }, description: null, schema: { properties: { list: { items: { type: 'number' } } } } },
};

describe('dagRuns', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer({ play: () => ({ state: 'success' }) });
    await insertDag(server.database, dag('plain', [task('a'), task('b', ['a'])]));
    await insertDag(server.database, dag('asked', [task('a')], { params }));
    await insertDag(server.database, dag('off', [task('a')]), { paused: true });
    await server.scheduler.submit(
      { kind: 'dags_changed', dagIds: ['plain', 'asked', 'off'] },
      { user: null, via: 'test' },
    );
  });
  after(() => server.close());

  const trigger = (dagId: string, body: object, as?: string) =>
    server.ask('POST', `/api/v2/dags/${dagId}/dagRuns`, { body: { logical_date: null, ...body }, as });
  const dagRunId = async (dagId: string, runId: string) => {
    const sql = 'select id from dag_run where dag_id = $1 and run_id = $2';
    return (await server.database.pool.query(sql, [dagId, runId])).rows[0].id as number;
  };

  it('start with the conf, the note and the name of who asked', async () => {
    await server.tokenOf('ann', 'User');
    const { status, body } = await trigger(
      'plain',
      { dag_run_id: 'mine', conf: { k: [1, null] }, note: 'hello' },
      'ann',
    );
    assert.equal(status, 200);
    assert.deepEqual(
      [body.conf, body.note, body.triggering_user_name, body.triggered_by],
      [{ k: [1, null] }, 'hello', 'ann', 'rest_api'],
    );
    assert.equal((await untilEnded(server.database, await dagRunId('plain', 'mine'))).state, 'success');
    const { body: read } = await server.ask('GET', '/api/v2/dags/plain/dagRuns/mine');
    assert.equal(read.state, 'success');
    assert.equal(typeof read.duration, 'number');
  });

  it('take a conf that fits the params, and name the param and the place that does not', async () => {
    assert.equal((await trigger('asked', { conf: { n: 5 } })).status, 200);
    const tooLarge = await trigger('asked', { conf: { n: 11 } });
    assert.equal(tooLarge.status, 400);
    assert.match(tooLarge.body.detail, /^Invalid input for param n: params.n must be <= 10, found 11$/);
    const deep = await trigger('asked', { conf: { deep: { list: [1, 'two'] } } });
    assert.equal(deep.status, 400);
    assert.match(deep.body.detail, /^Invalid input for param deep: params.deep.list\[1\] must be \w+, found "two"$/);
  });

  it('wait where their DAG is switched off, and start when it is switched on', async () => {
    const { body } = await trigger('off', { dag_run_id: 'waits' });
    assert.equal(body.state, 'queued');
    const switched = await server.ask('PATCH', '/api/v2/dags/off', { body: { is_paused: false } });
    assert.equal(switched.body.is_paused, false);
    await untilEnded(server.database, await dagRunId('off', 'waits'));
  });

  it('refuse ids that could leave their folder, twice the same id, and half an interval', async () => {
    for (const id of ['../up', 'a/b', 'a b', 'x'.repeat(251)]) {
      assert.equal((await trigger('plain', { dag_run_id: id })).status, 400, id);
    }
    await trigger('plain', { dag_run_id: 'once' });
    const again = await trigger('plain', { dag_run_id: 'once' });
    assert.deepEqual([again.status, again.headers['x-error-code']], [409, 'RUN_EXISTS']);
    assert.equal((await trigger('plain', { data_interval_end: '2026-01-01T00:00:00Z' })).status, 422);
  });

  it('are read by an address whose id is encoded', async () => {
    const { body } = await trigger('plain', {});
    assert.match(body.dag_run_id, /^manual__.*\+00:00/);
    const url = `/api/v2/dags/plain/dagRuns/${encodeURIComponent(body.dag_run_id)}`;
    assert.equal((await server.ask('GET', url)).body.dag_run_id, body.dag_run_id);
  });

  it('are marked failed, cleared, and deleted with their tasks', async () => {
    await trigger('plain', { dag_run_id: 'life' });
    const id = await dagRunId('plain', 'life');
    await untilEnded(server.database, id);
    const url = '/api/v2/dags/plain/dagRuns/life';
    assert.equal((await server.ask('PATCH', url, { body: { state: 'failed' } })).body.state, 'failed');
    const dry = await server.ask('POST', `${url}/clear`, { body: {} });
    assert.deepEqual([dry.body.total_entries, (await server.ask('GET', url)).body.state], [2, 'failed']);
    await server.ask('POST', `${url}/clear`, { body: { dry_run: false } });
    assert.equal((await untilEnded(server.database, id)).state, 'success');
    const tries = await server.ask('GET', `${url}/taskInstances/b/tries`);
    assert.deepEqual(
      tries.body.task_instances.map((one: { try_number: number }) => one.try_number),
      [1, 2],
    );
    assert.equal((await server.ask('DELETE', url)).status, 204);
    assert.equal((await server.ask('GET', url)).status, 404);
    const left = await server.database.pool.query('select from task_instance where dag_run_id = $1', [id]);
    assert.equal(left.rowCount, 0);
  });

  it('are not changed by a field that the mask leaves out', async () => {
    await trigger('plain', { dag_run_id: 'masked' });
    await untilEnded(server.database, await dagRunId('plain', 'masked'));
    const url = '/api/v2/dags/plain/dagRuns/masked?update_mask=note';
    const { body } = await server.ask('PATCH', url, { body: { note: 'new', state: 'failed' } });
    assert.deepEqual([body.note, body.state], ['new', 'success']);
    assert.equal((await server.ask('PATCH', url.replace('note', 'conf'), { body: {} })).status, 400);
  });
});
