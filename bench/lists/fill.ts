/** A database as after a year of work: 10,000 ended runs of 100 DAGs with 1,000,000 task instances, and what the other lists show. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { makeBenchHome, removeHome } from '#bench/homes.ts';
import { type Product, startProduct, untilDags } from '#bench/product.ts';

interface Amounts {
  dags: number;
  runsPerDag: number;
  tasksPerRun: number;
}

/** Beside the filled database, with the DAGs of the benchmarks as well. `smoke`: filled with a hundredth. */
export async function withFilled(smoke: boolean, measure: (product: Product) => Promise<void>): Promise<void> {
  const some = smoke ? 10 : 100;
  const amounts = { dags: some, runsPerDag: some, tasksPerRun: 100 };
  const home = await makeBenchHome();
  try {
    await writeDags(home, amounts);
    const product = await startProduct(home);
    try {
      await untilDags(product, amounts.dags);
      const client = new Client({ connectionString: await product.databaseUrl('aquilon') });
      await client.connect();
      await fill(client, amounts);
      await client.end();
      await measure(product);
    } finally {
      await product.stop();
    }
  } finally {
    await removeHome(home);
  }
}

/** The first DAG has partitions, and a mapped task: half of the instances of its runs are of it. */
async function writeDags(home: string, { dags, tasksPerRun }: Amounts): Promise<void> {
  const text = `import { asset, Dag } from '@aquilon/sdk';
export default Array.from({ length: ${dags} }, (_, at) => {
  const dag = new Dag('dag_' + String(at).padStart(3, '0'), { tags: ['team_' + (at % 10), 'bench'], schedule: at === 0 ? { cron: '0 0 1 1 *', partitionKey: true } : null });
  const plain = at === 0 ? 50 : ${tasksPerRun};
  for (let task = 0; task < plain; task++)
    dag.task('task_' + String(task).padStart(3, '0'), () => {}, task === 0 ? { outlets: [asset('s3://bench/' + at)] } : {})();
  if (at === 0) dag.task('task_050', ({ n }: { n: number }) => n).expand({ n: [1, 2] });
  return dag;
});
`;
  await writeFile(join(home, 'dags', 'filled.ts'), text);
}

/** One statement a table, so that a run's rows lie beside each other as the scheduler writes them. */
async function fill(client: Client, { runsPerDag, tasksPerRun }: Amounts): Promise<void> {
  // A run of each DAG in turn, every five minutes.
  await client.query(
    `with filled as (select *, row_number() over (order by dag_id) - 1 as place from dag where dag_id like 'dag\\_%')
     insert into dag_run (dag_id, run_id, logical_date, data_interval_start, data_interval_end, run_after, queued_at, start_date, end_date,
       state, run_type, triggered_by, triggering_user_name, conf, dag_version_id, last_scheduling_decision, partition_key, partition_date)
     select dag.dag_id, 'scheduled__' || to_char(t.at, 'YYYY-MM-DD"T"HH24:MI:SS'), t.at, t.at, t.at, t.at, t.at, t.at,
       t.at + interval '1 minute' + (t.n % 97) * interval '1 second',
       case when t.n % 50 = 0 then 'failed' else 'success' end, case when t.n % 20 = 0 then 'manual' else 'scheduled' end, 'test',
       case when t.n % 20 = 0 then 'user_' || t.n % 7 end, jsonb_build_object('n', t.n), dag.current_version_id, t.at,
       case when t.n % 10 = 0 then 'part_' || t.n end, case when t.n % 10 = 0 then t.at end
     from (select n, timestamptz '2026-01-01Z' + n * interval '5 minutes' as at from generate_series(0, (select count(*) from filled) * $1::int - 1) n) t
     join filled dag on dag.place = t.n % (select count(*) from filled)
     order by t.n`,
    [runsPerDag],
  );
  await client.query(
    `insert into task_instance (dag_run_id, task_id, map_index, id, dag_id, state, try_number, max_tries, start_date, end_date, duration,
       scheduled_when, queued_when, hostname, unixname, pid, pool, pool_slots, queue, priority_weight, operator, dag_version_id)
     select dag_run.id, 'task_' || lpad((case when mapped.is_it then 50 else n end)::text, 3, '0'), case when mapped.is_it then n - 50 else -1 end,
       gen_random_uuid(), dag_run.dag_id,
       case when dag_run.state = 'failed' and n = $1 - 1 then 'failed' when n % 33 = 32 then 'skipped' else 'success' end,
       case when (dag_run.id + n) % 211 = 0 then 2 else 1 end, 1,
       dag_run.start_date + n * interval '500 ms', dag_run.start_date + n * interval '500 ms' + (n % 13) * interval '100 ms', (n % 13) / 10.0,
       dag_run.start_date + n * interval '490 ms', dag_run.start_date + n * interval '495 ms', 'bench', 'root', 1000 + n,
       case when n % 40 = 39 then 'small_pool' else 'default_pool' end, 1, case when n % 60 = 59 then 'gpu' else 'default' end, 1,
       case n % 25 when 24 then '@task.bash' when 23 then 'PythonOperator' else '@task' end, dag_run.dag_version_id
     from dag_run cross join generate_series(0, $1::int - 1) n
     cross join lateral (select dag_run.dag_id = 'dag_000' and n >= 50 as is_it) mapped
     order by dag_run.id, n`,
    [tasksPerRun],
  );
  await client.query(
    `insert into slot_pool (pool, slots) select 'small_pool', 4 union all select 'pool_' || n, n from generate_series(1, 200) n`,
  );
  await client.query(
    `insert into xcom (dag_run_id, task_id, key, value, "timestamp")
     select dag_run_id, task_id, keys.key, to_jsonb(try_number), end_date from task_instance cross join (values ('return_value'), ('other')) keys (key)
     where map_index = -1 and (task_id < 'task_010' or task_id = 'task_099')`,
  );
  await client.query(
    `insert into rendered_task_instance (dag_run_id, task_id, map_index, fields, map_index_name)
     select dag_run_id, task_id, map_index, '{}', 'part ' || map_index from task_instance where map_index >= 0`,
  );
  await client.query(
    `insert into asset_event (asset_id, source_dag_id, source_task_id, source_run_id, "timestamp")
     select asset.id, dag_run.dag_id, 'task_000', dag_run.run_id, dag_run.end_date from dag_run
     join asset_reference on asset_reference.dag_id = dag_run.dag_id join asset on asset.id = asset_reference.asset_id order by dag_run.id`,
  );
  await client.query(
    `insert into event_log (dttm, event, owner, dag_id, run_id, task_id, map_index, try_number, logical_date, extra)
     select dag_run.start_date, case when n = 0 then 'trigger_dag_run' else 'patch_task_instance' end, 'user_' || dag_run.id % 7, dag_run.dag_id, dag_run.run_id,
       case when n > 0 then 'task_00' || n end, case when n > 0 then -1 end, case when n > 0 then 1 end, dag_run.logical_date, '{}'
     from dag_run cross join generate_series(0, 9) n order by dag_run.id, n`,
  );
  await client.query(
    `insert into hitl_detail (ti_id, dag_run_id, task_id, map_index, subject, options, multiple, params, assigned_users, created_at, responded_at, chosen_options, responded_by_user_id, responded_by_user_name)
     select id, dag_run_id, task_id, map_index, 'May ' || dag_id || ' go on?', '["Approve","Reject"]', false, '{}', '[]', start_date, end_date, '["Approve"]', 'admin', 'admin'
     from task_instance where task_id = 'task_098' and map_index = -1`,
  );
  await client.query(
    `insert into task_state_store (dag_run_id, task_id, map_index, key, value)
     select dag_run_id, task_id, map_index, 'state', '1' from task_instance where task_id = 'task_001'`,
  );
  await client.query(
    `insert into asset_state_store (asset_id, key, value, last_updated_by_kind) select asset.id, 'key_' || n, '1', 'api' from asset cross join generate_series(1, 100) n`,
  );
  await client.query(
    `insert into backfill (dag_id, from_date, to_date, is_paused, reprocess_behavior, max_active_runs, run_backwards, run_on_latest_version, created_at, completed_at, updated_at)
     select dag.dag_id, now(), now(), false, 'none', 1, false, false, now(), now(), now() from dag cross join generate_series(1, 20)`,
  );
  await client.query(
    `insert into variable (key, val, description) select 'variable_' || n, 'value', 'of the benchmark' from generate_series(1, 2000) n`,
  );
  await client.query(
    `insert into connection (conn_id, conn_type, host) select 'connection_' || n, 'http', 'localhost' from generate_series(1, 500) n`,
  );
  await client.query('vacuum (analyze)');
}
