/** What is live, for a comparison with what would be. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';
import { isUsed } from './dag-store.ts';

export interface LiveDag {
  dag_id: string;
  bundle_name: string;
  fileloc: string;
  relative_fileloc: string;
  version_id: string;
  version_number: number;
  content_hash: string;
  serialized: SerializedDag;
  is_used: boolean;
}

/** The DAGs that are not stale, each with its current version. */
export async function selectLiveDags(sql: Sql): Promise<LiveDag[]> {
  const { rows } = await sql.query<LiveDag>(
    `select dag.dag_id, dag.bundle_name, dag.fileloc, dag.relative_fileloc, dag_version.id as version_id, dag_version.version_number, dag_version.content_hash,
       dag_version.serialized, ${isUsed('dag_version')} as is_used
     from dag join dag_version on dag_version.id = dag.current_version_id
     where dag.is_stale = false
     order by dag.dag_id`,
  );
  return rows;
}

export interface OpenRun {
  dag_id: string;
  run_id: string;
  state: string;
  version_number: number | null;
}

/** Runs of the DAGs that have not ended, oldest first. */
export async function selectOpenRunsOf(sql: Sql, dagIds: readonly string[]): Promise<OpenRun[]> {
  const { rows } = await sql.query<OpenRun>(
    `select dag_run.dag_id, dag_run.run_id, dag_run.state, dag_version.version_number
     from dag_run left join dag_version on dag_version.id = dag_run.dag_version_id
     where dag_run.dag_id = any ($1::text[]) and dag_run.state in ('queued', 'running')
     order by dag_run.id`,
    [dagIds],
  );
  return rows;
}

export interface OpenBackfill {
  dag_id: string;
  id: number;
  /** ISO 8601. */
  from_date: string;
  to_date: string;
  /** Dates that have no run yet. */
  waiting: number;
}

export async function selectOpenBackfillsOf(sql: Sql, dagIds: readonly string[]): Promise<OpenBackfill[]> {
  const { rows } = await sql.query<OpenBackfill>(
    `select backfill.dag_id, backfill.id, backfill.from_date, backfill.to_date,
       (select count(*)::int from backfill_dag_run
        where backfill_dag_run.backfill_id = backfill.id and backfill_dag_run.dag_run_id is null
          and backfill_dag_run.exception_reason is null) as waiting
     from backfill
     where backfill.dag_id = any ($1::text[]) and backfill.completed_at is null
     order by backfill.id`,
    [dagIds],
  );
  return rows;
}
