/** What the list of DAGs counts above itself, and the last runs of many DAGs in one answer. */
import { sql } from 'kysely';
import { Type } from 'typebox';
import { component, Instant, orNull } from '#api/list/schemas.ts';
import type { Database } from '#db/database.ts';

/** DAGs whose file is gone are not counted, as the list does not show them. */
export const DagSummary = component('DagSummaryResponse', {
  all: Type.Integer(),
  active: Type.Integer(),
  paused: Type.Integer(),
  /** Its newest run has failed. */
  failed: Type.Integer(),
  /** It has a run that runs. */
  running: Type.Integer(),
  owners: Type.Array(Type.String()),
});

interface SummaryRow {
  all: number;
  active: number;
  paused: number;
  failed: number;
  running: number;
  owners: string[];
}

/** Of each DAG one entry of the index dag_run_by_dag, and of those that are open of dag_run_open: however many runs there are. */
export async function selectSummary(database: Database): Promise<SummaryRow> {
  const { rows } = await sql<SummaryRow>`
    select count(*)::int as all, count(*) filter (where not dag.is_paused)::int as active,
      count(*) filter (where dag.is_paused)::int as paused,
      count(*) filter (where last_run.state = 'failed')::int as failed,
      count(*) filter (where exists (select from dag_run where dag_run.dag_id = dag.dag_id and dag_run.state = 'running'))::int as running,
      (select coalesce(array_agg(distinct owner order by owner), '{}') from dag named, unnest(named.owners) owner where not named.is_stale) as owners
    from dag left join lateral (
      select dag_run.state from dag_run where dag_run.dag_id = dag.dag_id order by dag_run.run_after desc, dag_run.id desc limit 1) last_run on true
    where not dag.is_stale`.execute(database.query);
  return rows[0] ?? { all: 0, active: 0, paused: 0, failed: 0, running: 0, owners: [] };
}

/** A run as far as a bar of it needs. */
const RunGlance = {
  dag_id: Type.String(),
  dag_run_id: Type.String(),
  state: Type.String(),
  run_type: Type.String(),
  logical_date: orNull(Instant),
  run_after: Instant,
  start_date: orNull(Instant),
  end_date: orNull(Instant),
  /** Seconds; null while it runs. */
  duration: orNull(Type.Number()),
};
export const LastRuns = component('LastRunsResponse', { dag_runs: Type.Array(Type.Object(RunGlance)) });

interface GlanceRow {
  dag_id: string;
  dag_run_id: string;
  state: string;
  run_type: string;
  logical_date: string | null;
  run_after: string;
  start_date: string | null;
  end_date: string | null;
  duration: number | null;
}

/** The newest runs of each of these DAGs, the newest first. */
export async function selectLastRuns(
  database: Database,
  dagIds: readonly string[],
  most: number,
): Promise<GlanceRow[]> {
  const { rows } = await sql<GlanceRow>`
    select run.* from unnest(${dagIds}::text[]) as named (dag_id)
    cross join lateral (
      select dag_run.dag_id, dag_run.run_id as dag_run_id, dag_run.state, dag_run.run_type, dag_run.logical_date, dag_run.run_after, dag_run.start_date,
        dag_run.end_date, extract(epoch from dag_run.end_date - dag_run.start_date)::double precision as duration
      from dag_run where dag_run.dag_id = named.dag_id
      order by dag_run.run_after desc, dag_run.id desc limit ${most}) run`.execute(database.query);
  return rows;
}
