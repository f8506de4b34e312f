import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const actor = { user: null, via: 'test' } as const;
type Told = { task_id: string; state: string | null; dag_run_id: string; note: string | null };

describe('taskInstances', () => {
  let server: TestServer;
  const runs: Record<string, number> = {};
  before(async () => {
    server = await createTestServer({
      play: (work) =>
        work.taskId === 'b'
          ? { state: 'failed', error: { code: 'TASK_FAILED', message: 'on purpose' }, retryable: false }
          : work.taskId === 'w'
            ? { state: 'deferred', waitFor: { kind: 'poke', intervalMs: 30_000, keep: { path: '/data' } } }
            : { state: 'success' },
    });
    const tasks = [task('a'), task('b', ['a']), task('c', ['b']), task('d')];
    await insertDag(server.database, dag('four', tasks));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['four'] }, actor);
    for (const [index, runId] of ['one', 'two', 'three'].entries()) {
      const logicalDate = `2026-01-0${index + 1}T00:00:00Z`;
      const result = await server.scheduler.submit(
        { kind: 'trigger_run', dagId: 'four', runId, logicalDate, conf: {} },
        actor,
      );
      runs[runId] = result.dagRunId ?? 0;
      await untilEnded(server.database, runs[runId] ?? 0);
    }
  });
  after(() => server.close());

  const names = (body: { task_instances: Told[] }) =>
    body.task_instances.map((one) => `${one.dag_run_id}.${one.task_id}`);
  const clear = async (body: object) =>
    (await server.ask('POST', '/api/v2/dags/four/clearTaskInstances', { body })).body;
  const base = '/api/v2/dags/four/dagRuns/two/taskInstances';

  it('tell why they failed, and the state of those after them', async () => {
    const { body } = await server.ask('GET', base);
    const states = Object.fromEntries(body.task_instances.map((one: Told) => [one.task_id, one.state]));
    assert.deepEqual(states, { a: 'success', b: 'failed', c: 'upstream_failed', d: 'success' });
    const { body: failed } = await server.ask('GET', `${base}/b`);
    assert.deepEqual([failed.error.code, failed.error.message], ['TASK_FAILED', 'on purpose']);
  });

  it('are found over all DAGs and runs, by state and by bounds of their run', async () => {
    const ask = async (query: string) =>
      (await server.ask('GET', `/api/v2/dags/~/dagRuns/~/taskInstances?${query}`)).body;
    assert.equal((await ask('')).total_entries, 12);
    assert.deepEqual(names(await ask('state=failed')), ['one.b', 'two.b', 'three.b']);
    assert.equal((await ask('state=failed&state=upstream_failed&run_id_pattern=two')).total_entries, 2);
    assert.deepEqual(names(await ask('state=failed&logical_date_gt=2026-01-02T00:00:00Z')), ['three.b']);
    assert.equal((await server.ask('GET', `${base}?state=nope`)).status, 422);
    assert.equal((await server.ask('GET', '/api/v2/dags/nope/dagRuns/~/taskInstances')).status, 404);
  });

  it('are only shown by a clear that does not say otherwise', async () => {
    assert.deepEqual(names(await clear({ dag_run_id: 'two' })), ['two.b', 'two.c']);
    assert.deepEqual(
      names(await clear({ dag_run_id: 'two', task_ids: ['b'], include_upstream: true, only_failed: false })),
      ['two.a', 'two.b'],
    );
    assert.deepEqual(
      names(await clear({ dag_run_id: 'two', task_ids: ['a'], include_downstream: true, only_failed: false })),
      ['two.a', 'two.b', 'two.c'],
    );
    assert.deepEqual(names(await clear({ dag_run_id: 'two', task_ids: ['b'], include_past: true })), [
      'one.b',
      'two.b',
    ]);
    assert.deepEqual(names(await clear({ start_date: '2026-01-02T00:00:00Z', task_ids: [['b', -1]] })), [
      'two.b',
      'three.b',
    ]);
    assert.deepEqual(names(await clear({ task_ids: ['b'] })), ['one.b', 'two.b', 'three.b']);
    assert.equal((await server.ask('GET', `${base}/b/tries`)).body.total_entries, 1);
  });

  it('run again when they are cleared, and the run with them', async () => {
    await clear({ dag_run_id: 'three', task_ids: ['b'], include_downstream: true, dry_run: false, note: 'again' });
    await untilEnded(server.database, runs.three ?? 0);
    const url = '/api/v2/dags/four/dagRuns/three/taskInstances';
    const { body } = await server.ask('GET', `${url}/b`);
    assert.deepEqual([body.try_number, body.note], [2, 'again']);
    assert.equal((await server.ask('GET', `${url}/a`)).body.try_number, 1);
  });

  it('have the note of a clear in the commit of the clear, also those that it does not move', async () => {
    const { rows: before } = await server.database.pool.query('select max(last_commit) as number from scheduler');
    // One that is held back has no state to take away.
    await clear({ dag_run_id: 'one', task_ids: ['d'], only_failed: false, reset_dag_runs: false, dry_run: false });
    const body = { dag_run_id: 'one', task_ids: ['c', 'd'], only_failed: false, reset_dag_runs: false, dry_run: false };
    await clear({ ...body, note: 'together' });
    const { rows } = await server.database.pool.query(
      `select task_id, ti.note, ti.xmin = (select xmin from scheduler order by epoch desc limit 1) as together
       from task_instance ti where dag_run_id = $1 and task_id in ('c', 'd') order by task_id`,
      [runs.one],
    );
    assert.deepEqual(
      rows,
      ['c', 'd'].map((taskId) => ({ task_id: taskId, note: 'together', together: true })),
    );
    const { rows: after } = await server.database.pool.query('select max(last_commit) as number from scheduler');
    assert.equal(Number(after[0].number) - Number(before[0].number), 2);
  });

  it('are marked with their downstreams, after a dry run that changes nothing', async () => {
    const body = { new_state: 'success', include_downstream: true };
    const dry = await server.ask('PATCH', `${base}/b/dry_run`, { body });
    assert.deepEqual(names(dry.body), ['two.b', 'two.c']);
    assert.equal((await server.ask('GET', `${base}/b`)).body.state, 'failed');
    const done = await server.ask('PATCH', `${base}/b`, { body });
    assert.deepEqual(
      done.body.task_instances.map((one: Told) => one.state),
      ['success', 'success'],
    );
  });

  it('refuse a clear of a task that the DAG does not have, and a body with unknown fields', async () => {
    const url = '/api/v2/dags/four/clearTaskInstances';
    assert.equal((await server.ask('POST', url, { body: { dag_run_id: 'two', task_ids: ['zzz'] } })).status, 400);
    assert.equal((await server.ask('POST', url, { body: { dag_run_id: 'nope' } })).status, 404);
    assert.equal((await server.ask('POST', url, { body: { surprise: 1 } })).status, 422);
    const [early, late] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
    for (const body of [
      { start_date: late, end_date: early },
      { dag_run_id: 'two', start_date: early },
      { task_ids: [] },
    ])
      assert.equal((await server.ask('POST', url, { body })).status, 422, JSON.stringify(body));
  });

  it('tell what they wait for while they are deferred, and not longer', async () => {
    await insertDag(server.database, dag('waits', [task('w', [], { operator: 'FileSensor' })]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['waits'] }, actor);
    const trigger = { kind: 'trigger_run', dagId: 'waits', runId: 'r', logicalDate: null, conf: {} } as const;
    const { dagRunId } = await server.scheduler.submit(trigger, actor);
    const read = async () => (await server.ask('GET', '/api/v2/dags/waits/dagRuns/r/taskInstances/w')).body;
    let found = await read();
    while (found.state !== 'deferred') found = await read();
    assert.equal(found.trigger.classpath, 'aquilon.triggers.FileSensor');
    assert.deepEqual(JSON.parse(found.trigger.kwargs), { path: '/data', poke_interval: 30 });
    assert.equal(found.trigger.created_date, found.start_date);
    await server.scheduler.submit({ kind: 'set_run_state', dagRunId: dagRunId ?? 0, state: 'success' }, actor);
    assert.deepEqual([(await read()).state, (await read()).trigger], ['success', null]);
  });
});
