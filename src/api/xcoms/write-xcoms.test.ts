import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const actor = { user: null, via: 'test' } as const;
const overList = {
  kind: 'product' as const,
  inputs: [{ name: 'x', source: { kind: 'xcom' as const, taskId: 'list' } }],
};

describe('XComs of a person', () => {
  let server: TestServer;
  let dagRunId: number;
  const base = '/api/v2/dags/mapped/dagRuns/r/taskInstances';
  before(async () => {
    server = await createTestServer({
      env: { AQUILON__XCOM__INLINE_LIMIT: '100', AQUILON__XCOM__SIZE_LIMIT: '2000' },
      play: ({ taskId }) =>
        taskId === 'list'
          ? { state: 'success', returnValue: { kind: 'json', value: [1, 2, 3] } }
          : { state: 'success' },
    });
    const tasks = [task('list', [], { isListed: true }), task('each', ['list'], { expand: overList })];
    await insertDag(server.database, dag('mapped', tasks));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['mapped'] }, actor);
    const command = { kind: 'trigger_run', dagId: 'mapped', runId: 'r', logicalDate: null, conf: {} } as const;
    dagRunId = (await server.scheduler.submit(command, actor)).dagRunId ?? 0;
    await untilEnded(server.database, dagRunId);
  });
  after(() => server.close());

  const create = (body: object, taskId = 'list') => server.ask('POST', `${base}/${taskId}/xcomEntries`, { body });
  const change = (key: string, body: object, taskId = 'list') =>
    server.ask('PATCH', `${base}/${taskId}/xcomEntries/${key}`, { body });
  const remove = (key: string, query = '') => server.ask('DELETE', `${base}/list/xcomEntries/${key}${query}`);
  const read = async (key: string) => (await server.ask('GET', `${base}/list/xcomEntries/${key}`)).body.value;

  it('are created, changed and deleted', async () => {
    const made = await create({ key: 'note', value: { a: null } });
    assert.deepEqual([made.status, made.body.key, made.body.value], [201, 'note', { a: null }]);
    assert.deepEqual((await change('note', { value: 'ä' })).body.value, 'ä');
    assert.equal(await read('note'), 'ä');
    assert.equal((await remove('note')).status, 204);
    assert.equal((await remove('note')).status, 404);
    assert.equal((await change('note', { value: 1 })).status, 404);
  });

  it('that are too large for the database lie in the object store, and read the same', async () => {
    const long = 'x'.repeat(500);
    assert.equal((await create({ key: 'long', value: long })).body.value, long);
    const of = async () =>
      (await server.database.pool.query(`select object from xcom where key = 'long'`)).rows[0]?.object?.object;
    const first = await of();
    assert.equal((await server.objects.get(first)).toString(), JSON.stringify(long));
    assert.equal((await create({ key: 'long', value: `y${long}` })).status, 409);
    assert.equal(await of(), first);
    assert.equal((await change('long', { value: `y${long}` })).body.value, `y${long}`);
    assert.equal(await read('long'), `y${long}`);
    const tooLarge = await create({ key: 'longer', value: 'x'.repeat(2001) });
    assert.deepEqual([tooLarge.status, tooLarge.headers['x-error-code']], [413, 'XCOM_TOO_LARGE']);
  });

  it('of two people who create the same key at once, one is refused', async () => {
    const answers = await Promise.all([1, 2, 3].map((value) => create({ key: 'race', value })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
    const made = answers.find(({ status }) => status === 201);
    assert.equal(await read('race'), made?.body.value);
  });

  it('of two people who delete the same key at once, one is told that it is gone', async () => {
    await create({ key: 'twice', value: 1 });
    const answers = await Promise.all([remove('twice'), remove('twice')]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 404]);
  });

  it('that stand for a result give tasks that are mapped over it as many instances as it has elements', async () => {
    await change('return_value', { value: [1, 2, 3, 4, 5] });
    const clear = { dag_run_id: 'r', task_ids: ['each'], dry_run: false, only_failed: false };
    await server.ask('POST', '/api/v2/dags/mapped/clearTaskInstances', { body: clear });
    await untilEnded(server.database, dagRunId);
    const { rows } = await server.database.pool.query(
      `select map_index, state from task_instance where task_id = 'each' order by map_index`,
    );
    assert.deepEqual(
      rows.map((row) => [row.map_index, row.state]),
      [0, 1, 2, 3, 4].map((at) => [at, 'success']),
    );
  });

  it('are kept by map index', async () => {
    assert.equal((await create({ key: 'k', value: 2, map_index: 2 }, 'each')).status, 201);
    assert.equal((await change('k', { value: 3, map_index: 1 }, 'each')).status, 404);
    assert.equal((await change('k', { value: 3, map_index: 2 }, 'each')).body.map_index, 2);
    assert.equal((await create({ key: 'k', value: 2, map_index: 99 }, 'each')).status, 404);
    assert.equal((await remove('race', '?map_index=3')).status, 404);
    assert.equal((await remove('race', '?map_index=-2')).status, 422);
  });

  it('are told of in the event log, without their values', async () => {
    await create({ key: 'audited', value: 'SECRET' });
    const { rows } = await server.database.pool.query(
      `select task_id, why from event where why ->> 'key' = 'audited' order by seq`,
    );
    assert.deepEqual([rows[0].task_id, rows[0].why.code, rows[0].why.user], ['list', 'XCOM_WRITTEN', 'admin']);
    assert.doesNotMatch(JSON.stringify(rows), /SECRET/);
  });

  it('are refused in the words of Airflow where there is no such run or task, and to those who only look', async () => {
    const ask = (path: string) =>
      server.ask('POST', `/api/v2/dags/${path}/xcomEntries`, { body: { key: 'a', value: 1 } });
    const told = async (path: string) => {
      const { status, body } = await ask(path);
      return [status, body.detail];
    };
    assert.deepEqual(await told('nope/dagRuns/r/taskInstances/list'), [404, 'The Dag with ID: `nope` was not found']);
    assert.deepEqual(await told('mapped/dagRuns/r/taskInstances/zzz'), [
      404,
      'Task with ID: `zzz` not found in dag: `mapped`',
    ]);
    assert.deepEqual(await told('mapped/dagRuns/zzz/taskInstances/list'), [
      404,
      'Dag Run with ID: `zzz` not found for dag: `mapped`',
    ]);
    for (const body of [{ key: '', value: 1 }, { key: 'a' }, { value: 1 }, { key: 'a', value: 1, surprise: 1 }])
      assert.equal((await create(body)).status, 422, JSON.stringify(body));
    await server.tokenOf('looker', 'Viewer');
    const body = { key: 'a', value: 1 };
    assert.equal((await server.ask('POST', `${base}/list/xcomEntries`, { body, as: 'looker' })).status, 403);
  });
});
