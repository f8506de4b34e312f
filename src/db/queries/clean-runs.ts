/** Runs that are over and old, and what belongs to them: what `aquilon db clean` removes. */

import type { Sql } from '#db/database.ts';
import { inSpiteOfDeadlocks } from '#db/deadlock.ts';

/**
 * The lease of a run that is being removed: no scheduler has it, and none takes it on. What was claimed before a crash is found by it and
 * removed by the next cleaning, however old it is.
 */
const CLAIMED = -1;

/** What goes with a run, in this order; its own row goes last. */
export const RUN_PARTS = [
  'xcom',
  'rendered_task_instance',
  'task_instance_usage',
  'hitl_detail',
  'deadline',
  'task_state_store',
  'dag_run_asset_event',
  'task_instance_history',
  'task_instance',
] as const;
export type RunPart = (typeof RUN_PARTS)[number];

export interface OldRuns {
  /** ISO 8601: runs that began before; null: all that are over. */
  before: string | null;
  /** Null: of every DAG. */
  dagIds: readonly string[] | null;
  exceptDagIds: readonly string[];
  /** Ids of runs that stay. */
  kept: readonly number[];
}

export interface OldRun {
  id: number;
  dag_id: string;
  run_id: string;
}

// A run that was ended before it began has no start.
const IS_OLD = `
  dag_run.state in ('success', 'failed')
  and ($1::timestamptz is null or dag_run.lease_epoch = ${CLAIMED}
    or coalesce(dag_run.start_date, dag_run.queued_at, dag_run.run_after) < $1::timestamptz)
  and ($2::text[] is null or dag_run.dag_id = any ($2::text[])) and dag_run.dag_id <> all ($3::text[])
  and (dag_run.lease_epoch = ${CLAIMED} or not exists (select from kept where kept.id = dag_run.id))`;

const before = (more: string): string => `
  select previous.id from dag_run open cross join lateral (
    select dag_run.id from dag_run where dag_run.dag_id = open.dag_id and dag_run.logical_date < open.logical_date ${more}
    order by dag_run.logical_date desc limit 1
  ) previous
  where $1::timestamptz is not null and open.state in ('queued', 'running') and open.logical_date is not null`;

// The runs before open ones are asked for anew each time: a task that depends on its past looks at them.
const KEPT = `kept as materialized (
  select kept.id from unnest($4::bigint[]) as kept (id)
  union ${before('')}
  union ${before("and dag_run.run_type <> 'manual'")})`;

/**
 * Of each DAG: the newest run and as many as its limit of failed runs looks at, the newest that its schedule made, which the next one follows,
 * and the newest that succeeded.
 */
export async function selectNewestRuns(sql: Sql): Promise<number[]> {
  const { rows } = await sql.query<{ id: number }>(
    `select newest.id from dag cross join lateral (
       select dag_run.id from dag_run where dag_run.dag_id = dag.dag_id order by dag_run.run_after desc, dag_run.id desc
       limit greatest(1, dag.max_consecutive_failed_dag_runs)) newest
     union
     select newest.id from dag cross join lateral (
       select dag_run.id from dag_run where dag_run.dag_id = dag.dag_id and dag_run.logical_date is not null and (
         dag_run.run_type = 'scheduled' or dag_run.run_type = 'backfill' and dag_run.run_id like 'scheduled\\_\\_%')
       order by dag_run.logical_date desc limit 1) newest
     union
     select newest.id from dag cross join lateral (
       select dag_run.id from dag_run where dag_run.dag_id = dag.dag_id and dag_run.state = 'success'
       order by dag_run.run_after desc, dag_run.id desc limit 1) newest`,
  );
  return rows.map((row) => row.id);
}

const values = ({ before, dagIds, exceptDagIds, kept }: OldRuns) => [before, dagIds, exceptDagIds, kept];

/** The next ones after `afterId`, by their ids, become those of whoever removes them. */
export async function claimOldRuns(sql: Sql, old: OldRuns, afterId: number, limit: number): Promise<OldRun[]> {
  const { rows } = await inSpiteOfDeadlocks(() =>
    sql.query<OldRun>(
      `with ${KEPT}, old as materialized (
       select dag_run.id from dag_run where dag_run.id > $5::bigint and ${IS_OLD} order by dag_run.id limit $6::int
       for update of dag_run skip locked
     ), claimed as (
       update dag_run set lease_epoch = ${CLAIMED} from old where dag_run.id = old.id returning dag_run.id, dag_run.dag_id, dag_run.run_id
     )
     select claimed.id, claimed.dag_id, claimed.run_id from claimed order by claimed.id`,
      [...values(old), afterId, limit],
    ),
  );
  return rows;
}

/** The next ones after `afterId`; nothing happens to them. */
export async function selectOldRuns(sql: Sql, old: OldRuns, afterId: number, limit: number): Promise<number[]> {
  const { rows } = await sql.query<{ id: number }>(
    `with ${KEPT} select dag_run.id from dag_run where dag_run.id > $5::bigint and ${IS_OLD} order by dag_run.id limit $6::int`,
    [...values(old), afterId, limit],
  );
  return rows.map((row) => row.id);
}

export async function countOldRuns(sql: Sql, old: OldRuns): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `with ${KEPT} select count(*) as count from dag_run where ${IS_OLD}`,
    values(old),
  );
  return rows[0]?.count ?? 0;
}

export async function countPartsOfOldRuns(sql: Sql, old: OldRuns, part: RunPart): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `with ${KEPT} select count(*) as count from ${part} part join dag_run on dag_run.id = part.dag_run_id where ${IS_OLD}`,
    values(old),
  );
  return rows[0]?.count ?? 0;
}

/** Names of objects in the store that XComs of the runs lie in; with `before` (ISO 8601) of those that are older. */
export async function selectObjectsOfRuns(
  sql: Sql,
  dagRunIds: readonly number[],
  before: string | null = null,
): Promise<string[]> {
  const { rows } = await sql.query<{ object: string }>(
    `select xcom.object ->> 'object' as object from xcom
     where xcom.dag_run_id = any ($1::bigint[]) and xcom.object is not null
       and ($2::timestamptz is null or xcom."timestamp" < $2::timestamptz)`,
    [dagRunIds, before],
  );
  return rows.map((row) => row.object);
}

export async function selectAttemptsOfRuns(sql: Sql, dagRunIds: readonly number[]): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select task_instance.id from task_instance where task_instance.dag_run_id = any ($1::bigint[])
     union all
     select tried.id from task_instance_history tried where tried.dag_run_id = any ($1::bigint[])`,
    [dagRunIds],
  );
  return rows.map((row) => row.id);
}

/** True while a task of the DAG has a place or waits: as long as that the DAG is not deleted. */
export async function isDagUnderWay(sql: Sql, dagId: string): Promise<boolean> {
  const { rows } = await sql.query<{ under_way: boolean }>(
    `select exists (
       select from dag_run join task_instance on task_instance.dag_run_id = dag_run.id
       where dag_run.dag_id = $1::text and dag_run.state in ('queued', 'running')
         and task_instance.state in ('queued', 'running', 'restarting', 'deferred', 'awaiting_input')) as under_way`,
    [dagId],
  );
  return rows[0]?.under_way ?? false;
}

/** What lies beside the database of the runs that the DAG has. */
export async function belongingsOfDag(
  sql: Sql,
  dagId: string,
): Promise<{ runs: OldRun[]; objects: string[]; attempts: string[] }> {
  const { rows: runs } = await sql.query<OldRun>(
    'select dag_run.id, dag_run.dag_id, dag_run.run_id from dag_run where dag_run.dag_id = $1::text',
    [dagId],
  );
  const ids = runs.map(({ id }) => id);
  return { runs, objects: await selectObjectsOfRuns(sql, ids), attempts: await selectAttemptsOfRuns(sql, ids) };
}
