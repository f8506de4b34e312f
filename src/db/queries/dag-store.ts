/** What loading DAG files writes. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';

export interface DagUpsert {
  dag: SerializedDag;
  fileloc: string;
  relativeFileloc: string;
  bundleName: string;
  maxActiveRuns: number;
  maxActiveTasks: number;
  /** For a DAG that is new. */
  isPaused: boolean;
  timetableDescription: string;
  parseSeconds: number;
}

/** Enters or refreshes the DAG's row; a switch that somebody has set is left as it is. */
export async function upsertDag(sql: Sql, row: DagUpsert): Promise<void> {
  const { dag } = row;
  await sql.query(
    `insert into dag (dag_id, display_name, description, is_paused, bundle_name, fileloc, relative_fileloc, timetable_summary,
       timetable_description, owners, tags, max_active_runs, max_active_tasks, last_parsed_time, last_parse_duration)
     values ($1::text, $2::text, $3::text, $4::boolean, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text[], $11::text[],
       $12::int, $13::int, now(), $14::double precision)
     on conflict (dag_id) do update set display_name = excluded.display_name, description = excluded.description, is_stale = false,
       has_import_errors = false, bundle_name = excluded.bundle_name, fileloc = excluded.fileloc,
       relative_fileloc = excluded.relative_fileloc, timetable_summary = excluded.timetable_summary,
       timetable_description = excluded.timetable_description, owners = excluded.owners, tags = excluded.tags,
       max_active_runs = excluded.max_active_runs, max_active_tasks = excluded.max_active_tasks,
       last_parsed_time = excluded.last_parsed_time, last_parse_duration = excluded.last_parse_duration`,
    [
      dag.dagId,
      dag.displayName,
      dag.description,
      row.isPaused,
      row.bundleName,
      row.fileloc,
      row.relativeFileloc,
      dag.timetable.summary,
      row.timetableDescription,
      dag.owners,
      dag.tags,
      row.maxActiveRuns,
      row.maxActiveTasks,
      row.parseSeconds,
    ],
  );
}

export async function insertSnapshot(
  sql: Sql,
  snapshot: { hash: string; entry: string; files: { readonly [path: string]: string } },
): Promise<void> {
  await sql.query(
    `insert into dag_snapshot (hash, entry, files) values ($1::text, $2::text, $3::jsonb) on conflict (hash) do nothing`,
    [snapshot.hash, snapshot.entry, JSON.stringify(snapshot.files)],
  );
}

export interface LatestVersion {
  id: string;
  version_number: number;
  content_hash: string;
  has_runs: boolean;
}

export async function selectLatestVersion(sql: Sql, dagId: string): Promise<LatestVersion | undefined> {
  const { rows } = await sql.query<LatestVersion>(
    `select dag_version.id, dag_version.version_number, dag_version.content_hash,
       exists (select from dag_run where dag_run.dag_version_id = dag_version.id and dag_run.dag_id = dag_version.dag_id) as has_runs
     from dag_version where dag_version.dag_id = $1::text
     order by dag_version.version_number desc limit 1
     for update`,
    [dagId],
  );
  return rows[0];
}

export interface VersionWrite {
  id: string;
  dagId: string;
  versionNumber: number;
  snapshotHash: string;
  contentHash: string;
  serialized: SerializedDag;
  bundleName: string;
}

export async function insertVersion(sql: Sql, version: VersionWrite): Promise<void> {
  await sql.query(
    `insert into dag_version (id, dag_id, version_number, snapshot_hash, content_hash, serialized, bundle_name)
     values ($1::uuid, $2::text, $3::int, $4::text, $5::text, $6::jsonb, $7::text)`,
    [
      version.id,
      version.dagId,
      version.versionNumber,
      version.snapshotHash,
      version.contentHash,
      JSON.stringify(version.serialized),
      version.bundleName,
    ],
  );
}

/** A version that no run has used is replaced in place, as Airflow does. */
export async function replaceVersion(sql: Sql, version: VersionWrite): Promise<void> {
  await sql.query(
    `update dag_version set snapshot_hash = $2::text, content_hash = $3::text, serialized = $4::jsonb, created_at = now()
     where dag_version.id = $1::uuid`,
    [version.id, version.snapshotHash, version.contentHash, JSON.stringify(version.serialized)],
  );
}

export async function setCurrentVersion(sql: Sql, dagId: string, versionId: string): Promise<void> {
  await sql.query(`update dag set current_version_id = $2::uuid where dag.dag_id = $1::text`, [dagId, versionId]);
}

/** The DAGs of a file that it does not define any more. Returns their ids. */
export async function markStale(sql: Sql, fileloc: string, stillThere: readonly string[]): Promise<string[]> {
  const { rows } = await sql.query<{ dag_id: string }>(
    `update dag set is_stale = true
     where dag.fileloc = $1::text and dag.is_stale = false and not dag.dag_id = any ($2::text[])
     returning dag.dag_id`,
    [fileloc, stillThere],
  );
  return rows.map((row) => row.dag_id);
}

/** The DAGs of all files but these: their files are gone. Returns their ids. */
export async function markVanishedStale(sql: Sql, filesThere: readonly string[]): Promise<string[]> {
  const { rows } = await sql.query<{ dag_id: string }>(
    `update dag set is_stale = true where dag.is_stale = false and not dag.fileloc = any ($1::text[]) returning dag.dag_id`,
    [filesThere],
  );
  return rows.map((row) => row.dag_id);
}

export async function upsertImportError(sql: Sql, bundleName: string, filename: string, text: string): Promise<void> {
  await sql.query(
    `insert into import_error (bundle_name, filename, stack_trace) values ($1::text, $2::text, $3::text)
     on conflict (bundle_name, filename) do update set stack_trace = excluded.stack_trace, "timestamp" = now()`,
    [bundleName, filename, text],
  );
}

export async function deleteImportError(sql: Sql, bundleName: string, filename: string): Promise<void> {
  await sql.query(
    `delete from import_error where import_error.bundle_name = $1::text and import_error.filename = $2::text`,
    [bundleName, filename],
  );
}

export async function deleteOtherImportErrors(
  sql: Sql,
  bundleName: string,
  filenames: readonly string[],
): Promise<void> {
  await sql.query(
    `delete from import_error where import_error.bundle_name = $1::text and not import_error.filename = any ($2::text[])`,
    [bundleName, filenames],
  );
}

export async function markImportFailed(sql: Sql, fileloc: string): Promise<void> {
  await sql.query(
    `update dag set has_import_errors = true where dag.fileloc = $1::text and dag.has_import_errors = false`,
    [fileloc],
  );
}

/** The file that defines a live DAG of this id now. */
export async function selectFileOfDag(sql: Sql, dagId: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ fileloc: string }>(
    `select dag.fileloc from dag where dag.dag_id = $1::text and dag.is_stale = false`,
    [dagId],
  );
  return rows[0]?.fileloc;
}
