/** What a scheduler reads of backfills. Instants come as epoch milliseconds. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::double precision`;

export interface BackfillRow {
  id: number;
  dag_id: string;
  from_date: number;
  to_date: number;
  dag_run_conf: SerializedDag['defaultArgs'] | null;
  is_paused: boolean;
  reprocess_behavior: string;
  max_active_runs: number;
  run_backwards: boolean;
  run_on_latest_version: boolean;
  triggering_user_name: string | null;
  created_at: number;
  completed_at: number | null;
  updated_at: number;
}

/** The one of `id`; null: those that go on, and those with open runs. */
export async function selectBackfills(sql: Sql, id: number | null): Promise<BackfillRow[]> {
  const { rows } = await sql.query<BackfillRow>(
    `select backfill.id, backfill.dag_id, ${ms('backfill.from_date')} as from_date, ${ms('backfill.to_date')} as to_date,
       backfill.dag_run_conf, backfill.is_paused, backfill.reprocess_behavior, backfill.max_active_runs, backfill.run_backwards,
       backfill.run_on_latest_version, backfill.triggering_user_name, ${ms('backfill.created_at')} as created_at,
       ${ms('backfill.completed_at')} as completed_at, ${ms('backfill.updated_at')} as updated_at
     from backfill
     where backfill.id = $1::int or $1::int is null and (backfill.completed_at is null or backfill.id in (
       select dag_run.backfill_id from dag_run where dag_run.state in ('queued', 'running') and dag_run.backfill_id is not null))
     order by backfill.id`,
    [id],
  );
  return rows;
}

export interface PendingDateRow {
  backfill_id: number;
  sort_ordinal: number;
  logical_date: number;
  data_interval_start: number;
  data_interval_end: number;
  run_after: number;
}

/** The dates whose turn has not come, of the backfills that go on. */
export async function selectPendingDates(sql: Sql): Promise<PendingDateRow[]> {
  const { rows } = await sql.query<PendingDateRow>(
    `select bdr.backfill_id, bdr.sort_ordinal, ${ms('bdr.logical_date')} as logical_date, ${ms('bdr.data_interval_start')} as data_interval_start,
       ${ms('bdr.data_interval_end')} as data_interval_end, ${ms('bdr.run_after')} as run_after
     from backfill_dag_run bdr join backfill on backfill.id = bdr.backfill_id
     where backfill.completed_at is null and bdr.dag_run_id is null and bdr.exception_reason is null
     order by bdr.backfill_id, bdr.sort_ordinal`,
  );
  return rows;
}

export async function selectRunsOfDates(
  sql: Sql,
  dagId: string,
  logicalDates: readonly number[],
): Promise<{ id: number; logical_date: number; state: string }[]> {
  const { rows } = await sql.query<{ id: number; logical_date: number; state: string }>(
    `select dag_run.id, ${ms('dag_run.logical_date')} as logical_date, dag_run.state
     from dag_run where dag_run.dag_id = $1::text and dag_run.logical_date = any ($2::timestamptz[])`,
    [dagId, logicalDates.map((at) => new Date(at))],
  );
  return rows;
}

export async function reserveBackfillId(sql: Sql): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(`select nextval(pg_get_serial_sequence('backfill', 'id')) as id`);
  return rows[0]?.id ?? 0;
}
