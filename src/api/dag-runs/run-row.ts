/** From a row of `dag_run` to Airflow's DAGRunResponse. */
import { sql } from 'kysely';
import type { Static } from 'typebox';
import { toVersion, type VersionColumns, versionColumns } from '#api/dag-versions/version-row.ts';
import type { DagRun } from './schemas.ts';

export interface RunRow extends VersionColumns {
  id: number;
  dag_id: string;
  run_id: string;
  logical_date: string | null;
  data_interval_start: string | null;
  data_interval_end: string | null;
  run_after: string;
  queued_at: string | null;
  start_date: string | null;
  end_date: string | null;
  duration: number | null;
  state: string;
  run_type: string;
  triggered_by: string;
  triggering_user_name: string | null;
  conf: Record<string, unknown>;
  note: string | null;
  partition_key: string | null;
  partition_date: string | null;
  last_scheduling_decision: string | null;
  bundle_version: string | null;
}

/** Seconds from start to end; null while it runs. */
export const runDuration = sql`extract(epoch from dag_run.end_date - dag_run.start_date)::double precision`;

export const runColumns = sql`
  dag_run.id, dag_run.dag_id, dag_run.run_id, dag_run.logical_date, dag_run.data_interval_start, dag_run.data_interval_end,
  dag_run.run_after, dag_run.queued_at, dag_run.start_date, dag_run.end_date, ${runDuration} as duration, dag_run.state,
  dag_run.run_type, dag_run.triggered_by, dag_run.triggering_user_name, dag_run.conf, dag_run.note, dag_run.partition_key, dag_run.partition_date,
  dag_run.last_scheduling_decision, dag_run.bundle_version, ${versionColumns}`;

export const runTables = sql`dag_run
  left join dag_version on dag_version.id = dag_run.dag_version_id
  left join dag on dag.dag_id = dag_run.dag_id`;

export function toRun(row: RunRow): Static<typeof DagRun> {
  const version = toVersion(row);
  return {
    dag_run_id: row.run_id,
    dag_id: row.dag_id,
    logical_date: row.logical_date,
    queued_at: row.queued_at,
    start_date: row.start_date,
    end_date: row.end_date,
    duration: row.duration,
    data_interval_start: row.data_interval_start,
    data_interval_end: row.data_interval_end,
    run_after: row.run_after,
    last_scheduling_decision: row.last_scheduling_decision,
    run_type: row.run_type,
    state: row.state,
    triggered_by: row.triggered_by,
    triggering_user_name: row.triggering_user_name,
    conf: row.conf,
    note: row.note,
    dag_versions: version ? [version] : [],
    bundle_version: row.bundle_version,
    dag_display_name: row.dag_display_name ?? row.dag_id,
    partition_key: row.partition_key,
    partition_date: row.partition_date,
  };
}
