/** A DAG version as it stands beside other rows: its columns carry the prefix `version_`. */
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { DagVersion } from './schemas.ts';

export interface VersionColumns {
  version_id: string | null;
  version_number: number | null;
  version_dag_id: string | null;
  version_bundle_name: string | null;
  version_bundle_version: string | null;
  version_bundle_url: string | null;
  version_created_at: string | null;
  dag_display_name: string | null;
}

/** Needs the tables `dag_version` and `dag` in the statement. */
export const versionColumns = sql`
  dag_version.id as version_id, dag_version.version_number, dag_version.dag_id as version_dag_id,
  dag_version.bundle_name as version_bundle_name, dag_version.bundle_version as version_bundle_version,
  dag_version.bundle_url as version_bundle_url, dag_version.created_at as version_created_at,
  dag.display_name as dag_display_name`;

/** Null where the version is gone. */
export function toVersion(row: VersionColumns): Static<typeof DagVersion> | null {
  if (row.version_id === null || row.version_number === null || row.version_created_at === null) return null;
  const dagId = row.version_dag_id ?? '';
  return {
    id: row.version_id,
    version_number: row.version_number,
    dag_id: dagId,
    bundle_name: row.version_bundle_name,
    bundle_version: row.version_bundle_version,
    created_at: row.version_created_at,
    dag_display_name: row.dag_display_name ?? dagId,
    bundle_url: row.version_bundle_url,
  };
}
