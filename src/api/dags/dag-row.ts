/** From a row of `dag` to Airflow's DAGResponse. */
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Quarantine } from '#domain/quarantine.ts';
import type { Keys } from '#http/auth/keys.ts';
import type { Dag } from './schemas.ts';

export interface DagRow {
  dag_id: string;
  display_name: string;
  description: string | null;
  is_paused: boolean;
  quarantined_at: string | null;
  quarantine: Omit<Quarantine, 'since'> | null;
  is_stale: boolean;
  has_import_errors: boolean;
  bundle_name: string;
  bundle_version: string | null;
  fileloc: string;
  relative_fileloc: string;
  timetable_summary: string | null;
  timetable_description: string | null;
  owners: string[];
  tags: string[];
  max_active_runs: number;
  max_active_tasks: number;
  max_consecutive_failed_dag_runs: number;
  last_parsed_time: string | null;
  last_parse_duration: number | null;
  next_dagrun_logical_date: string | null;
  next_dagrun_data_interval_start: string | null;
  next_dagrun_data_interval_end: string | null;
  next_dagrun_run_after: string | null;
  is_backfillable: boolean;
  is_partitioned: boolean;
  has_task_concurrency_limits: boolean;
}

export const dagColumns = sql`
  dag.dag_id, dag.display_name, dag.description, dag.is_paused, dag.quarantined_at, dag.quarantine, dag.is_stale, dag.has_import_errors, dag.bundle_name, dag.bundle_version,
  dag.fileloc, dag.relative_fileloc, dag.timetable_summary, dag.timetable_description, dag.owners, dag.tags,
  dag.max_active_runs, dag.max_active_tasks, dag.max_consecutive_failed_dag_runs, dag.last_parsed_time, dag.last_parse_duration,
  dag.next_dagrun_logical_date, dag.next_dagrun_data_interval_start, dag.next_dagrun_data_interval_end,
  dag.next_dagrun_run_after, dag.is_backfillable, dag.is_partitioned, dag.has_task_concurrency_limits`;

/** Timetables that name no rhythm: nothing could be made up by a backfill. */
const NOT_PERIODIC = new Set([null, '@once', '@continuous', 'Asset', 'Partitioned Asset']);

export function toDag(row: DagRow, keys: Keys): Static<typeof Dag> {
  const isPeriodic = !NOT_PERIODIC.has(row.timetable_summary);
  return {
    dag_id: row.dag_id,
    dag_display_name: row.display_name,
    is_paused: row.is_paused,
    quarantine: toQuarantine(row),
    is_stale: row.is_stale,
    last_parsed_time: row.last_parsed_time,
    last_parse_duration: row.last_parse_duration,
    last_expired: null,
    bundle_name: row.bundle_name,
    bundle_version: row.bundle_version,
    relative_fileloc: row.relative_fileloc,
    fileloc: row.fileloc,
    description: row.description,
    timetable_summary: row.timetable_summary,
    timetable_description: row.timetable_description,
    timetable_partitioned: row.is_partitioned,
    timetable_periodic: isPeriodic,
    tags: row.tags.toSorted().map((name) => ({ name, dag_id: row.dag_id, dag_display_name: row.display_name })),
    max_active_tasks: row.max_active_tasks,
    max_active_runs: row.max_active_runs,
    max_consecutive_failed_dag_runs: row.max_consecutive_failed_dag_runs,
    has_task_concurrency_limits: row.has_task_concurrency_limits,
    has_import_errors: row.has_import_errors,
    next_dagrun_logical_date: row.next_dagrun_logical_date,
    next_dagrun_data_interval_start: row.next_dagrun_data_interval_start,
    next_dagrun_data_interval_end: row.next_dagrun_data_interval_end,
    next_dagrun_run_after: row.next_dagrun_run_after,
    allowed_run_types: null,
    owners: row.owners,
    is_backfillable: row.is_backfillable,
    file_token: fileToken(row, keys),
  };
}

function toQuarantine({ quarantine, quarantined_at: since }: DagRow): Static<typeof Dag>['quarantine'] {
  if (quarantine === null || since === null) return null;
  const { crashes, taskId, mapIndex, runId, tryNumber, code, reason } = quarantine;
  return {
    since,
    crashes,
    task_id: taskId,
    map_index: mapIndex,
    dag_run_id: runId,
    try_number: tryNumber,
    code,
    reason,
  };
}

/** Names the file for `PUT /parseDagFile/{file_token}`; the signature keeps anybody from naming another. */
function fileToken(row: DagRow, keys: Keys): string {
  const named = { bundle_name: row.bundle_name, relative_fileloc: row.relative_fileloc };
  const text = Buffer.from(JSON.stringify(named)).toString('base64url');
  return `${text}.${keys.sign('file', text)}`;
}

/** Whether the DAG of the row `dag` is a favorite of the user. */
export const isFavoriteOf = (username: string) =>
  sql<boolean>`exists (select from dag_favorite where dag_favorite.dag_id = dag.dag_id and dag_favorite.username = ${username})`;
