import type { SerializedDag } from '@aquilon/sdk/serialized';
import { sql } from 'kysely';
import { toVersion, type VersionColumns, versionColumns } from '#api/dag-versions/version-row.ts';
import type { Database } from '#db/database.ts';
import { notFound } from '#http/api-error.ts';
import { type DagRow, dagColumns, isFavoriteOf } from './dag-row.ts';

/** Null where there is none. */
export async function selectDag(database: Database, dagId: string): Promise<DagRow | null> {
  const { rows } = await sql<DagRow>`select ${dagColumns} from dag where dag.dag_id = ${dagId}`.execute(database.query);
  return rows[0] ?? null;
}

/** Throws 404 in Airflow's words. */
export async function findDag(database: Database, dagId: string): Promise<DagRow> {
  const row = await selectDag(database, dagId);
  if (!row) throw dagNotFound(dagId);
  return row;
}

export function dagNotFound(dagId: string) {
  return notFound('DAG_NOT_FOUND', `The Dag with ID: \`${dagId}\` was not found`, { dag: dagId });
}

/** Airflow has other words for it where a DAG is changed. */
export function dagToChangeNotFound(dagId: string) {
  return notFound('DAG_NOT_FOUND', `Dag with id: ${dagId} was not found`, { dag: dagId });
}

interface DetailsColumns extends VersionColumns {
  serialized: SerializedDag | null;
  active_runs_count: number;
  is_favorite: boolean;
}

/** The DAG with its newest version, the number of its active runs, and whether it is a favorite of the user. */
export async function findDagDetails(database: Database, dagId: string, username: string) {
  const { rows } = await sql<DagRow & DetailsColumns>`
    select ${dagColumns}, ${versionColumns}, dag_version.serialized,
           (select count(*) from dag_run where dag_run.dag_id = dag.dag_id and dag_run.state in ('queued', 'running')) as active_runs_count,
           ${isFavoriteOf(username)} as is_favorite
    from dag left join dag_version on dag_version.id = dag.current_version_id
    where dag.dag_id = ${dagId}`.execute(database.query);
  const row = rows[0];
  if (!row) throw dagNotFound(dagId);
  return {
    row,
    version: toVersion(row),
    serialized: row.serialized,
    activeRuns: row.active_runs_count,
    isFavorite: row.is_favorite,
  };
}

/** A version of the DAG as it was serialised; without a number the newest one. Null where there is none. */
export async function selectSerialized(
  database: Database,
  dagId: string,
  versionNumber?: number,
): Promise<SerializedDag | null> {
  const which =
    versionNumber === undefined
      ? sql`dag_version.id = dag.current_version_id`
      : sql`dag_version.version_number = ${versionNumber}`;
  const { rows } = await sql<{ serialized: SerializedDag }>`
    select dag_version.serialized from dag join dag_version on dag_version.dag_id = dag.dag_id
    where dag.dag_id = ${dagId} and ${which}`.execute(database.query);
  return rows[0]?.serialized ?? null;
}
