import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const actor = { user: null, via: 'test' } as const;

describe('deleting a DAG', () => {
  let server: TestServer;
  const asked: (readonly string[])[] = [];
  let letGo = () => {};
  const held = () =>
    new Promise<void>((resolve) => {
      letGo = resolve;
    });
  before(async () => {
    server = await createTestServer({
      play: async ({ taskId }) => {
        if (taskId === 'held') await held();
        return { state: 'success', returnValue: { kind: 'json', value: 1 } };
      },
      dagProcessor: {
        health: () => ({ status: 'healthy', latestHeartbeat: null }),
        reload: async (files) => void asked.push(files),
        reserialize: async () => undefined,
      },
    });
    await insertDag(server.database, dag('goes', [task('a')], { maxActiveRuns: 1 }));
    await insertDag(server.database, dag('stays', [task('a')]));
    await insertDag(server.database, dag('busy', [task('held')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['goes', 'stays', 'busy'] }, actor);
  });
  after(async () => {
    letGo();
    await server.close();
  });

  const trigger = async (dagId: string, runId: string, runAfter?: string) => {
    const command = {
      kind: 'trigger_run',
      dagId,
      runId,
      logicalDate: null,
      conf: {},
      ...(runAfter ? { runAfter } : {}),
    } as const;
    return (await server.scheduler.submit(command, actor)).dagRunId ?? 0;
  };
  const remove = (dagId: string) => server.ask('DELETE', `/api/v2/dags/${dagId}`);

  it('takes its runs, their XComs and its versions with it, and nothing else', async () => {
    await untilEnded(server.database, await trigger('goes', 'r1'));
    await untilEnded(server.database, await trigger('stays', 'r1'));
    // One that waits for its time is open.
    await trigger('goes', 'later', '2999-01-01T00:00:00Z');
    const answer = await remove('goes');
    assert.deepEqual([answer.status, answer.body], [200, null]);
    for (const path of ['goes', 'goes/dagRuns/r1', 'goes/dagRuns/later'])
      assert.equal((await server.ask('GET', `/api/v2/dags/${path}`)).status, 404, path);
    const { rows } = await server.database.pool.query(
      `select (select count(*) from dag_version where dag_id = 'goes') as versions, (select count(*) from task_instance where dag_id = 'goes') as instances,
              (select count(*) from xcom) as xcoms, (select count(*) from dag_run) as runs`,
    );
    assert.deepEqual(
      rows.map((row) => Object.values(row).map(Number)),
      [[0, 0, 1, 1]],
    );
    assert.deepEqual(asked, [['/dags/goes.ts']]);
    assert.equal((await server.ask('POST', '/api/v2/dags/goes/dagRuns', { body: { logical_date: null } })).status, 404);
  });

  it('leaves a trace in the event log', async () => {
    const { rows } = await server.database.pool.query(
      `select to_state, why ->> 'user' as user from event where dag_id = 'goes' and kind = 'dag' order by seq desc limit 1`,
    );
    assert.deepEqual(rows, [{ to_state: 'deleted', user: 'admin' }]);
  });

  it('makes room for one of the same name, which begins anew', async () => {
    await insertDag(server.database, dag('goes', [task('a')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['goes'] }, actor);
    assert.equal((await untilEnded(server.database, await trigger('goes', 'r1'))).state, 'success');
  });

  it('is refused while a task of it runs, and changes nothing then', async () => {
    await trigger('busy', 'r');
    const { status, body } = await remove('busy');
    assert.deepEqual([status, body.detail], [409, "Task instances of dag with id: 'busy' are still running"]);
    assert.equal((await server.ask('GET', '/api/v2/dags/busy/dagRuns/r')).status, 200);
  });

  it('of two people at once, one is told that it is gone', async () => {
    const answers = await Promise.all([remove('stays'), remove('stays')]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404]);
    await server.tokenOf('looker', 'Viewer');
    assert.equal((await server.ask('DELETE', '/api/v2/dags/goes', { as: 'looker' })).status, 403);
  });
});
