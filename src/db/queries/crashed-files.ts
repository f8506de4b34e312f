/** DAG files whose loading ended or blocked its process, and those in quarantine. */
import type { Sql } from '#db/database.ts';

export interface Crash {
  bundleName: string;
  relativeFileloc: string;
  fileloc: string;
  paths: readonly string[];
  contentHash: string;
}

/** One more crash of the file; with another content than at the last one it is the first. `limit` 0: it is never put in quarantine. */
export async function writeCrash(
  sql: Sql,
  crash: Crash,
  limit: number,
): Promise<{ crashes: number; quarantined_at: string | null }> {
  const { rows } = await sql.query<{ crashes: number; quarantined_at: string | null }>(
    `insert into crashed_file (bundle_name, filename, fileloc, paths, content_hash, crashes, quarantined_at)
     values ($1::text, $2::text, $3::text, $4::text[], $5::text, 1, case when $6::int = 1 then now() end)
     on conflict (bundle_name, filename) do update set fileloc = excluded.fileloc, paths = excluded.paths,
       content_hash = excluded.content_hash, crashed_at = now(),
       crashes = case when crashed_file.content_hash = excluded.content_hash then crashed_file.crashes + 1 else 1 end,
       quarantined_at = case
         when crashed_file.content_hash <> excluded.content_hash then excluded.quarantined_at
         when $6::int > 0 and crashed_file.crashes + 1 >= $6::int then coalesce(crashed_file.quarantined_at, now())
       end
     returning crashed_file.crashes, crashed_file.quarantined_at`,
    [crash.bundleName, crash.relativeFileloc, crash.fileloc, crash.paths, crash.contentHash, limit],
  );
  const [row] = rows;
  return row ?? { crashes: 0, quarantined_at: null };
}

export interface QuarantinedFile {
  fileloc: string;
  paths: string[];
  content_hash: string;
}

export async function selectQuarantinedFiles(sql: Sql): Promise<QuarantinedFile[]> {
  const { rows } = await sql.query<QuarantinedFile>(
    `select crashed_file.fileloc, crashed_file.paths, crashed_file.content_hash from crashed_file
     where crashed_file.quarantined_at is not null`,
  );
  return rows;
}

/** The file that the name means: itself, or that of the DAG. Returns those that were in quarantine. */
export async function releaseFiles(sql: Sql, target: string): Promise<{ fileloc: string; filename: string }[]> {
  const { rows } = await sql.query<{ fileloc: string; filename: string }>(
    `delete from crashed_file
     where crashed_file.quarantined_at is not null and (crashed_file.filename = $1::text or crashed_file.fileloc = $1::text
       or crashed_file.fileloc = (select dag.fileloc from dag where dag.dag_id = $1::text))
     returning crashed_file.fileloc, crashed_file.filename`,
    [target],
  );
  return rows;
}
