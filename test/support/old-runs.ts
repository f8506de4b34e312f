/** Runs that are over, written as rows: thousands of them take a moment. */
import type { Database } from '#db/database.ts';

export interface OldRunsOptions {
  dagId: string;
  versionId: string;
  /** The first logical date, ISO 8601; one run a day from then on. */
  from: string;
  runs: number;
  /** Of each run: instances of the task `a`, each with an earlier try, an XCom and rendered fields. */
  tasks?: number;
  runType?: string;
  state?: string;
}

/** Returns their ids, the oldest first. */
export async function insertOldRuns({ pool }: Database, options: OldRunsOptions): Promise<number[]> {
  const { dagId, versionId, from, runs, tasks = 1, runType = 'scheduled', state = 'success' } = options;
  const { rows } = await pool.query<{ id: number }>(
    `insert into dag_run (dag_id, run_id, logical_date, data_interval_start, data_interval_end, run_after, queued_at, start_date, end_date, state,
       run_type, triggered_by, dag_version_id)
     select $1, $6 || '__' || to_char(day at time zone 'UTC', 'YYYY-MM-DD'), day, day, day, day, day, day, day, $5, $6, 'timetable', $2
     from (select $3::timestamptz + make_interval(days => step) as day from generate_series(0, $4::int - 1) as step) days
     order by day returning id`,
    [dagId, versionId, from, runs, state, runType],
  );
  const ids = rows.map((row) => row.id);
  const columns = `dag_run_id, task_id, map_index, id, dag_id, state, try_number, max_tries, start_date, end_date, pool, pool_slots, queue, priority_weight,
    operator, dag_version_id`;
  const instances = (table: string, tryNumber: number, taskState: string) =>
    pool.query(
      `insert into ${table} (${columns})
       select dag_run.id, 'a', number, gen_random_uuid(), dag_run.dag_id, $3, $4, 1, dag_run.start_date, dag_run.end_date, 'default_pool', 1, 'default', 1,
         '@task', dag_run.dag_version_id
       from dag_run cross join generate_series($2::int * -1, -1) as step cross join lateral (select case when $2::int = 1 then -1 else step + $2::int end as number) n
       where dag_run.id = any ($1::bigint[])`,
      [ids, tasks, taskState, tryNumber],
    );
  await instances('task_instance', 2, 'success');
  await instances('task_instance_history', 1, 'failed');
  await pool.query(
    `insert into xcom (dag_run_id, task_id, map_index, key, value, "timestamp")
     select ti.dag_run_id, ti.task_id, ti.map_index, 'return_value', '1', ti.end_date from task_instance ti where ti.dag_run_id = any ($1::bigint[])`,
    [ids],
  );
  await pool.query(
    `insert into rendered_task_instance (dag_run_id, task_id, map_index, fields)
     select ti.dag_run_id, ti.task_id, ti.map_index, '{}' from task_instance ti where ti.dag_run_id = any ($1::bigint[])`,
    [ids],
  );
  return ids;
}
