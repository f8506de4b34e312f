import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const actor = { user: null, via: 'test' } as const;
type Told = { task_id: string; map_index: number; state: string | null; note: string | null };

describe('bulk requests', () => {
  let server: TestServer;
  let letGo = () => {};
  const held = () =>
    new Promise<void>((resolve) => {
      letGo = resolve;
    });
  const each = {
    kind: 'product' as const,
    inputs: [{ name: 'x', source: { kind: 'value' as const, value: [1, 2, 3] } }],
  };
  before(async () => {
    server = await createTestServer({
      play: async ({ taskId }) => {
        if (taskId === 'held') await held();
        return { state: 'success' };
      },
    });
    await insertDag(
      server.database,
      dag('many', [task('a'), task('each', ['a'], { expand: each }), task('z', ['each'])]),
    );
    await insertDag(server.database, dag('busy', [task('held')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['many', 'busy'] }, actor);
    await trigger('busy', 'r');
  });
  after(async () => {
    letGo();
    await server.close();
  });

  async function trigger(dagId: string, runId: string): Promise<number> {
    const command = { kind: 'trigger_run', dagId, runId, logicalDate: null, conf: {} } as const;
    return (await server.scheduler.submit(command, actor)).dagRunId ?? 0;
  }
  const ended = async (...runIds: string[]) => {
    for (const runId of runIds) await untilEnded(server.database, await trigger('many', runId));
  };
  const bulk = async (path: string, actions: object[]) => {
    const { status, body } = await server.ask('PATCH', `/api/v2/dags/${path}`, { body: { actions } });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const commits = async () =>
    Number(
      (await server.database.pool.query('select last_commit from scheduler order by epoch desc limit 1')).rows[0]
        .last_commit,
    );
  const runOf = async (runId: string) => (await server.ask('GET', `/api/v2/dags/many/dagRuns/${runId}`)).body;

  describe('on runs', () => {
    it('mark, annotate and delete in one commit, and answer for each kind of action', async () => {
      await ended('b1', 'b2', 'b3');
      const before = await commits();
      const answer = await bulk('many/dagRuns', [
        {
          action: 'update',
          entities: [
            { dag_run_id: 'b1', state: 'failed', note: 'x' },
            { dag_run_id: 'b2', state: 'failed' },
          ],
        },
        { action: 'delete', entities: ['b3'] },
      ]);
      assert.deepEqual(answer, {
        create: null,
        update: { success: ['many.b1', 'many.b2'], errors: [] },
        delete: { success: ['many.b3'], errors: [] },
      });
      assert.equal((await commits()) - before, 1);
      const { state, note } = await runOf('b1');
      assert.deepEqual([state, note, (await runOf('b2')).state], ['failed', 'x', 'failed']);
      assert.equal((await server.ask('GET', '/api/v2/dags/many/dagRuns/b3')).status, 404);
    });

    it('write notes in the transaction of the states, and none where the state is refused', async () => {
      await ended('n1', 'n2');
      const entities = [
        { dag_run_id: 'n1', state: 'failed', note: 'with a state' },
        { dag_run_id: 'n2', note: 'alone' },
      ];
      await bulk('many/dagRuns', [{ action: 'update', entities }]);
      const { rows } = await server.database.pool.query(
        `select dag_run.note, dag_run.xmin = event.xmin as together
         from dag_run cross join (select xmin from event where run_id = 'n1' and kind = 'run' order by seq desc limit 1) event
         where dag_run.run_id in ('n1', 'n2') order by dag_run.run_id`,
      );
      assert.deepEqual(rows, [
        { note: 'with a state', together: true },
        { note: 'alone', together: true },
      ]);
      const running = { dag_run_id: 'r', state: 'queued', note: 'refused' };
      const { update } = await bulk('busy/dagRuns', [{ action: 'update', entities: [running] }]);
      assert.equal(update.errors.length, 1);
      assert.equal((await server.ask('GET', '/api/v2/dags/busy/dagRuns/r')).body.note, null);
    });

    it('change nothing by an action that names a run which is not there, unless it may pass over that', async () => {
      await ended('c1');
      const entities = [
        { dag_run_id: 'c1', note: 'seen' },
        { dag_run_id: 'zzz', note: 'seen' },
      ];
      const { update } = await bulk('many/dagRuns', [{ action: 'update', entities }]);
      const error = "The DagRuns with these identifiers: [('many', 'zzz')] were not found";
      assert.deepEqual(update, { success: [], errors: [{ error, status_code: 404 }] });
      assert.equal((await runOf('c1')).note, null);
      const skipped = await bulk('many/dagRuns', [{ action: 'update', entities, action_on_non_existence: 'skip' }]);
      assert.deepEqual(skipped.update, { success: ['many.c1'], errors: [] });
      assert.equal((await runOf('c1')).note, 'seen');
    });

    it('write what the mask names, and make no runs', async () => {
      await ended('d1');
      const entities = [{ dag_run_id: 'd1', state: 'failed', note: 'masked' }];
      const answer = await bulk('many/dagRuns', [
        { action: 'update', entities, update_mask: ['note'] },
        { action: 'create', entities: [{ dag_run_id: 'new' }] },
      ]);
      assert.deepEqual(answer.create.errors[0].status_code, 405);
      const { state, note } = await runOf('d1');
      assert.deepEqual([state, note], ['success', 'masked']);
    });

    it('delete no run that is running, and say so of it alone', async () => {
      await ended('e1');
      const entities = [{ dag_id: 'busy', dag_run_id: 'r' }, { dag_id: 'many', dag_run_id: 'e1' }, 'loose'];
      const answer = await bulk('~/dagRuns', [{ action: 'delete', entities }]);
      assert.deepEqual(answer.delete.success, ['many.e1']);
      assert.deepEqual(
        answer.delete.errors.map((one: { status_code: number }) => one.status_code),
        [400, 409],
      );
      assert.match(answer.delete.errors[1].error, /^The DagRun with dag_id: `busy` and run_id: `r` cannot be deleted/);
    });

    it('refuse a body that is none', async () => {
      for (const body of [
        {},
        { actions: [{ action: 'explode', entities: [] }] },
        { actions: [{ action: 'update', entities: ['a'] }] },
      ])
        assert.equal((await server.ask('PATCH', '/api/v2/dags/many/dagRuns', { body })).status, 422);
      await server.tokenOf('looker', 'Viewer');
      assert.equal(
        (await server.ask('PATCH', '/api/v2/dags/many/dagRuns', { body: { actions: [] }, as: 'looker' })).status,
        403,
      );
    });
  });

  describe('on task instances', () => {
    const instances = async (runId: string): Promise<Told[]> =>
      (await server.ask('GET', `/api/v2/dags/many/dagRuns/${runId}/taskInstances`)).body.task_instances;

    it('mark and annotate instances by name and map index, of several runs, in one commit', async () => {
      await ended('f1', 'f2');
      const before = await commits();
      const { update } = await bulk('many/dagRuns/~/taskInstances', [
        {
          action: 'update',
          entities: [
            { dag_id: 'many', dag_run_id: 'f1', task_id: 'each', new_state: 'skipped', note: 'all' },
            { dag_id: 'many', dag_run_id: 'f2', task_id: 'each', map_index: 1, new_state: 'failed' },
            { task_id: 'a', new_state: 'failed' },
          ],
        },
      ]);
      assert.deepEqual(update.success, ['many.f1.each[0]', 'many.f1.each[1]', 'many.f1.each[2]', 'many.f2.each[1]']);
      assert.deepEqual(
        update.errors.map((one: { status_code: number }) => one.status_code),
        [400],
      );
      assert.equal((await commits()) - before, 1);
      const first = (await instances('f1')).filter((one) => one.task_id === 'each');
      assert.ok(first.every((one) => one.state === 'skipped' && one.note === 'all'));
      const second = (await instances('f2')).filter((one) => one.task_id === 'each');
      assert.deepEqual(
        second.map((one) => one.state),
        ['success', 'failed', 'success'],
      );
    });

    it('tell of what is so already, of states that are none, and of tasks that are not there', async () => {
      await ended('g1');
      const ask = (entities: object[], more = {}) =>
        bulk('many/dagRuns/g1/taskInstances', [{ action: 'update', entities, ...more }]);
      const twice = await ask([{ task_id: 'a', new_state: 'success' }]);
      assert.deepEqual(twice.update.errors, [{ error: 'Task id a is already in success state', status_code: 409 }]);
      const missing = [
        { task_id: 'a', note: 'n' },
        { task_id: 'zzz', note: 'n' },
      ];
      assert.deepEqual((await ask(missing)).update.success, []);
      assert.deepEqual((await ask(missing, { action_on_non_existence: 'skip' })).update.success, ['many.g1.a[-1]']);
      const body = { actions: [{ action: 'update', entities: [{ task_id: 'a', new_state: 'running' }] }] };
      assert.equal((await server.ask('PATCH', '/api/v2/dags/many/dagRuns/g1/taskInstances', { body })).status, 422);
    });

    it('write notes in the transaction of the states, and none of what is refused', async () => {
      await ended('k1', 'k2');
      const { update } = await bulk('many/dagRuns/k1/taskInstances', [
        {
          action: 'update',
          entities: [
            { task_id: 'a', new_state: 'failed', note: 'marked' },
            { task_id: 'each', note: 'alone' },
            { task_id: 'z', new_state: 'success', note: 'refused' },
            { dag_run_id: 'k2', task_id: 'a', note: 'of another run' },
          ],
        },
        { action: 'delete', entities: [{ dag_run_id: 'k2', task_id: 'z' }] },
      ]);
      assert.deepEqual(update.errors, [{ error: 'Task id z is already in success state', status_code: 409 }]);
      const { rows } = await server.database.pool.query(
        `select concat_ws('.', run_id, task_id) as name, ti.note, ti.xmin = event.xmin as together
         from task_instance ti join dag_run on dag_run.id = ti.dag_run_id
         cross join (select xmin from event where run_id = 'k1' and task_id = 'a' order by seq desc limit 1) event
         where run_id in ('k1', 'k2') and ti.note is not null order by run_id, task_id, map_index`,
      );
      const each = { name: 'k1.each', note: 'alone', together: true };
      assert.deepEqual(rows, [
        { name: 'k1.a', note: 'marked', together: true },
        ...[each, each, each],
        { name: 'k2.a', note: 'of another run', together: true },
      ]);
    });

    it('delete instances of a run that has ended, and a clear of the run makes them anew', async () => {
      await ended('h1');
      const { rows } = await server.database.pool.query(`select id from dag_run where run_id = 'h1'`);
      const answer = await bulk('many/dagRuns/h1/taskInstances', [
        { action: 'delete', entities: ['a', { task_id: 'each', map_index: 1 }] },
      ]);
      assert.deepEqual(answer.delete, { success: ['many.h1.a[-1]', 'many.h1.each[1]'], errors: [] });
      const left = (await instances('h1')).map((one) => `${one.task_id}[${one.map_index}]`);
      assert.deepEqual(left.sort(), ['each[0]', 'each[2]', 'z[-1]']);
      const clear = { dry_run: false };
      assert.equal((await server.ask('POST', '/api/v2/dags/many/dagRuns/h1/clear', { body: clear })).status, 200);
      await untilEnded(server.database, rows[0].id);
      const again = await instances('h1');
      assert.deepEqual(again.map((one) => `${one.task_id}[${one.map_index}] ${one.state}`).sort(), [
        'a[-1] success',
        'each[0] success',
        'each[1] success',
        'each[2] success',
        'z[-1] success',
      ]);
    });
  });

  describe('DELETE of a task instance', () => {
    const remove = (path: string) => server.ask('DELETE', `/api/v2/dags/${path}`);

    it('takes its tries and what it kept with it', async () => {
      await ended('i1');
      await server.ask('POST', '/api/v2/dags/many/dagRuns/i1/taskInstances/a/xcomEntries', {
        body: { key: 'k', value: 1 },
      });
      const answer = await remove('many/dagRuns/i1/taskInstances/a');
      assert.deepEqual([answer.status, answer.body], [200, null]);
      assert.equal((await server.ask('GET', '/api/v2/dags/many/dagRuns/i1/taskInstances/a')).status, 404);
      const { rows } = await server.database.pool.query(
        `select from xcom join dag_run on dag_run.id = xcom.dag_run_id where run_id = 'i1' and task_id = 'a'`,
      );
      assert.equal(rows.length, 0);
      assert.equal((await remove('many/dagRuns/i1/taskInstances/a')).status, 404);
    });

    it('is refused while the run goes on', async () => {
      const { status, headers } = await remove('busy/dagRuns/r/taskInstances/held');
      assert.deepEqual([status, headers['x-error-code']], [409, 'RUN_NOT_ENDED']);
    });

    it('of two people at once one is told that it is gone, or that it is being done', async () => {
      await ended('j1');
      const answers = await Promise.all([
        remove('many/dagRuns/j1/taskInstances/a'),
        remove('many/dagRuns/j1/taskInstances/a'),
      ]);
      const [first, second] = answers.map(({ status }) => status).sort();
      assert.equal(first, 200);
      assert.ok(second === 404 || second === 409, String(second));
    });
  });
});
