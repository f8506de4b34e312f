import type { Sql } from '#db/database.ts';

export interface UsualDurationRow {
  dag_id: string;
  task_id: string;
  /** Seconds. */
  duration: number;
}

/** So many of the newest runs of a DAG, and of the instances of a mapped task, are looked at. */
const RUNS = 20;
const INSTANCES = 50;

/** Of each task of these DAGs that has succeeded lately: the median of what it took. Null: of all DAGs that have open runs. */
export async function selectUsualDurations(sql: Sql, dagIds: readonly string[] | null): Promise<UsualDurationRow[]> {
  const { rows } = await sql.query<UsualDurationRow>(
    `select named.dag_id, ti.task_id, percentile_cont(0.5) within group (order by ti.duration) as duration
     from (
       select unnest($1::text[]) as dag_id
       union
       select distinct dag_run.dag_id from dag_run where $1::text[] is null and dag_run.state in ('queued', 'running')
     ) named
     cross join lateral (
       select dag_run.id from dag_run where dag_run.dag_id = named.dag_id
       order by dag_run.run_after desc, dag_run.id desc limit ${RUNS}
     ) run
     join task_instance ti on ti.dag_run_id = run.id and ti.map_index < ${INSTANCES}
     where ti.state = 'success' and ti.duration is not null
     group by named.dag_id, ti.task_id`,
    [dagIds],
  );
  return rows;
}
