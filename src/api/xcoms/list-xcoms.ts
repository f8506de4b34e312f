import { sql } from 'kysely';
import { type Condition, equals, matches, oneOf, type Ranges, startsWith, within } from '#api/list/conditions.ts';
import { type OrderColumn, type OrderRules, orderOf, ordersBy } from '#api/list/order.ts';
import type { ListQuery } from '#api/list/select-page.ts';
import type { Database } from '#db/database.ts';
import type { StoredValue } from './xcom-value.ts';

export interface XComRow {
  key: string;
  timestamp: string;
  map_index: number;
  task_id: string;
  dag_id: string;
  run_id: string;
  dag_display_name: string | null;
  logical_date: string | null;
  run_after: string;
}

const columns = sql`xcom.key, xcom."timestamp", xcom.map_index, xcom.task_id, dag_run.dag_id, dag_run.run_id,
  dag.display_name as dag_display_name, dag_run.logical_date, dag_run.run_after`;
const joins = sql`join dag_run on dag_run.id = xcom.dag_run_id left join dag on dag.dag_id = dag_run.dag_id`;
const tables = sql`xcom ${joins}`;

const text = (name: string) => ({ column: sql`${sql.ref(name)}`, type: 'text' }) as const;
const mapIndex = { column: sql`xcom.map_index`, type: 'integer' } as const;

/** Columns of the run. */
const RUN: Readonly<Record<string, OrderColumn>> = {
  dag_id: text('dag_run.dag_id'),
  run_id: text('dag_run.run_id'),
  run_after: { column: sql`dag_run.run_after`, type: 'timestamptz' },
  logical_date: { column: sql`dag_run.logical_date`, type: 'timestamptz', nullable: true },
};
const OF_THE_RUN = Object.values(RUN);

/** Without an order they come by their key, run by run: of one run that is Airflow's order, and over all runs none has to be sorted. */
const ORDER: OrderRules = {
  columns: {
    ...RUN,
    key: text('xcom.key'),
    task_id: text('xcom.task_id'),
    map_index: mapIndex,
    timestamp: { column: sql`xcom."timestamp"`, type: 'timestamptz' },
  },
  fallback: [],
  key: [{ column: sql`xcom.dag_run_id`, type: 'bigint' }, text('xcom.task_id'), mapIndex, text('xcom.key')],
};

export type XComFilters = Ranges<'logical_date' | 'run_after'> & {
  dagIds: string[] | null;
  runIds: string[] | null;
  taskIds: string[] | null;
  xcom_key?: string;
  map_index?: number;
  map_index_filter?: number;
  xcom_key_pattern?: string;
  xcom_key_prefix_pattern?: string;
  dag_display_name_pattern?: string;
  dag_display_name_prefix_pattern?: string;
  run_id_pattern?: string;
  run_id_prefix_pattern?: string;
  task_id_pattern?: string;
  task_id_prefix_pattern?: string;
};

export function xcomList(filters: XComFilters, orderBy: readonly string[] | undefined): ListQuery {
  const ofTheRun: Condition[] = [
    oneOf(sql`dag_run.dag_id`, filters.dagIds ?? undefined),
    oneOf(sql`dag_run.run_id`, filters.runIds ?? undefined),
    matches(sql`dag.display_name`, filters.dag_display_name_pattern),
    startsWith(sql`dag.display_name`, filters.dag_display_name_prefix_pattern),
    matches(sql`dag_run.run_id`, filters.run_id_pattern),
    startsWith(sql`dag_run.run_id`, filters.run_id_prefix_pattern),
    within(sql`dag_run.logical_date`, 'logical_date', filters),
    within(sql`dag_run.run_after`, 'run_after', filters),
  ];
  const own: Condition[] = [
    oneOf(sql`xcom.task_id`, filters.taskIds ?? undefined),
    equals(sql`xcom.key`, filters.xcom_key),
    equals(sql`xcom.map_index`, filters.map_index),
    equals(sql`xcom.map_index`, filters.map_index_filter),
    matches(sql`xcom.key`, filters.xcom_key_pattern),
    startsWith(sql`xcom.key`, filters.xcom_key_prefix_pattern),
    matches(sql`xcom.task_id`, filters.task_id_pattern),
    startsWith(sql`xcom.task_id`, filters.task_id_prefix_pattern),
  ];
  const order = orderOf(orderBy, ORDER);
  const isOfRuns = ofTheRun.some((condition) => condition !== undefined);
  return {
    columns,
    from: tables,
    countFrom: isOfRuns ? tables : sql`xcom`,
    found: { row: 'xcom', from: isOfRuns || ordersBy(order, OF_THE_RUN) ? tables : sql`xcom`, joins },
    where: [...own, ...ofTheRun],
    order,
  };
}

type XComValueRow = XComRow & StoredValue;

export interface XComKey {
  dagId: string;
  runId: string;
  taskId: string;
  mapIndex: number;
  key: string;
}

/** Null where there is none. */
export async function selectXCom(database: Database, wanted: XComKey): Promise<XComValueRow | null> {
  const { rows } = await sql<XComValueRow>`
    select ${columns}, xcom.value, xcom.object from ${tables}
    where dag_run.dag_id = ${wanted.dagId} and dag_run.run_id = ${wanted.runId} and xcom.task_id = ${wanted.taskId}
      and xcom.map_index = ${wanted.mapIndex} and xcom.key = ${wanted.key}`.execute(database.query);
  return rows[0] ?? null;
}
