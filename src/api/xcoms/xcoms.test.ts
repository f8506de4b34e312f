import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const actor = { user: null, via: 'test' } as const;
const large = { rows: Array.from({ length: 1000 }, (_, index) => index) };

describe('xcomEntries', () => {
  let server: TestServer;
  const base = '/api/v2/dags/hands_on/dagRuns/r/taskInstances';
  before(async () => {
    server = await createTestServer({
      play: async (work) => {
        if (work.taskId === 'small')
          return { state: 'success', returnValue: { kind: 'json', value: { a: [1, 'x', null] } } };
        const stored = await server.objects.put('xcom/large', Buffer.from(JSON.stringify(large)));
        return { state: 'success', returnValue: { kind: 'object', object: 'xcom/large', ...stored } };
      },
    });
    await insertDag(server.database, dag('hands_on', [task('small'), task('large')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['hands_on'] }, actor);
    const command = { kind: 'trigger_run', dagId: 'hands_on', runId: 'r', logicalDate: null, conf: {} } as const;
    await untilEnded(server.database, (await server.scheduler.submit(command, actor)).dagRunId ?? 0);
  });
  after(() => server.close());

  it('give back the value as JSON, or as text where that is asked for', async () => {
    const url = `${base}/small/xcomEntries/return_value`;
    assert.deepEqual((await server.ask('GET', url)).body.value, { a: [1, 'x', null] });
    assert.equal((await server.ask('GET', `${url}?stringify=true`)).body.value, '{"a":[1,"x",null]}');
  });

  it('give back a value that lies in the object store as if it lay in the database', async () => {
    assert.deepEqual((await server.ask('GET', `${base}/large/xcomEntries/return_value`)).body.value, large);
  });

  it('refuse a value of the object store that is not what was stored', async () => {
    await server.objects.put('xcom/large', Buffer.from('"other"'));
    const { status, headers } = await server.ask('GET', `${base}/large/xcomEntries/return_value`);
    assert.deepEqual([status, headers['x-error-code']], [500, 'OBJECT_CORRUPT']);
  });

  it('are listed without their values, by task and over all', async () => {
    const { body } = await server.ask('GET', `${base}/small/xcomEntries`);
    assert.deepEqual(
      [body.total_entries, body.xcom_entries[0].key, 'value' in body.xcom_entries[0]],
      [1, 'return_value', false],
    );
    const all = await server.ask('GET', '/api/v2/dags/~/dagRuns/~/taskInstances/~/xcomEntries?task_id_pattern=AR');
    assert.deepEqual(
      all.body.xcom_entries.map((one: { task_id: string }) => one.task_id),
      ['large'],
    );
  });
});
