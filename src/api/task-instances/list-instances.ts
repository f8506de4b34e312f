import { type RawBuilder, sql } from 'kysely';
import {
  allOf,
  type Condition,
  equals,
  inStates,
  matches,
  oneOf,
  type Ranges,
  startsWith,
  within,
} from '#api/list/conditions.ts';
import { oneOfKnown } from '#api/list/known-values.ts';
import { type OrderRules, orderOf, ordersBy } from '#api/list/order.ts';
import type { ListQuery } from '#api/list/select-page.ts';
import { TASK_STATES } from '#domain/states.ts';
import { ApiError } from '#http/api-error.ts';
import { instanceColumns, instanceJoins, instanceTables, joinRendered } from './instance-row.ts';
import type { KnownValues, Patterned } from './known-values.ts';

const text = (column: RawBuilder<unknown>, nullable = false) => ({ column, type: 'text', nullable }) as const;
const integer = (column: RawBuilder<unknown>) => ({ column, type: 'integer' }) as const;
const instant = (column: RawBuilder<unknown>, nullable = true) => ({ column, type: 'timestamptz', nullable }) as const;

const KEY = [
  { column: sql`ti.dag_run_id`, type: 'bigint' },
  text(sql`ti.task_id`),
  integer(sql`ti.map_index`),
] as const;

/** Columns of other tables than that of the instances. */
const RUN = {
  run_id: text(sql`dag_run.run_id`),
  logical_date: instant(sql`dag_run.logical_date`),
  run_after: instant(sql`dag_run.run_after`, false),
  data_interval_start: instant(sql`dag_run.data_interval_start`),
  data_interval_end: instant(sql`dag_run.data_interval_end`),
};
/** Those without a name follow by their number. */
const RENDERED = { rendered_map_index: text(sql`rendered.map_index_name`, true) };
const [OF_THE_RUN, OF_RENDERED] = [Object.values(RUN), Object.values(RENDERED)];

const ORDER: OrderRules = {
  columns: {
    ...RUN,
    ...RENDERED,
    id: text(sql`ti.id::text`),
    state: text(sql`ti.state`, true),
    task_id: text(sql`ti.task_id`),
    task_display_name: text(sql`ti.task_id`),
    dag_id: text(sql`ti.dag_id`),
    map_index: integer(sql`ti.map_index`),
    try_number: integer(sql`ti.try_number`),
    operator: text(sql`ti.operator`),
    pool: text(sql`ti.pool`),
    queue: text(sql`ti.queue`),
    start_date: instant(sql`ti.start_date`),
    end_date: instant(sql`ti.end_date`),
    duration: { column: sql`ti.duration`, type: 'double precision', nullable: true },
    queued_when: instant(sql`ti.queued_when`),
    scheduled_when: instant(sql`ti.scheduled_when`),
  },
  fallback: [],
  key: KEY,
};

const NEWEST_FIRST: OrderRules = {
  ...ORDER,
  columns: { ...ORDER.columns, dag_run_id: KEY[0] },
  fallback: ['-dag_run_id'],
};

const INSTANTS = ['run_after', 'logical_date', 'start_date', 'end_date', 'updated_at'] as const;
const isOpenAfter = (filters: InstanceFilters): boolean =>
  INSTANTS.some((name) => filters[`${name}_gte`] ?? filters[`${name}_gt`]) &&
  !INSTANTS.some((name) => filters[`${name}_lte`] ?? filters[`${name}_lt`]);

export type InstanceFilters = Ranges<
  'run_after' | 'logical_date' | 'start_date' | 'end_date' | 'updated_at' | 'duration'
> & {
  /** Given where the run is known: then nothing else has to be looked at. */
  dagRunId?: number;
  dagIds?: readonly string[] | null;
  runIds?: readonly string[] | null;
  /** None: all. */
  taskIds?: readonly string[] | null;
  /** What is asked for leaves no task. */
  isNothing?: boolean;
  mapped?: boolean;
  state?: readonly (string | null)[] | null;
  pool?: readonly string[] | null;
  queue?: readonly string[] | null;
  executor?: readonly string[] | null;
  pool_name_pattern?: string;
  pool_name_prefix_pattern?: string;
  queue_name_pattern?: string;
  queue_name_prefix_pattern?: string;
  version_number?: readonly number[];
  try_number?: readonly number[];
  operator?: readonly string[];
  operator_name_pattern?: string;
  operator_name_prefix_pattern?: string;
  map_index?: readonly number[];
  rendered_map_index_pattern?: string;
  rendered_map_index_prefix_pattern?: string;
  task_display_name_pattern?: string;
  task_display_name_prefix_pattern?: string;
  dag_id_pattern?: string;
  dag_id_prefix_pattern?: string;
  run_id_pattern?: string;
  run_id_prefix_pattern?: string;
};

/**
 * Throws 422 for a state that does not exist, 400 for an order that does not.
 * Without an order the rows come by their primary key, run by run: Airflow's `map_index` would sort the whole table. Where what is asked for begins
 * at an instant and is open after it, the newest run comes first: it would be a long way there from the oldest.
 */
export function instanceList(
  filters: InstanceFilters,
  orderBy: readonly string[] | undefined,
  known: KnownValues = {},
): ListQuery {
  const patterned = (name: Patterned, pattern?: string, prefix?: string): Condition[] => {
    const column = sql.ref(`ti.${name}`);
    const values = known[name];
    if (values) return [oneOfKnown(column, values)];
    return [matches(column, pattern), startsWith(column, prefix)];
  };
  const ofTheName = named(filters);
  const own: Condition[] = [
    equals(sql`ti.dag_run_id`, filters.dagRunId),
    // The runs that are known are of these DAGs: to say it twice misleads the planner.
    known.runs ? undefined : oneOf(sql`ti.dag_id`, filters.dagIds ?? undefined),
    oneOf(sql`ti.task_id`, filters.taskIds ?? undefined),
    filters.isNothing ? sql`false` : undefined,
    filters.mapped ? sql`ti.map_index >= 0` : undefined,
    inStates(sql`ti.state`, knownStates(filters.state)),
    oneOf(sql`ti.pool`, filters.pool ?? undefined),
    oneOf(sql`ti.queue`, filters.queue ?? undefined),
    filters.executor && filters.executor.length > 0 ? sql`false` : undefined,
    ...patterned('pool', filters.pool_name_pattern, filters.pool_name_prefix_pattern),
    ...patterned('queue', filters.queue_name_pattern, filters.queue_name_prefix_pattern),
    known.versions
      ? oneOfKnown(sql`ti.dag_version_id`, known.versions, 'uuid[]')
      : versionIn(filters.version_number, filters.dagIds),
    oneOf(sql`ti.try_number`, filters.try_number, 'integer[]'),
    oneOf(sql`ti.operator`, filters.operator),
    ...patterned('operator', filters.operator_name_pattern, filters.operator_name_prefix_pattern),
    oneOf(sql`ti.map_index`, filters.map_index, 'integer[]'),
    ...ofTheName,
    ...patterned('task_id', filters.task_display_name_pattern, filters.task_display_name_prefix_pattern),
    ...(known.runs ? [] : patterned('dag_id', filters.dag_id_pattern, filters.dag_id_prefix_pattern)),
    within(sql`ti.start_date`, 'start_date', filters),
    within(sql`ti.end_date`, 'end_date', filters),
    within(sql`ti.duration`, 'duration', filters),
    within(lastChange, 'updated_at', filters),
  ];
  const ofTheRun = known.runs ? [oneOfKnown(sql`ti.dag_run_id`, known.runs, 'bigint[]')] : conditionsOfRun(filters);
  const order = orderOf(orderBy, isOpenAfter(filters) ? NEWEST_FIRST : ORDER);
  const joinRun = sql`join dag_run on dag_run.id = ti.dag_run_id`;
  const ofRuns = !known.runs && ofTheRun.some((condition) => condition !== undefined);
  const tables = (withRun: boolean, withName: boolean) =>
    sql`task_instance ti ${withRun ? joinRun : sql``} ${withName ? joinRendered : sql``}`;
  const isNamed = ofTheName.length > 0;
  return {
    columns: instanceColumns,
    from: instanceTables,
    countFrom: tables(ofRuns, isNamed),
    found: {
      row: 'ti',
      from: tables(ofRuns || ordersBy(order, OF_THE_RUN), isNamed || ordersBy(order, OF_RENDERED)),
      joins: instanceJoins,
    },
    where: [...own, ...ofTheRun],
    order,
  };
}

/** What is asked of the run of an instance. */
export const conditionsOfRun = (filters: InstanceFilters): Condition[] => [
  oneOf(sql`dag_run.run_id`, filters.runIds ?? undefined),
  matches(sql`dag_run.run_id`, filters.run_id_pattern),
  startsWith(sql`dag_run.run_id`, filters.run_id_prefix_pattern),
  within(sql`dag_run.run_after`, 'run_after', filters),
  within(sql`dag_run.logical_date`, 'logical_date', filters),
];

/** By the name of a mapped instance, or by its number where it has none. */
function named({
  rendered_map_index_pattern: pattern,
  rendered_map_index_prefix_pattern: prefix,
}: InstanceFilters): Condition[] {
  const fits = (name: RawBuilder<unknown>) => [matches(name, pattern), startsWith(name, prefix)];
  if (fits(sql`''`).every((condition) => condition === undefined)) return [];
  return [
    // All others are numbered -1: they are looked through only where that is asked for.
    sql`(ti.map_index >= 0 or ${allOf(fits(sql`'-1'`))})`,
    ...fits(sql`coalesce(rendered.map_index_name, ti.map_index::text)`),
  ];
}

/** Airflow keeps a time of the last update; here the last of the times of an attempt. */
const lastChange = sql`greatest(ti.scheduled_when, ti.queued_when, ti.start_date, ti.end_date)`;

function versionIn(numbers: readonly number[] | undefined, dagIds: readonly string[] | null | undefined): Condition {
  const isWanted = oneOf(sql`dag_version.version_number`, numbers, 'integer[]');
  if (!isWanted) return undefined;
  const ofDags = oneOf(sql`dag_version.dag_id`, dagIds ?? undefined);
  return sql`ti.dag_version_id in (select dag_version.id from dag_version where ${allOf([isWanted, ofDags])})`;
}

const STATE_WORDS = new Set<string>([...TASK_STATES, 'none', 'no_status']);

function knownStates(words: readonly (string | null)[] | null | undefined) {
  if (!words) return undefined;
  if (words.some((word) => word !== null && !STATE_WORDS.has(word))) {
    const reason = `Invalid value for state. Valid values are ${TASK_STATES.join(', ')}`;
    throw new ApiError('REQUEST_INVALID', reason, { reason });
  }
  return words.map((word) => (word === 'no_status' ? null : word));
}
