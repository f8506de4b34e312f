/** What loading DAG files writes. */

import type { SerializedDag } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';
import { hasTaskLimits } from '#domain/admission.ts';
import { isBackfillable } from '#domain/backfill.ts';
import { isPartitioned } from '#domain/partitions.ts';

export interface KnownDag {
  dag_id: string;
  bundle_name: string;
  fileloc: string;
  is_stale: boolean;
  /** The newest version; null where there is none. */
  version_id: string | null;
  version_number: number | null;
  content_hash: string | null;
  snapshot_hash: string | null;
  is_used: boolean;
  names_assets: boolean;
}

/** A run has the version, or has left it, and its tries tell of it. */
export const isUsed = (table: 'newest' | 'dag_version'): string =>
  `(${table}.is_kept or exists (select from dag_run where dag_run.dag_id = ${table}.dag_id and dag_run.dag_version_id = ${table}.id))`;

/** Those of the DAGs that are in the database. */
export async function selectKnownDags(sql: Sql, dagIds: readonly string[]): Promise<KnownDag[]> {
  const { rows } = await sql.query<KnownDag>({
    name: 'known-dags',
    text: `select dag.dag_id, dag.bundle_name, dag.fileloc, dag.is_stale, newest.id as version_id, newest.version_number, newest.content_hash, newest.snapshot_hash,
       ${isUsed('newest')} as is_used,
       exists (select from asset_reference where asset_reference.dag_id = dag.dag_id)
         or exists (select from asset_alias_reference where asset_alias_reference.dag_id = dag.dag_id) as names_assets
     from dag left join lateral (
       select dag_version.id, dag_version.dag_id, dag_version.version_number, dag_version.content_hash, dag_version.snapshot_hash, dag_version.is_kept
       from dag_version
       where dag_version.dag_id = dag.dag_id order by dag_version.version_number desc limit 1
     ) newest on true
     where dag.dag_id = any ($1::text[])`,
    values: [dagIds],
  });
  return rows;
}

export interface VersionContent {
  serialized: SerializedDag;
  entry: string;
  files: { [path: string]: string };
}

export async function selectVersionContent(sql: Sql, versionId: string): Promise<VersionContent | undefined> {
  const { rows } = await sql.query<VersionContent>(
    `select dag_version.serialized, dag_snapshot.entry, dag_snapshot.files
     from dag_version join dag_snapshot on dag_snapshot.hash = dag_version.snapshot_hash
     where dag_version.id = $1::uuid`,
    [versionId],
  );
  return rows[0];
}

export interface FileWrite {
  fileloc: string;
  relativeFileloc: string;
  bundleName: string;
  bundleVersion: string | null;
  /** The page that shows it. */
  bundleUrl: string | null;
  parseSeconds: number;
  snapshot: { hash: string; files: { readonly [path: string]: string } };
  dags: readonly DagWrite[];
}

export interface DagWrite {
  dag: SerializedDag;
  maxActiveRuns: number;
  maxActiveTasks: number;
  maxConsecutiveFailedRuns: number;
  /** For a DAG that is new. */
  isPaused: boolean;
  timetableSummary: string | null;
  timetableDescription: string;
  /** The version that the DAG has from now on. */
  versionId: string;
  /**
   * `versionId` is written: as a new one; in place of what it was where no run has used it, as Airflow does; or with another text that means the same.
   * Null: it stands as it is.
   */
  version: { number: number; contentHash: string } | null;
}

/**
 * Writes everything that a loaded file says, in one statement: the DAGs and their versions, the snapshot; an import error of it is gone.
 * A switch that somebody has set is left as it is. Returns the DAGs that the file does not define any more.
 */
export async function writeFile(sql: Sql, file: FileWrite): Promise<string[]> {
  const { rows } = await sql.query<{ dag_id: string }>({
    name: 'write-file',
    text: WRITE_FILE,
    values: [
      file.bundleName,
      file.relativeFileloc,
      file.fileloc,
      file.dags.map(({ dag }) => dag.dagId),
      file.snapshot.hash,
      JSON.stringify(file.snapshot.files),
      file.parseSeconds,
      JSON.stringify(file.dags.map(dagJson)),
      JSON.stringify(file.dags.flatMap(versionJson)),
      file.bundleVersion,
      file.bundleUrl,
    ],
  });
  return rows.map((row) => row.dag_id);
}

const WRITE_FILE = `
  with no_error as (
    delete from import_error where import_error.bundle_name = $1::text and import_error.filename = $2::text
  ), no_crash as (
    delete from crashed_file where crashed_file.bundle_name = $1::text and crashed_file.filename = $2::text
  ), stale as (
    update dag set is_stale = true
    where dag.fileloc = $3::text and dag.is_stale = false and not dag.dag_id = any ($4::text[])
    returning dag.dag_id
  ), snapshot as (
    insert into dag_snapshot (hash, entry, files)
    select $5::text, $3::text, $6::jsonb where cardinality($4::text[]) > 0
    -- Touched, so that nobody cleans it away before the version that names it is written.
    on conflict (hash) do update set hash = excluded.hash
  ), dags as (
    insert into dag (dag_id, display_name, description, is_paused, bundle_name, bundle_version, fileloc, relative_fileloc, timetable_summary,
      timetable_description, owners, tags, max_active_runs, max_active_tasks,
      max_consecutive_failed_dag_runs, is_backfillable, is_partitioned, has_task_concurrency_limits, current_version_id, last_parsed_time, last_parse_duration)
    select x.dag_id, x.display_name, x.description, x.is_paused, $1::text, $10::text, $3::text, $2::text, x.timetable_summary,
      x.timetable_description, x.owners, x.tags, x.max_active_runs, x.max_active_tasks, x.max_failed,
      x.is_backfillable, x.is_partitioned, x.has_task_limits, x.version_id, now(), $7::double precision
    from json_to_recordset($8::json) as x (dag_id text, display_name text, description text, is_paused boolean, timetable_summary text,
      timetable_description text, owners text[], tags text[], max_active_runs int, max_active_tasks int, max_failed int,
      is_backfillable boolean, is_partitioned boolean, has_task_limits boolean, version_id uuid)
    on conflict (dag_id) do update set display_name = excluded.display_name, description = excluded.description, is_stale = false,
      has_import_errors = false, bundle_name = excluded.bundle_name, bundle_version = excluded.bundle_version, fileloc = excluded.fileloc,
      relative_fileloc = excluded.relative_fileloc, timetable_summary = excluded.timetable_summary,
      timetable_description = excluded.timetable_description, owners = excluded.owners, tags = excluded.tags,
      max_active_runs = excluded.max_active_runs, max_active_tasks = excluded.max_active_tasks,
      max_consecutive_failed_dag_runs = excluded.max_consecutive_failed_dag_runs, is_backfillable = excluded.is_backfillable, is_partitioned = excluded.is_partitioned,
      has_task_concurrency_limits = excluded.has_task_concurrency_limits, current_version_id = excluded.current_version_id, last_parsed_time = excluded.last_parsed_time,
      last_parse_duration = excluded.last_parse_duration
  ), versions as (
    insert into dag_version (id, dag_id, version_number, snapshot_hash, content_hash, serialized, bundle_name, bundle_version, bundle_url)
    select x.id, x.dag_id, x.number, $5::text, x.content_hash, x.serialized, $1::text, $10::text, $11::text
    from json_to_recordset($9::json) as x (id uuid, dag_id text, number int, content_hash text, serialized jsonb)
    on conflict (id) do update set snapshot_hash = excluded.snapshot_hash, content_hash = excluded.content_hash,
      serialized = excluded.serialized, bundle_name = excluded.bundle_name, bundle_version = excluded.bundle_version,
      bundle_url = excluded.bundle_url,
      created_at = case
        when dag_version.content_hash = excluded.content_hash then dag_version.created_at
        when ${isUsed('dag_version')} then dag_version.created_at
        else now() end
  )
  select stale.dag_id from stale`;

const dagJson = ({ dag, ...row }: DagWrite): object => ({
  dag_id: dag.dagId,
  display_name: dag.displayName,
  description: dag.description,
  is_paused: row.isPaused,
  timetable_summary: row.timetableSummary,
  timetable_description: row.timetableDescription,
  owners: dag.owners,
  tags: dag.tags,
  max_active_runs: row.maxActiveRuns,
  max_active_tasks: row.maxActiveTasks,
  max_failed: row.maxConsecutiveFailedRuns,
  is_backfillable: isBackfillable(dag),
  is_partitioned: isPartitioned(dag),
  has_task_limits: hasTaskLimits(dag),
  version_id: row.versionId,
});

const versionJson = ({ dag, versionId, version }: DagWrite): object[] =>
  version === null
    ? []
    : [
        {
          id: versionId,
          dag_id: dag.dagId,
          number: version.number,
          content_hash: version.contentHash,
          serialized: dag,
        },
      ];

/** The DAGs of all files but these, and but those of some bundles: their files are gone. Returns their ids. */
export async function markVanishedStale(
  sql: Sql,
  filesThere: readonly string[],
  bundlesKept: readonly string[],
): Promise<string[]> {
  const { rows } = await sql.query<{ dag_id: string }>(
    `update dag set is_stale = true
     where dag.is_stale = false and not dag.fileloc = any ($1::text[]) and not dag.bundle_name = any ($2::text[])
     returning dag.dag_id`,
    [filesThere, bundlesKept],
  );
  return rows.map((row) => row.dag_id);
}

/**
 * The bundle is at this version: the DAGs of files that have not changed are as well. Those of files that cannot be loaded stay at theirs. Returns the DAGs
 * that moved.
 */
export async function moveBundle(sql: Sql, bundleName: string, version: string | null): Promise<string[]> {
  const { rows } = await sql.query<{ dag_id: string }>(
    `update dag set bundle_version = $2::text
     where dag.bundle_name = $1::text and dag.bundle_version is distinct from $2::text and dag.is_stale = false
       and dag.has_import_errors = false
     returning dag.dag_id`,
    [bundleName, version],
  );
  return rows.map((row) => row.dag_id);
}

/** Commits of bundles that open runs keep. */
export async function selectCommitsInUse(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ bundle_version: string }>(
    `select distinct dag_run.bundle_version from dag_run
     where dag_run.state in ('queued', 'running') and dag_run.bundle_version is not null`,
  );
  return rows.map((row) => row.bundle_version);
}

export async function deleteImportError(sql: Sql, bundleName: string, filename: string): Promise<void> {
  await sql.query(
    `delete from import_error where import_error.bundle_name = $1::text and import_error.filename = $2::text`,
    [bundleName, filename],
  );
}

/**
 * The file cannot be loaded: why is written down, and its DAGs are marked; their last good versions stay. `crashed`: it ended its process; else such
 * ends of it are forgotten.
 */
export async function writeImportError(
  sql: Sql,
  file: { bundleName: string; relativeFileloc: string; fileloc: string },
  text: string,
  crashed: boolean,
): Promise<void> {
  await sql.query(
    `with marked as (
       update dag set has_import_errors = true where dag.fileloc = $4::text and dag.has_import_errors = false
     ), no_crash as (
       delete from crashed_file
       where not $5::boolean and crashed_file.bundle_name = $1::text and crashed_file.filename = $2::text
     )
     insert into import_error (bundle_name, filename, stack_trace) values ($1::text, $2::text, $3::text)
     on conflict (bundle_name, filename) do update set stack_trace = excluded.stack_trace, "timestamp" = now()`,
    [file.bundleName, file.relativeFileloc, text, file.fileloc, crashed],
  );
}

/** Those of all files but these, and but those of some bundles. */
export async function deleteOtherImportErrors(
  sql: Sql,
  filesThere: readonly { bundleName: string; filename: string }[],
  bundlesKept: readonly string[],
): Promise<void> {
  await sql.query(
    `with there as (
       select x.bundle_name, x.filename from unnest($1::text[], $2::text[]) as x (bundle_name, filename)
     ), no_crash as (
       delete from crashed_file
       where (crashed_file.bundle_name, crashed_file.filename) not in (select there.bundle_name, there.filename from there)
         and not crashed_file.bundle_name = any ($3::text[])
     )
     delete from import_error
     where (import_error.bundle_name, import_error.filename) not in (select there.bundle_name, there.filename from there)
       and not import_error.bundle_name = any ($3::text[])`,
    [filesThere.map((one) => one.bundleName), filesThere.map((one) => one.filename), bundlesKept],
  );
}
