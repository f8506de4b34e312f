import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

describe('task instances over all runs', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
    await insertDag(server.database, dag('load_a', [task('extract')]));
    await insertDag(server.database, dag('load_b', [task('extract')]));
    const { pool } = server.database;
    await pool.query(`
      insert into dag_run (dag_id, run_id, run_after, state, run_type, triggered_by, conf, dag_version_id)
      select v.dag_id, 'run_' || n, timestamptz '2026-01-01Z' + n * interval '1 day', 'success', 'manual', 'test', '{}', v.id
      from dag_version v, generate_series(1, 3) n order by n, v.dag_id`);
    // Four of each run: two plain ones, two of a mapped task of which one has a name.
    await pool.query(`
      insert into task_instance (dag_run_id, task_id, map_index, id, dag_id, state, max_tries, start_date, pool, pool_slots, queue, priority_weight, operator, dag_version_id)
      select dag_run.id, t.task_id, t.map_index, gen_random_uuid(), dag_run.dag_id, 'success', 0, dag_run.run_after, t.pool, 1, t.queue, 1, t.operator, dag_run.dag_version_id
      from dag_run, (values ('extract', -1, 'default_pool', 'default', '@task'), ('load', -1, 'Small', 'gpu', 'BashOperator'),
        ('each', 0, 'small', 'gpu_2', '@task'), ('each', 1, 'small', 'default', '@task')) t (task_id, map_index, pool, queue, operator)`);
    await pool.query(`
      insert into rendered_task_instance (dag_run_id, task_id, map_index, map_index_name)
      select dag_run_id, task_id, map_index, 'Part 10' from task_instance where map_index = 1`);
  });
  after(() => server.close());

  const found = async (query: string) => {
    const { status, body } = await server.ask('GET', `/api/v2/dags/~/dagRuns/~/taskInstances?limit=100&${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    const rows: { task_id: string; map_index: number; dag_id: string; dag_run_id: string }[] = body.task_instances;
    assert.equal(body.total_entries, rows.length);
    return rows;
  };
  const kinds = async (query: string) => [
    ...new Set((await found(query)).map((one) => `${one.task_id}[${one.map_index}]`)),
  ];

  for (const [query, expected] of Object.entries({
    'pool_name_pattern=SMALL': ['each[0]', 'each[1]', 'load[-1]'],
    'pool_name_prefix_pattern=small': ['each[0]', 'each[1]'],
    'pool_name_pattern=small&pool_name_prefix_pattern=S': ['load[-1]'],
    'queue_name_pattern=gpu&pool=small': ['each[0]'],
    'queue_name_prefix_pattern=gpu': ['each[0]', 'load[-1]'],
    'operator_name_pattern=bash%7Cnothing': ['load[-1]'],
    'operator_name_prefix_pattern=nothing': [],
    'task_display_name_pattern=_a': ['each[0]', 'each[1]', 'extract[-1]', 'load[-1]'].filter((name) => /.a/.test(name)),
    'dag_id_pattern=_b&task_display_name_prefix_pattern=ext': ['extract[-1]'],
    'dag_id_pattern=nothing': [],
    'rendered_map_index_pattern=part': ['each[1]'],
    'rendered_map_index_prefix_pattern=Part%201': ['each[1]'],
    'rendered_map_index_pattern=0': ['each[0]', 'each[1]'],
    // Those that are not mapped are numbered -1.
    'rendered_map_index_pattern=1': ['each[1]', 'extract[-1]', 'load[-1]'],
    'version_number=1&map_index=0': ['each[0]'],
    'version_number=9': [],
  }))
    it(`are found by ${query}`, async () => assert.deepEqual(await kinds(query), expected));

  it('of a DAG that matches, in all its runs', async () => {
    const rows = await found('dag_id_prefix_pattern=load_b');
    assert.equal(rows.length, 12);
    assert.ok(rows.every((one) => one.dag_id === 'load_b'));
  });

  it('of a mapped task may be none where a filter leaves none; of a task that is not mapped there is no list', async () => {
    const listed = (task: string, query = '') =>
      server.ask('GET', `/api/v2/dags/load_a/dagRuns/run_1/taskInstances/${task}/listMapped${query}`);
    assert.equal((await listed('each')).body.total_entries, 2);
    const none = await listed('each', '?map_index=7');
    assert.deepEqual([none.status, none.body.task_instances, none.body.total_entries], [200, [], 0]);
    assert.equal((await listed('extract')).status, 404);
  });

  it('come from the oldest run, and from the newest where only a beginning is asked for', async () => {
    const order = async (query: string) => [...new Set((await found(query)).map((one) => one.dag_run_id))];
    assert.deepEqual(await order(''), ['run_1', 'run_2', 'run_3']);
    assert.deepEqual(await order('start_date_lte=2026-01-03T00:00:00Z'), ['run_1', 'run_2']);
    assert.deepEqual(await order('start_date_gte=2026-01-03T00:00:00Z'), ['run_3', 'run_2']);
    assert.deepEqual(await order('run_after_gt=2026-01-01T00:00:00Z&run_after_lt=2026-02-01T00:00:00Z'), [
      'run_1',
      'run_2',
      'run_3',
    ]);
    assert.deepEqual(await order('start_date_gte=2026-01-03T00:00:00Z&order_by=run_after'), ['run_2', 'run_3']);
  });

  it('of runs that fit, where these are few, none, or too many to be named', async () => {
    const { pool } = server.database;
    await insertDag(server.database, dag('many', [task('extract')]));
    await pool.query(`
      insert into dag_run (dag_id, run_id, run_after, state, run_type, triggered_by, conf, dag_version_id)
      select v.dag_id, 'many_' || n, timestamptz '2025-01-01Z' + n * interval '1 hour', 'success', 'manual', 'test', '{}', v.id
      from dag_version v, generate_series(1, 600) n where v.dag_id = 'many'`);
    await pool.query(`
      insert into task_instance (dag_run_id, task_id, map_index, id, dag_id, state, max_tries, pool, pool_slots, queue, priority_weight, operator, dag_version_id)
      select id, 'extract', -1, gen_random_uuid(), dag_id, 'success', 0, 'default_pool', 1, 'default', 1, '@task', dag_version_id
      from dag_run where dag_id = 'many'`);
    const count = async (query: string, dagId = 'many') => {
      const address = `/api/v2/dags/${dagId}/dagRuns/~/taskInstances?limit=5&${query}`;
      const { body } = await server.ask('GET', address);
      assert.equal(body.task_instances.length, Math.min(5, body.total_entries));
      return body.total_entries;
    };
    assert.equal(await count('run_after_gte=2025-01-01T01:00:00Z'), 600);
    assert.equal(await count('run_after_lte=2025-01-01T03:00:00Z'), 3);
    assert.equal(await count('run_id_pattern=many_59'), 11);
    assert.equal(await count('run_id_pattern=nothing'), 0);
    assert.equal(await count('run_id_pattern=many_59', 'load_a'), 0);
    assert.equal(await count('run_id_pattern=many_59&dag_id_pattern=load', '~'), 0);
    assert.equal(await count('run_id_prefix_pattern=run_1&dag_id_pattern=load', '~'), 8);
  });
});
