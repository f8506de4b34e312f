/** What the installation says of itself: jobs, warnings, plugins, providers, links. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

describe('the installation', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
    await insertDag(
      server.database,
      dag('alpha', [task('t', [], { pool: 'nowhere' }), task('u', [], { pool: 'no one' })]),
    );
    await insertDag(
      server.database,
      dag('beta', [
        task('t'),
        task('go', [], { operator: 'TriggerDagRunOperator', options: { triggerDagId: 'alpha' } }),
        task('look', [], { operator: 'ExternalTaskSensor', options: { externalDagId: '{{ params.d }}' } }),
      ]),
    );
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['alpha', 'beta'] }, { user: null, via: 'test' });
  });
  after(() => server.close());

  const get = async (path: string) => {
    const { status, body } = await server.ask('GET', `/api/v2${path}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  it('has one job for each scheduler, alive, ended or found dead', async () => {
    await server.database.pool.query(
      `insert into scheduler (hostname, pid, started_at, heartbeat_at, lease_until, ended_at) values
       ('h1', 1, '2026-01-01', '2026-01-02', '2026-01-02T00:01:00Z', '2026-01-02T00:00:30Z'),
       ('h2', 1, '2026-01-01', '2026-01-02', '2026-01-02T00:01:00Z', '2026-01-03'),
       ('h3', 1, '2026-01-04', '2026-01-04', '2026-01-04T00:01:00Z', null)`,
    );
    const { jobs, total_entries: total } = await get('/jobs?order_by=id');
    const shown = jobs.map(({ hostname, state }: { hostname: string; state: string }) => `${hostname} ${state}`);
    assert.deepEqual([shown.slice(1), total], [['h1 success', 'h2 failed', 'h3 running'], 4]);
    assert.equal(jobs[0].state, 'running');
    for (const [query, expected] of [
      ['is_alive=true', 1],
      ['is_alive=false', 3],
      ['job_state=failed', 1],
      ['job_type=SchedulerJob', 4],
      ['job_type=TriggererJob', 0],
      ['hostname=h3', 1],
      ['executor_class=LocalExecutor', 0],
      ['start_date_lt=2026-01-02', 2],
      ['end_date_gte=2026-01-03', 1],
      ['order_by=-latest_heartbeat&limit=2', 4],
    ] as const)
      assert.equal((await get(`/jobs?${query}`)).total_entries, expected, query);
    assert.equal((await server.ask('GET', '/api/v2/jobs?order_by=pid')).status, 400);
  });

  it('warns of pools that nobody has made, until somebody makes them', async () => {
    const { dag_warnings: warnings, total_entries: total } = await get('/dagWarnings?order_by=-timestamp');
    assert.equal(total, 1);
    assert.deepEqual(
      [warnings[0].dag_id, warnings[0].warning_type, warnings[0].message],
      ['alpha', 'non-existent pool', "Dag 'alpha' references non-existent pools: ['no one', 'nowhere']"],
    );
    assert.equal((await get('/dagWarnings?warning_type=asset%20conflict')).total_entries, 0);
    assert.equal((await get('/dagWarnings?dag_id=beta')).total_entries, 0);
    assert.equal((await server.ask('GET', '/api/v2/dagWarnings?warning_type=other')).status, 422);
    for (const name of ['nowhere', 'no one']) await server.ask('POST', '/api/v2/pools', { body: { name, slots: 1 } });
    assert.equal((await get('/dagWarnings')).total_entries, 0);
  });

  it('has no plugins, and one package of operators', async () => {
    assert.deepEqual(await get('/plugins'), { plugins: [], total_entries: 0 });
    assert.deepEqual(await get('/plugins/importErrors'), { import_errors: [], total_entries: 0 });
    const { providers } = await get('/providers');
    assert.deepEqual([providers[0].package_name, providers[0].version], ['@aquilon/sdk', '0.0.0-test']);
    assert.deepEqual((await get('/providers?offset=1')).providers, []);
  });

  it('links a task to the run that it triggered and to the DAG that it waits for', async () => {
    const { pool } = server.database;
    await server.ask('POST', '/api/v2/dags/beta/dagRuns', { body: { dag_run_id: 'r', logical_date: null } });
    const links = async (taskId: string, query = '') =>
      (await get(`/dags/beta/dagRuns/r/taskInstances/${taskId}/links${query}`)).extra_links;
    assert.deepEqual(await links('t'), {});
    assert.deepEqual(await links('go'), { 'Triggered DAG': null });
    await pool.query(
      `insert into xcom (dag_run_id, task_id, key, value) select id, 'go', 'trigger_run_id', '"a run"' from dag_run`,
    );
    assert.deepEqual(await links('go'), { 'Triggered DAG': '/dags/alpha/runs/a%20run' });
    assert.deepEqual(await links('look'), { 'External DAG': null });
    await pool.query(
      `insert into rendered_task_instance (dag_run_id, task_id, map_index, fields) select id, 'look', -1, '{"external_dag_id": "alpha"}' from dag_run`,
    );
    assert.deepEqual(await links('look'), { 'External DAG': '/dags/alpha' });
    for (const path of ['beta/dagRuns/r/taskInstances/none', 'beta/dagRuns/none/taskInstances/t'])
      assert.equal((await server.ask('GET', `/api/v2/dags/${path}/links`)).status, 404);
    assert.equal(
      (await server.ask('GET', '/api/v2/dags/beta/dagRuns/r/taskInstances/t/links?map_index=3')).status,
      404,
    );
    assert.equal(
      (await server.ask('GET', '/api/v2/dags/beta/dagRuns/r/taskInstances/t/links?try_number=99')).status,
      404,
    );
  });
});
