import { sql } from 'kysely';
import {
  type Column,
  type Condition,
  equals,
  matches,
  oneOf,
  type Ranges,
  startsWith,
  within,
} from '#api/list/conditions.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import type { ListQuery } from '#api/list/select-page.ts';
import { RUN_STATES } from '#domain/states.ts';
import { ApiError } from '#http/api-error.ts';
import { runColumns, runDuration, runTables } from './run-row.ts';
import { RUN_TYPES } from './schemas.ts';

const instant = (name: string, nullable: boolean) =>
  ({ column: sql`dag_run.${sql.ref(name)}`, type: 'timestamptz', nullable }) as const;
const text = (name: string, nullable = false) =>
  ({ column: sql`dag_run.${sql.ref(name)}`, type: 'text', nullable }) as const;

const id = { column: sql`dag_run.id`, type: 'bigint' } as const;

const ORDER: OrderRules = {
  columns: {
    id,
    dag_id: text('dag_id'),
    run_id: text('run_id'),
    dag_run_id: text('run_id'),
    state: text('state'),
    run_type: text('run_type'),
    triggering_user_name: text('triggering_user_name', true),
    logical_date: instant('logical_date', true),
    partition_date: instant('partition_date', true),
    run_after: instant('run_after', false),
    queued_at: instant('queued_at', true),
    start_date: instant('start_date', true),
    end_date: instant('end_date', true),
    data_interval_start: instant('data_interval_start', true),
    data_interval_end: instant('data_interval_end', true),
    // Airflow keeps a time of the last update; the nearest that we know of is the last decision.
    updated_at: instant('last_scheduling_decision', true),
    duration: { column: runDuration, type: 'double precision', nullable: true },
    conf: { column: sql`dag_run.conf::text`, type: 'text' },
  },
  fallback: ['id'],
  key: [id],
};

export type RunFilters = Ranges<
  'run_after' | 'logical_date' | 'start_date' | 'end_date' | 'duration' | 'updated_at'
> & {
  dagIds?: readonly string[] | null;
  state?: readonly (string | null)[] | null;
  run_type?: readonly string[];
  dag_version?: readonly number[];
  bundle_version?: string;
  conf_contains?: string | null;
  run_id_pattern?: string;
  run_id_prefix_pattern?: string;
  triggering_user_name_pattern?: string;
  triggering_user_name_prefix_pattern?: string;
  dag_id_pattern?: string;
  dag_id_prefix_pattern?: string;
  partition_key_pattern?: string;
  partition_key_prefix_pattern?: string;
  consuming_asset_pattern?: string;
  /** Instants; `until` is no more part of it. */
  partitionDate?: { from: string | null; until: string | null };
};

/** Throws 422 for a state or type that does not exist, 400 for an order that does not. */
export function runList(filters: RunFilters, orderBy: readonly string[] | undefined): ListQuery {
  const where: Condition[] = [
    oneOf(sql`dag_run.dag_id`, filters.dagIds ?? undefined),
    oneOf(sql`dag_run.state`, known('state', filters.state, RUN_STATES)),
    oneOf(sql`dag_run.run_type`, known('run_type', filters.run_type, RUN_TYPES)),
    versionIn(filters.dag_version),
    confContains(filters.conf_contains),
    matches(sql`dag_run.run_id`, filters.run_id_pattern),
    startsWith(sql`dag_run.run_id`, filters.run_id_prefix_pattern),
    matches(sql`dag_run.triggering_user_name`, filters.triggering_user_name_pattern),
    startsWith(sql`dag_run.triggering_user_name`, filters.triggering_user_name_prefix_pattern),
    matches(sql`dag_run.dag_id`, filters.dag_id_pattern),
    startsWith(sql`dag_run.dag_id`, filters.dag_id_prefix_pattern),
    within(sql`dag_run.run_after`, 'run_after', filters),
    within(sql`dag_run.logical_date`, 'logical_date', filters),
    within(sql`dag_run.start_date`, 'start_date', filters),
    within(sql`dag_run.end_date`, 'end_date', filters),
    within(sql`dag_run.last_scheduling_decision`, 'updated_at', filters),
    within(runDuration, 'duration', filters),
    hasPart(sql`dag_run.partition_key`, filters.partition_key_pattern),
    filters.partition_key_prefix_pattern
      ? sql`dag_run.partition_key ^@ ${filters.partition_key_prefix_pattern}::text`
      : undefined,
    consumed(filters.consuming_asset_pattern),
    filters.partitionDate?.from ? sql`dag_run.partition_date >= ${filters.partitionDate.from}::timestamptz` : undefined,
    filters.partitionDate?.until
      ? sql`dag_run.partition_date < ${filters.partitionDate.until}::timestamptz`
      : undefined,
    equals(sql`dag_run.bundle_version`, filters.bundle_version),
  ];
  const order = orderOf(orderBy, ORDER);
  return { columns: runColumns, from: runTables, countFrom: sql`dag_run`, where, order };
}

/** Contains the text, whatever its case; nothing in it is a wildcard. */
function hasPart(column: Column, part: string | undefined): Condition {
  return part ? sql`position(lower(${part}::text) in lower(${column})) > 0` : undefined;
}

/** Runs that were made for events of an asset with this in its name or URI. Nothing in it is a wildcard. */
function consumed(pattern: string | undefined): Condition {
  if (!pattern) return undefined;
  return sql`exists (
    select from dag_run_asset_event link join asset_event on asset_event.id = link.event_id
    join asset on asset.id = asset_event.asset_id
    where link.dag_run_id = dag_run.id and (${hasPart(sql`asset.name`, pattern)} or ${hasPart(sql`asset.uri`, pattern)}))`;
}

function versionIn(numbers: readonly number[] | undefined): Condition {
  if (!numbers || numbers.length === 0) return undefined;
  return sql`dag_run.dag_version_id in (
    select dag_version.id from dag_version
    where dag_version.dag_id = dag_run.dag_id and dag_version.version_number = any(${numbers}::integer[]))`;
}

/** Airflow looks for the text in the JSON text of the conf, whatever its case. */
function confContains(part: string | null | undefined): Condition {
  if (!part) return undefined;
  return sql`position(lower(${part}::text) in lower(dag_run.conf::text)) > 0`;
}

/** Airflow answers an unknown word here with a sentence instead of a list of problems. */
function known(
  name: string,
  words: readonly (string | null)[] | null | undefined,
  allowed: readonly string[],
): string[] | undefined {
  const given = words?.filter((word) => word !== null);
  if (given?.every((word) => allowed.includes(word)) ?? true) return given;
  const reason = `Invalid value for ${name}. Valid values are ${allowed.join(', ')}`;
  throw new ApiError('REQUEST_INVALID', reason, { reason });
}
