/** Runs that were due in a time, counted, and those that schedules will make. */
import type { SerializedTimetable } from '@aquilon/sdk/serialized';
import { sql } from 'kysely';
import type { Database } from '#db/database.ts';
import type { Plan } from '#domain/planned-ticks.ts';
import type { Slots } from './slots.ts';

/** So many runs are counted at most, the newest first. */
export const MOST_RUNS = 100_000;
/** Of so many DAGs planned runs are told at most, those first whose next run comes first. */
export const MOST_DAGS = 500;

export interface SlotCount {
  /** Place among the slots. */
  slot: number;
  state: string;
  count: number;
}

/** By the indexes dag_run_by_dag and dag_run_recent. `dagId`: null for all DAGs. */
export async function countRuns(database: Database, slots: Slots, dagId: string | null): Promise<SlotCount[]> {
  const ofDag = dagId === null ? sql`` : sql`dag_run.dag_id = ${dagId} and`;
  const starts = slots.starts.map((at) => new Date(at).toISOString());
  const { rows } = await sql<SlotCount>`
    select width_bucket(run.run_after, ${starts}::timestamptz[]) - 1 as slot, run.state, count(*)::int as count
    from (
      select dag_run.run_after, dag_run.state from dag_run
      where ${ofDag} dag_run.run_after >= ${new Date(slots.from).toISOString()}::timestamptz
        and dag_run.run_after < ${new Date(slots.until).toISOString()}::timestamptz
      order by dag_run.run_after desc limit ${MOST_RUNS}) run
    group by 1, 2 order by 1, 2`.execute(database.query);
  return rows;
}

interface PlanRow {
  is_paused: boolean;
  timetable: SerializedTimetable;
  end_date: string | null;
  logical_date: string | null;
  interval_start: string | null;
  interval_end: string | null;
  run_after: string | null;
}

const planColumns = sql`dag.is_paused, dag_version.serialized -> 'timetable' as timetable, dag_version.serialized ->> 'endDate' as end_date,
  dag.next_dagrun_logical_date as logical_date, dag.next_dagrun_data_interval_start as interval_start,
  dag.next_dagrun_data_interval_end as interval_end, dag.next_dagrun_run_after as run_after`;

/** What will come of a DAG; also of one that is switched off: it would come. */
export async function selectPlan(database: Database, dagId: string): Promise<{ isPaused: boolean; plan: Plan } | null> {
  const { rows } = await sql<PlanRow>`
    select ${planColumns} from dag join dag_version on dag_version.id = dag.current_version_id
    where dag.dag_id = ${dagId}`.execute(database.query);
  const [row] = rows;
  return row === undefined ? null : { isPaused: row.is_paused, plan: planOf(row) };
}

/** Of DAGs that are on and have a next run before `until`. `except`: the one that is left out. */
export async function selectPlans(database: Database, until: number, except: string | null = null): Promise<Plan[]> {
  const { rows } = await sql<PlanRow>`
    select ${planColumns} from dag join dag_version on dag_version.id = dag.current_version_id
    where not dag.is_paused and not dag.is_stale and dag.next_dagrun_run_after < ${new Date(until).toISOString()}::timestamptz
      and dag.dag_id is distinct from ${except}::text
    order by dag.next_dagrun_run_after, dag.dag_id limit ${MOST_DAGS}`.execute(database.query);
  return rows.map(planOf);
}

function planOf({ timetable, end_date, logical_date, interval_start, interval_end, run_after }: PlanRow): Plan {
  const end = end_date === null ? null : Date.parse(end_date);
  if (run_after === null) return { timetable, next: null, end };
  const [runAfter, logicalDate, dataIntervalStart, dataIntervalEnd] = [
    run_after,
    logical_date ?? run_after,
    interval_start ?? run_after,
    interval_end ?? run_after,
  ].map((text) => Date.parse(text)) as [number, number, number, number];
  return { timetable, next: { runAfter, logicalDate, dataIntervalStart, dataIntervalEnd }, end };
}
