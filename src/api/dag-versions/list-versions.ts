import { sql } from 'kysely';
import { type Condition, equals } from '#api/list/conditions.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import type { Page } from '#api/list/page.ts';
import { type ListResult, selectPage } from '#api/list/select-page.ts';
import type { Database } from '#db/database.ts';
import { type ApiError, notFound } from '#http/api-error.ts';
import { type VersionColumns, versionColumns } from './version-row.ts';

const ORDER: OrderRules = {
  columns: {
    id: { column: sql`dag_version.id`, type: 'text' },
    version_number: { column: sql`dag_version.version_number`, type: 'integer' },
    bundle_name: { column: sql`dag_version.bundle_name`, type: 'text' },
    bundle_version: { column: sql`dag_version.bundle_version`, type: 'text', nullable: true },
    dag_id: { column: sql`dag_version.dag_id`, type: 'text' },
    created_at: { column: sql`dag_version.created_at`, type: 'timestamptz' },
  },
  // Ids of versions grow with time (UUID 7): this is the order of their making.
  fallback: ['id'],
  key: [{ column: sql`dag_version.id`, type: 'text' }],
};

export interface VersionListQuery {
  version_number?: number;
  bundle_name?: string;
  bundle_version?: string;
  order_by?: string[];
}

/** `dagId` null: of all DAGs. */
export function listVersions(
  database: Database,
  dagId: string | null,
  query: VersionListQuery,
  page: Page,
): Promise<ListResult<VersionColumns>> {
  const where: Condition[] = [
    equals(sql`dag_version.dag_id`, dagId),
    equals(sql`dag_version.version_number`, query.version_number),
    equals(sql`dag_version.bundle_name`, query.bundle_name),
    equals(sql`dag_version.bundle_version`, query.bundle_version),
  ];
  const from = sql`dag_version join dag on dag.dag_id = dag_version.dag_id`;
  const order = orderOf(query.order_by, ORDER);
  return selectPage(database.query, { columns: versionColumns, from, where, order }, page);
}

export async function selectVersion(
  database: Database,
  dagId: string,
  versionNumber: number,
): Promise<VersionColumns | null> {
  const { rows } = await sql<VersionColumns>`
    select ${versionColumns} from dag_version join dag on dag.dag_id = dag_version.dag_id
    where dag_version.dag_id = ${dagId} and dag_version.version_number = ${versionNumber}`.execute(database.query);
  return rows[0] ?? null;
}

/** So many of the newest versions are named where one is not there. */
const NAMED = 10;

/** 404 in Airflow's words; the remedy names the versions that there are. `versionNumber` undefined: none is there at all. */
export async function versionNotFound(
  database: Database,
  dagId: string,
  versionNumber: number | undefined,
): Promise<ApiError> {
  const { rows } = await sql<{ number: number }>`
    select dag_version.version_number as number from dag_version where dag_version.dag_id = ${dagId}
    order by dag_version.version_number desc limit ${NAMED + 1}::bigint`.execute(database.query);
  const newest = rows.slice(0, NAMED).map(({ number }) => String(number));
  const known = [...(rows.length > NAMED ? ['older ones'] : []), ...newest.reverse()].join(', ');
  const version = versionNumber ?? 'None';
  return notFound(
    'DAG_VERSION_NOT_FOUND',
    `The DagVersion with dag_id: \`${dagId}\` and version_number: \`${version}\` was not found`,
    { dag: dagId, version, known: known || 'there is none yet' },
  );
}

export interface SourceRow {
  version_number: number;
  display_name: string;
  content: string | null;
}

/** The text of the DAG file as a version was loaded from it; without a number the newest version. */
export async function selectSource(
  database: Database,
  dagId: string,
  versionNumber: number | undefined,
): Promise<SourceRow | null> {
  const which =
    versionNumber === undefined
      ? sql`dag_version.id = dag.current_version_id`
      : sql`dag_version.version_number = ${versionNumber}`;
  const { rows } = await sql<SourceRow>`
    select dag_version.version_number, dag.display_name, dag_snapshot.files ->> dag_snapshot.entry as content
    from dag_version
    join dag on dag.dag_id = dag_version.dag_id
    join dag_snapshot on dag_snapshot.hash = dag_version.snapshot_hash
    where dag_version.dag_id = ${dagId} and ${which}`.execute(database.query);
  return rows[0] ?? null;
}
