import type { Sql } from '#db/database.ts';

export interface SeenTaskRow {
  dag_id: string;
  task_id: string;
  /** Seconds, of its newest successes; null: there are none. */
  durations: number[] | null;
  /** In the newest run that has it. */
  instances: number;
}

/** So many of the newest runs of a DAG, and of the instances of a mapped task, are looked at. */
const RUNS = 20;
const INSTANCES = 50;

/** What the newest runs of these DAGs tell of each task: how long it took, and how many instances it had. */
export async function selectSeenTasks(sql: Sql, dagIds: readonly string[]): Promise<SeenTaskRow[]> {
  const { rows } = await sql.query<SeenTaskRow>(
    `select ti.dag_id, ti.task_id,
       array_agg(ti.duration order by ti.place, ti.map_index)
         filter (where ti.state = 'success' and ti.duration is not null and ti.map_index < ${INSTANCES}) as durations,
       (array_agg(ti.instances order by ti.place))[1]::int as instances
     from (
       select run.dag_id, run.place, task.task_id, task.map_index, task.state, task.duration,
         count(*) over (partition by task.dag_run_id, task.task_id) as instances
       from unnest($1::text[]) as named (dag_id)
       cross join lateral (
         select newest.id, newest.dag_id, row_number() over (order by newest.run_after desc, newest.id desc) as place
         from dag_run newest where newest.dag_id = named.dag_id
         order by newest.run_after desc, newest.id desc limit ${RUNS}
       ) run
       join task_instance task on task.dag_run_id = run.id
     ) ti
     group by ti.dag_id, ti.task_id`,
    [dagIds],
  );
  return rows;
}
