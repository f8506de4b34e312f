import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const actor = { user: null, via: 'test' } as const;
const RUN = '/api/v2/dags/again/dagRuns/r';

describe('a run that runs again otherwise', () => {
  let server: TestServer;
  let dagRunId = 0;
  before(async () => {
    server = await createTestServer({
      play: (work) =>
        work.run.conf.rows === 0
          ? { state: 'failed', error: { code: 'TASK_FAILED', message: 'no rows' }, retryable: false }
          : { state: 'success' },
    });
    await server.database.pool.query("insert into slot_pool (pool, slots) values ('wide', 9)");
    const params = { rows: { value: 0, schema: { type: 'integer' as const }, description: null } };
    const tasks = [task('a'), task('b', ['a'])];
    await insertDag(server.database, dag('again', tasks, { params }));
    await insertDag(server.database, dag('again', tasks, { params }));
    await server.scheduler.submit({ kind: 'pools_changed' }, actor);
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['again'] }, actor);
    const command = { kind: 'trigger_run', dagId: 'again', runId: 'r', logicalDate: null, conf: { rows: 0 } } as const;
    dagRunId = (await server.scheduler.submit(command, actor)).dagRunId ?? 0;
    assert.equal((await untilEnded(server.database, dagRunId)).state, 'failed');
  });
  after(() => server.close());

  it('is refused, with nothing changed, where what it asks for is wrong', async () => {
    const refusals: [object, number, RegExp][] = [
      [{ conf: { rows: 'many' } }, 400, /rows/],
      [{ pools: { a: 'none' } }, 404, /Pool with name: `none`/],
      [{ pools: { c: 'wide' } }, 400, /'c' not found/],
      [{ task_ids: ['b'], pools: { a: 'wide' } }, 400, /does not run again/],
      [{ task_ids: ['c'] }, 400, /'c' not found/],
      [{ version_number: 9 }, 404, /version_number: `9`/],
      [{ version: 1 }, 422, /version/],
    ];
    for (const [body, status, words] of refusals) {
      const answer = await server.ask('POST', `${RUN}/rerun`, { body });
      assert.equal(answer.status, status, answer.text);
      assert.match(answer.text, words);
    }
    assert.equal((await server.ask('GET', RUN)).body.state, 'failed');
    assert.equal((await server.ask('GET', `${RUN}/edits`)).body.total_entries, 0);
  });

  it('has the new conf, pool and version, and tells what was changed', async () => {
    const body = { only_failed: true, conf: { rows: 5 }, pools: { a: 'wide' }, version_number: 1, note: 'five rows' };
    const answer = await server.ask('POST', `${RUN}/rerun`, { body });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual([answer.body.conf, answer.body.note], [{ rows: 5 }, 'five rows']);
    assert.equal((await untilEnded(server.database, dagRunId)).state, 'success');
    const { body: again } = await server.ask('GET', `${RUN}/taskInstances/a`);
    assert.deepEqual([again.pool, again.dag_version.version_number, again.try_number], ['wide', 1, 2]);
    const { body: tries } = await server.ask('GET', `${RUN}/taskInstances/a/tries`);
    assert.deepEqual(
      tries.task_instances.map((one: { pool: string }) => one.pool),
      ['default_pool', 'wide'],
    );
    const [{ when, ...edit }] = (await server.ask('GET', `${RUN}/edits`)).body.edits;
    assert.ok(!Number.isNaN(Date.parse(when)));
    assert.deepEqual(edit, {
      user: 'admin',
      conf: { from: { rows: 0 }, to: { rows: 5 } },
      pools: { from: { a: 'default_pool' }, to: { a: 'wide' } },
      version_number: { from: 2, to: 1 },
    });
  });

  it('is refused where nothing would run again, and the run stays as it ended', async () => {
    const before = (await server.ask('GET', RUN)).body;
    const answer = await server.ask('POST', `${RUN}/rerun`, { body: { only_failed: true } });
    assert.deepEqual(
      [answer.status, answer.body.detail],
      [400, 'No task of the run r is to run again: nothing was changed'],
    );
    assert.deepEqual((await server.ask('GET', RUN)).body, before);
    assert.equal((await server.ask('GET', `${RUN}/edits`)).body.total_entries, 1);
  });

  it('tells of no change where it has already what is asked for', async () => {
    const body = { conf: { rows: 5 }, pools: { a: 'wide' }, version_number: 1 };
    const answer = await server.ask('POST', `${RUN}/rerun`, { body });
    assert.equal(answer.status, 200, answer.text);
    assert.equal((await untilEnded(server.database, dagRunId)).state, 'success');
    assert.equal((await server.ask('GET', `${RUN}/taskInstances/a`)).body.try_number, 3);
    assert.equal((await server.ask('GET', `${RUN}/edits`)).body.total_entries, 1);
  });

  it('needs the right to change runs', async () => {
    await server.tokenOf('looker', 'Viewer');
    assert.equal((await server.ask('POST', `${RUN}/rerun`, { as: 'looker', body: {} })).status, 403);
    assert.equal((await server.ask('GET', `${RUN}/edits`, { as: 'looker' })).status, 200);
  });
});
