import { sql } from 'kysely';
import type { Static } from 'typebox';
import { allOf, type Condition, equals, matches, oneOf, startsWith, within } from '#api/list/conditions.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import type { Page } from '#api/list/page.ts';
import { type ListResult, selectPage } from '#api/list/select-page.ts';
import type { Database } from '#db/database.ts';
import { type DagRow, dagColumns, isFavoriteOf } from './dag-row.ts';
import type { DagListQuery } from './schemas.ts';

const dagId = sql`dag.dag_id`;
const displayName = sql`dag.display_name`;

/** The newest run of each DAG, found by the index dag_run_by_dag; joined only where it is asked for. */
const lastRun = sql`left join lateral (
  select dag_run.state, dag_run.start_date, dag_run.run_after from dag_run
  where dag_run.dag_id = dag.dag_id order by dag_run.run_after desc, dag_run.id desc limit 1) last_run on true`;

const ORDER: OrderRules = {
  columns: {
    dag_id: { column: dagId, type: 'text' },
    dag_display_name: { column: displayName, type: 'text' },
    is_paused: { column: sql`dag.is_paused`, type: 'boolean' },
    next_dagrun: { column: sql`dag.next_dagrun_run_after`, type: 'timestamptz', nullable: true },
    state: { column: sql`last_run.state`, type: 'text', nullable: true },
    start_date: { column: sql`last_run.start_date`, type: 'timestamptz', nullable: true },
    last_run_state: { column: sql`last_run.state`, type: 'text', nullable: true },
    last_run_start_date: { column: sql`last_run.start_date`, type: 'timestamptz', nullable: true },
    last_run_run_after: { column: sql`last_run.run_after`, type: 'timestamptz', nullable: true },
  },
  fallback: ['dag_id'],
  key: [{ column: dagId, type: 'text' }],
};

export function listDags(
  database: Database,
  query: Static<typeof DagListQuery>,
  page: Page,
  username: string,
): Promise<ListResult<DagRow>> {
  const order = orderOf(query.order_by, ORDER);
  const from = sql`dag ${lastRun}`;
  return selectPage<DagRow>(
    database.query,
    { columns: dagColumns, from, where: conditions(query, username), order },
    page,
  );
}

function conditions(query: Static<typeof DagListQuery>, username: string): Condition[] {
  return [
    ...dagFilters(query),
    matches(displayName, query.dag_display_name_pattern),
    startsWith(displayName, query.dag_display_name_prefix_pattern),
    equals(sql`dag.has_import_errors`, query.has_import_errors),
    equals(sql`last_run.state`, query.last_dag_run_state),
    equals(sql`dag.bundle_name`, query.bundle_name),
    hasRunWith(query),
    equals(sql`dag.bundle_version`, query.bundle_version),
    query.is_favorite === undefined ? undefined : sql`${isFavoriteOf(username)} = ${query.is_favorite}::boolean`,
    waitsFor(query.asset_dependency),
    query.has_asset_schedule === undefined
      ? undefined
      : sql`(${hasAssetSchedule}) = ${query.has_asset_schedule}::boolean`,
    oneOf(timetableType, query.timetable_type),
  ];
}

const hasAssetSchedule = sql`
  exists (select from asset_reference where asset_reference.dag_id = dag.dag_id and asset_reference.role = 'schedule')
  or exists (select from asset_alias_reference where asset_alias_reference.dag_id = dag.dag_id and asset_alias_reference.role = 'schedule')`;

/** DAGs whose schedule names an asset by such a name or URI. */
function waitsFor(pattern: string | undefined): Condition {
  const byName = matches(sql`asset.name`, pattern);
  const byUri = matches(sql`asset.uri`, pattern);
  if (!byName || !byUri) return undefined;
  return sql`exists (
    select from asset_reference reference join asset on asset.id = reference.asset_id
    where reference.dag_id = dag.dag_id and reference.role = 'schedule' and (${byName} or ${byUri}))`;
}

/** Airflow's class names of the timetables. */
const timetableType = sql`case
  when dag.timetable_summary is null then 'NullTimetable'
  when dag.timetable_summary = 'Asset' then 'AssetTriggeredTimetable'
  when dag.timetable_summary = 'Partitioned Asset' then 'PartitionedAssetTimetable'
  when dag.timetable_summary like 'Asset or %' then 'AssetOrTimeSchedule'
  when dag.timetable_summary = '@once' then 'OnceTimetable'
  when dag.timetable_summary = '@continuous' then 'ContinuousTimetable'
  when dag.timetable_summary ~ '^[0-9]+ day|^[0-9]+:[0-9]{2}:' then 'DeltaTriggerTimetable'
  else 'CronTriggerTimetable' end`;

/** The filters that the list and the bulk patch share. */
function dagFilters(query: {
  tags?: string[];
  tags_match_mode?: 'any' | 'all';
  owners?: string[];
  dag_id_pattern?: string;
  dag_id_prefix_pattern?: string;
  exclude_stale?: boolean;
  paused?: boolean;
}): Condition[] {
  const { tags, owners } = query;
  const operator = query.tags_match_mode === 'all' ? sql`@>` : sql`&&`;
  return [
    tags && tags.length > 0 ? sql`dag.tags ${operator} ${tags}::text[]` : undefined,
    owners && owners.length > 0 ? sql`dag.owners && ${owners}::text[]` : undefined,
    matches(dagId, query.dag_id_pattern),
    startsWith(dagId, query.dag_id_prefix_pattern),
    query.exclude_stale === false ? undefined : sql`not dag.is_stale`,
    equals(sql`dag.is_paused`, query.paused),
  ];
}

/** DAGs that have a run for which all of these hold at once. */
function hasRunWith(query: Static<typeof DagListQuery>): Condition {
  const conditions = [
    within(sql`dag_run.start_date`, 'dag_run_start_date', query),
    within(sql`dag_run.end_date`, 'dag_run_end_date', query),
    oneOf(sql`dag_run.state`, query.dag_run_state),
  ].filter((one) => one !== undefined);
  if (conditions.length === 0) return undefined;
  return sql`exists (select from dag_run where dag_run.dag_id = dag.dag_id and ${allOf(conditions)})`;
}
