/** Notices of DAG files: they belong to no run. */

import type { SerializedDag } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';
import type { FileNotifier } from '#domain/file-notices.ts';
import type { NoticeFacts } from '#domain/notices.ts';

/** The newest versions of the DAGs that the file defined when it was last loaded. */
export async function selectDagsOfFile(
  sql: Sql,
  fileloc: string,
): Promise<{ versionId: string; serialized: SerializedDag }[]> {
  const { rows } = await sql.query<{ version_id: string; serialized: SerializedDag }>(
    `select dag_version.id as version_id, dag_version.serialized
     from dag join dag_version on dag_version.id = dag.current_version_id
     where dag.fileloc = $1::text and not dag.is_stale order by dag.dag_id`,
    [fileloc],
  );
  return rows.map(({ version_id: versionId, serialized }) => ({ versionId, serialized }));
}

export interface FileNotice extends FileNotifier {
  id: string;
  /** What happened: it is told once. */
  key: string;
}

/** `at`: since when the file is in quarantine. Those that are written already are left alone. The versions stay as they are: the places of notifiers are theirs. */
export async function writeFileNotices(
  sql: Sql,
  { notices, at, facts }: { notices: readonly FileNotice[]; at: string; facts: NoticeFacts },
): Promise<void> {
  await sql.query(
    `with kept as (
       update dag_version set is_kept = true from json_to_recordset($1::json) as x ("versionId" uuid) where dag_version.id = x."versionId"
     )
     insert into notice (id, key, at, event, dag_id, task_id, dag_version_id, notifier, number, told)
     select x."id", x."key", $2::timestamptz, 'failure', x."dagId", x."taskId", x."versionId", x."kind", x."number", $3::jsonb
     from json_to_recordset($1::json) as x ("id" uuid, "key" text, "dagId" text, "taskId" text, "versionId" uuid, "kind" text, "number" int)
     on conflict (key) do nothing`,
    [JSON.stringify(notices), at, JSON.stringify({ facts, run: null, maxTries: null })],
  );
}
