import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DAILY, dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const actor = { user: null, via: 'test' } as const;

describe('clearing several runs', () => {
  let server: TestServer;
  const ids: Record<string, number> = {};
  const daily = {
    timetable: { ...DAILY, timezone: 'Europe/Berlin', partitionKey: 'date' as never },
  };
  before(async () => {
    server = await createTestServer({
      play: ({ taskId }) =>
        taskId === 'b'
          ? { state: 'failed', error: { code: 'TASK_FAILED', message: 'on purpose' }, retryable: false }
          : { state: 'success' },
    });
    await insertDag(server.database, dag('parts', [task('a'), task('b', ['a'])], daily), { paused: false });
    await insertDag(server.database, dag('plain', [task('a')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['parts', 'plain'] }, actor);
    for (const day of ['01', '02', '03']) {
      const runId = `d${day}`;
      const command = {
        kind: 'trigger_run',
        dagId: 'parts',
        runId,
        logicalDate: null,
        conf: {},
        partitionKey: `2026-01-${day}`,
      } as const;
      ids[runId] = (await server.scheduler.submit(command, actor)).dagRunId ?? 0;
      await untilEnded(server.database, ids[runId] ?? 0);
      // Midnight in Berlin, whatever the key is read as.
      await server.database.pool.query('update dag_run set partition_date = $2 where id = $1', [
        ids[runId],
        `2026-01-${day}T00:00:00+01:00`,
      ]);
    }
  });
  after(() => server.close());

  const clear = (body: object, dagId = 'parts') => server.ask('POST', `/api/v2/dags/${dagId}/clearDagRuns`, { body });
  const unpart = (body: object, dagId = 'parts') =>
    server.ask('POST', `/api/v2/dags/${dagId}/clearPartitions`, { body });
  const names = (body: { task_instances: { dag_run_id: string; task_id: string }[] }) =>
    body.task_instances.map((one) => `${one.dag_run_id}.${one.task_id}`);

  it('shows what would run again, by name, by partition and by a window of dates in the zone of the schedule', async () => {
    assert.deepEqual(names((await clear({ dag_runs: [{ dag_run_id: 'd01' }] })).body), ['d01.a', 'd01.b']);
    assert.deepEqual(names((await clear({ partition_key: '2026-01-02', only_failed: true })).body), ['d02.b']);
    const window = { partition_date_start: '2026-01-02T00:00:00', partition_date_end: '2026-01-03T00:00:00' };
    assert.deepEqual(names((await clear({ ...window, only_failed: true })).body), ['d02.b', 'd03.b']);
    const utc = { partition_date_start: '2026-01-02T00:00:00Z' };
    assert.deepEqual(names((await clear({ ...utc, only_failed: true })).body), ['d03.b']);
    assert.equal((await clear({ partition_key: 'nothing' })).body.total_entries, 0);
  });

  it('runs them again in one commit', async () => {
    const body = {
      dag_runs: [{ dag_run_id: 'd01' }, { dag_run_id: 'd02' }],
      only_failed: true,
      dry_run: false,
      note: 'again',
    };
    const { status, body: told } = await clear(body);
    assert.deepEqual([status, told.total_entries], [200, 2]);
    assert.ok(told.dag_runs.every((run: { note: string }) => run.note === 'again'));
    for (const runId of ['d01', 'd02']) await untilEnded(server.database, ids[runId] ?? 0);
    const { rows } = await server.database.pool.query(
      'select task_id, try_number from task_instance where dag_run_id = $1 order by 1',
      [ids.d01],
    );
    assert.deepEqual(rows, [
      { task_id: 'a', try_number: 1 },
      { task_id: 'b', try_number: 2 },
    ]);
  });

  it('takes only what a newer version has brought where that is asked for', async () => {
    await insertDag(server.database, dag('parts', [task('a'), task('b', ['a']), task('c')], daily));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['parts'] }, actor);
    const runs = { dag_runs: [{ dag_run_id: 'd03' }], only_new: true };
    assert.deepEqual((await clear(runs)).body, {
      task_instances: [{ task_id: 'c', task_display_name: 'c' }],
      total_entries: 1,
    });
    assert.equal((await clear({ ...runs, dry_run: false })).status, 200);
    const { tasks } = await untilEnded(server.database, ids.d03 ?? 0);
    assert.deepEqual(tasks, { a: 'success', b: 'failed', c: 'success' });
    assert.equal((await clear(runs)).body.total_entries, 0);
  });

  it('refuses no selector and two of them, runs and DAGs that are not there, and dates where runs have none', async () => {
    for (const body of [
      {},
      { partition_key: 'x', dag_runs: [{ dag_run_id: 'd01' }] },
      { partition_key: 'x', partition_date_end: '2026-01-01' },
    ])
      assert.equal((await clear(body)).status, 422, JSON.stringify(body));
    const missing = await clear({ dag_runs: [{ dag_run_id: 'd01' }, { dag_run_id: 'zzz' }], dry_run: false });
    assert.deepEqual(
      [missing.status, missing.body.detail],
      [404, "The DagRuns with these identifiers: [('parts', 'zzz')] were not found"],
    );
    assert.equal((await clear({ partition_key: 'x' }, 'nope')).status, 404);
    assert.equal((await clear({ partition_date_start: '2026-01-01' }, 'plain')).status, 400);
    assert.equal((await clear({ partition_date_start: '2026-02-02', partition_date_end: '2026-01-01' })).status, 400);
    assert.equal((await clear({ partition_date_start: 'soon' })).status, 422);
  });

  it('takes the partition from runs, after a dry run that only counts', async () => {
    const all = { partition_date_start: '2026-01-02T00:00:00', clear_task_instances: true };
    assert.deepEqual((await unpart(all)).body, { dag_runs_cleared: 2, task_instances_cleared: 5, dry_run: true });
    const keyOf = async (runId: string) => {
      const { body } = await server.ask('GET', `/api/v2/dags/parts/dagRuns/${runId}`);
      return [body.partition_key, body.partition_date];
    };
    assert.equal((await keyOf('d02'))[0], '2026-01-02');
    const done = await unpart({ run_id: 'd02', clear_task_instances: true, dry_run: false });
    assert.deepEqual(done.body, { dag_runs_cleared: 1, task_instances_cleared: 2, dry_run: false });
    await untilEnded(server.database, ids.d02 ?? 0);
    assert.deepEqual(await keyOf('d02'), [null, null]);
    const { rows } = await server.database.pool.query(
      `select try_number from task_instance where dag_run_id = $1 and task_id = 'a'`,
      [ids.d02],
    );
    assert.equal(rows[0].try_number, 2);
    assert.deepEqual((await unpart({ run_id: 'd02' })).body.dag_runs_cleared, 0);
    assert.equal((await unpart({ run_id: 'zzz' })).status, 404);
    assert.equal((await unpart({ run_id: 'd01', partition_key: 'x' })).status, 422);
    assert.equal((await unpart({ run_id: 'd01' }, 'nope')).status, 404);
  });
});
