import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { logPath } from '#support/log-path.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { insertOldRuns } from '#test/support/old-runs.ts';
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

  it('with much history goes in steps, while other runs go on, and its logs with it', async () => {
    const { pool } = server.database;
    const versionId = await insertDag(server.database, dag('big', [task('a')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['big'] }, actor);
    await insertOldRuns(server.database, { dagId: 'big', versionId, from: '2010-01-01', runs: 600, tasks: 20 });
    await trigger('big', 'later', '2999-01-01T00:00:00Z');
    const logs = ['scheduled__2010-01-01', 'later'].map((run) =>
      logPath(join(server.home, 'logs'), 'big', run, 'a', 0, 1),
    );
    for (const log of logs) {
      await mkdir(dirname(log), { recursive: true });
      await writeFile(log, 'x');
    }
    await pool.query(`
      create table deleted (count bigint);
      create function count_deleted() returns trigger language plpgsql as
        'begin insert into deleted select count(*) from gone; return null; end';
      create trigger count_deleted after delete on task_instance referencing old table as gone
        for each statement execute function count_deleted()`);
    let isOver = false;
    const deleted = remove('big').finally(() => {
      isOver = true;
    });
    for (let run = 0; !isOver; run += 1)
      assert.equal((await untilEnded(server.database, await trigger('stays', `meanwhile_${run}`))).state, 'success');
    assert.equal((await deleted).status, 200);
    const { rows } = await pool.query('select max(count)::int as most, sum(count)::int as all from deleted');
    assert.equal(rows[0].all, 12_000 + 1);
    assert.ok(rows[0].most <= 5000, `${rows[0].most} rows in one statement`);
    assert.deepEqual(await readdir(join(server.home, 'logs', 'dag_id=big')), []);
    await pool.query('drop trigger count_deleted on task_instance');
  });

  it('of two people at once, one is told that it is gone', async () => {
    const answers = await Promise.all([remove('stays'), remove('stays')]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404]);
    await server.tokenOf('looker', 'Viewer');
    assert.equal((await server.ask('DELETE', '/api/v2/dags/goes', { as: 'looker' })).status, 403);
  });
});
