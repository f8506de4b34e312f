/** What the home page tells: runs and task instances by state over a time, and DAGs that need a look. */
import { sql } from 'kysely';
import { Type } from 'typebox';
import { component, Instant, orNull } from '#api/list/schemas.ts';
import type { Database } from '#db/database.ts';

/** So many rows are counted at most, the newest first: a look at the home page is not worth a walk through a million. */
const MOST_RUNS = 20_000;
const MOST_INSTANCES = 100_000;
const MOST_DAGS = 20;
/** A run that is due is made within a moment; after this long it is late. */
const LATE_AFTER = '1 minute';

const Counts = Type.Object({
  counts: Type.Array(Type.Object({ state: orNull(Type.String()), count: Type.Integer() })),
  total: Type.Integer(),
  /** There are more: only the newest were counted. */
  is_cut: Type.Boolean(),
});
export const Activity = component('ActivityResponse', { runs: Counts, task_instances: Counts });

interface StateCount {
  state: string | null;
  count: number;
}

const told = (counts: StateCount[], most: number) => {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return { counts, total, is_cut: total >= most };
};

/** By the index dag_run_recent: runs that were due in this time, and the task instances of these runs. */
export async function selectActivity(database: Database, from: string, until: string) {
  const recent = sql`
    select dag_run.id, dag_run.state from dag_run
    where dag_run.run_after >= ${from}::timestamptz and dag_run.run_after < ${until}::timestamptz
    order by dag_run.run_after desc, dag_run.id desc limit ${MOST_RUNS}`;
  const [runs, instances] = await Promise.all([
    sql<StateCount>`select run.state, count(*)::int as count from (${recent}) run group by run.state`.execute(
      database.query,
    ),
    sql<StateCount>`
      select instance.state, count(*)::int as count from (
        select task_instance.state from (${recent}) run
        join task_instance on task_instance.dag_run_id = run.id limit ${MOST_INSTANCES}) instance
      group by instance.state`.execute(database.query),
  ]);
  return { runs: told(runs.rows, MOST_RUNS), task_instances: told(instances.rows, MOST_INSTANCES) };
}

const named = { dag_id: Type.String(), dag_display_name: Type.String() };
export const Attention = component('AttentionResponse', {
  /** Switched on, and its newest run has failed; the latest failure first. */
  failing: Type.Array(Type.Object({ ...named, dag_run_id: Type.String(), end_date: orNull(Instant) })),
  /** Switched on, and its next run has been due for more than a minute; the one that waits longest first. */
  late: Type.Array(Type.Object({ ...named, next_dagrun_run_after: Instant })),
});

export async function selectAttention(database: Database) {
  const [failing, late] = await Promise.all([
    sql<{ dag_id: string; dag_display_name: string; dag_run_id: string; end_date: string | null }>`
      select dag.dag_id, dag.display_name as dag_display_name, last_run.run_id as dag_run_id, last_run.end_date
      from dag cross join lateral (
        select dag_run.run_id, dag_run.state, dag_run.end_date from dag_run
        where dag_run.dag_id = dag.dag_id order by dag_run.run_after desc, dag_run.id desc limit 1) last_run
      where not dag.is_paused and not dag.is_stale and last_run.state = 'failed'
      order by last_run.end_date desc nulls last, dag.dag_id limit ${MOST_DAGS}`.execute(database.query),
    sql<{ dag_id: string; dag_display_name: string; next_dagrun_run_after: string }>`
      select dag.dag_id, dag.display_name as dag_display_name, dag.next_dagrun_run_after
      from dag where not dag.is_paused and not dag.is_stale and dag.next_dagrun_run_after < now() - ${LATE_AFTER}::interval
      order by dag.next_dagrun_run_after, dag.dag_id limit ${MOST_DAGS}`.execute(database.query),
  ]);
  return { failing: failing.rows, late: late.rows };
}
