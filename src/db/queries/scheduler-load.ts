/** What a scheduler reads: DAGs, pools, open runs. Instants come as epoch milliseconds. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';
import type { Quarantine } from '#domain/quarantine.ts';
import type { WaitFor } from '#domain/wait-for.ts';

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::double precision`;

export interface DagRow {
  dag_id: string;
  is_paused: boolean;
  /** Since when, and why; null: it is in none. */
  quarantined_at: number | null;
  quarantine: Omit<Quarantine, 'since'> | null;
  is_stale: boolean;
  max_active_runs: number;
  max_active_tasks: number;
  version_id: string;
  snapshot_hash: string;
  bundle_version: string | null;
  serialized: SerializedDag;
  /** Data interval of the newest run that the schedule made. */
  last_start: number | null;
  last_end: number | null;
  max_consecutive_failed_dag_runs: number;
  /** As many of the newest runs; null where that is 0. */
  recent_runs: { id: number; run_after: number; state: string }[] | null;
  /** Milliseconds, newest first; null where no deadline of the DAG looks at them. */
  runtimes: number[] | null;
}

/** All DAGs that have a version, or those of `dagIds`. A run of the schedule that a backfill took over is still one of the schedule. */
export async function selectDags(sql: Sql, dagIds: readonly string[] | null): Promise<DagRow[]> {
  const { rows } = await sql.query<DagRow>(
    `select dag.dag_id, dag.is_paused, ${ms('dag.quarantined_at')} as quarantined_at, dag.quarantine, dag.is_stale, dag.max_active_runs, dag.max_active_tasks,
       dag_version.id as version_id, dag_version.snapshot_hash, dag.bundle_version, dag_version.serialized,
       ${ms('last.data_interval_start')} as last_start, ${ms('last.data_interval_end')} as last_end,
       dag.max_consecutive_failed_dag_runs,
       case when dag.max_consecutive_failed_dag_runs > 0 then (
         select json_agg(json_build_object('id', newest.id, 'run_after', ${ms('newest.run_after')}, 'state', newest.state)
           order by newest.run_after desc, newest.id desc)
         from (
           select dag_run.id, dag_run.run_after, dag_run.state from dag_run
           where dag_run.dag_id = dag.dag_id order by dag_run.run_after desc, dag_run.id desc
           limit dag.max_consecutive_failed_dag_runs
         ) newest
       ) end as recent_runs,
       case when dag_version.serialized ? 'deadlines' then (
         select json_agg(newest.took order by newest.end_date desc)
         from (
           select dag_run.end_date, extract(epoch from dag_run.end_date - dag_run.start_date)::double precision * 1000 as took from dag_run
           where dag_run.dag_id = dag.dag_id and dag_run.state = 'success' and dag_run.start_date is not null and dag_run.end_date is not null
           order by dag_run.end_date desc
           limit (select coalesce(max((one.value #>> '{reference,maxRuns}')::int), 0)
             from jsonb_array_elements(dag_version.serialized -> 'deadlines') one)
         ) newest
       ) end as runtimes
     from dag join dag_version on dag_version.id = dag.current_version_id
     left join lateral (
       select dag_run.data_interval_start, dag_run.data_interval_end from dag_run
       where dag_run.dag_id = dag.dag_id and dag_run.logical_date is not null and (
           dag_run.run_type = 'scheduled' or dag_run.run_type = 'backfill' and dag_run.run_id like 'scheduled\\_\\_%')
       order by dag_run.logical_date desc limit 1
     ) last on true
     where $1::text[] is null or dag.dag_id = any ($1::text[])`,
    [dagIds],
  );
  return rows;
}

export interface VersionRow {
  id: string;
  snapshot_hash: string;
  bundle_version: string | null;
  serialized: SerializedDag;
}

export async function selectVersion(sql: Sql, versionId: string): Promise<VersionRow | undefined> {
  const { rows } = await sql.query<VersionRow>(
    `select dag_version.id, dag_version.snapshot_hash, dag_version.bundle_version, dag_version.serialized from dag_version
     where dag_version.id = $1::uuid`,
    [versionId],
  );
  return rows[0];
}

export async function selectPools(sql: Sql): Promise<{ name: string; slots: number; includeDeferred: boolean }[]> {
  const { rows } = await sql.query<{ name: string; slots: number; includeDeferred: boolean }>(
    `select slot_pool.pool as name, slot_pool.slots, slot_pool.include_deferred as "includeDeferred" from slot_pool order by slot_pool.pool`,
  );
  return rows;
}

export interface OpenRunRow {
  id: number;
  dag_id: string;
  run_id: string;
  run_type: string;
  logical_date: number | null;
  data_interval_start: number | null;
  data_interval_end: number | null;
  run_after: number;
  is_for_later: boolean;
  start_date: number | null;
  conf: SerializedDag['defaultArgs'];
  triggering_user_name: string | null;
  partition_key: string | null;
  partition_date: number | null;
  state: string;
  clear_number: number;
  dag_version_id: string;
  bundle_version: string | null;
  backfill_id: number | null;
  edited_pools: { [taskId: string]: string } | null;
}

const RUN_COLUMNS = `dag_run.id, dag_run.dag_id, dag_run.run_id, dag_run.run_type, ${ms('dag_run.logical_date')} as logical_date,
  ${ms('dag_run.data_interval_start')} as data_interval_start, ${ms('dag_run.data_interval_end')} as data_interval_end,
  ${ms('dag_run.run_after')} as run_after,
  coalesce(dag_run.run_after > dag_run.queued_at + interval '1 second', false) as is_for_later, ${ms('dag_run.start_date')} as start_date, dag_run.conf, dag_run.triggering_user_name, dag_run.partition_key,
  ${ms('dag_run.partition_date')} as partition_date,
  dag_run.state, dag_run.clear_number, dag_run.dag_version_id, dag_run.bundle_version, dag_run.backfill_id, dag_run.edited_pools`;

/** The open runs become those of `epoch`, and are returned. */
export async function adoptOpenRuns(sql: Sql, epoch: number): Promise<OpenRunRow[]> {
  const { rows } = await sql.query<OpenRunRow>(
    `update dag_run set lease_epoch = $1::bigint where dag_run.state in ('queued', 'running') returning ${RUN_COLUMNS}`,
    [epoch],
  );
  return rows;
}

/** Undefined, too, where it is being removed: see clean-runs.ts. */
export async function selectRun(sql: Sql, dagRunId: number): Promise<OpenRunRow | undefined> {
  const { rows } = await sql.query<OpenRunRow>(
    `select ${RUN_COLUMNS} from dag_run where dag_run.id = $1::bigint and dag_run.lease_epoch >= 0`,
    [dagRunId],
  );
  return rows[0];
}

export interface InstanceDbRow {
  r: number;
  task_id: string;
  map_index: number;
  id: string;
  state: string | null;
  try_number: number;
  max_tries: number;
  next_start_at: number | null;
  scheduled_when: number | null;
  queued_when: number | null;
  start_date: number | null;
  end_date: number | null;
  pid: number | null;
  error: { code: string; message: string } | null;
  skips: string[] | null;
  returned_length: number | null;
  wait_for: WaitFor | null;
  waiting_since: number | null;
  lost_attempts: number;
}

const INSTANCE_COLUMNS = `ti.dag_run_id as r, ti.task_id, ti.map_index, ti.id, ti.state, ti.try_number, ti.max_tries,
  ${ms('ti.next_start_at')} as next_start_at, ${ms('ti.scheduled_when')} as scheduled_when, ${ms('ti.queued_when')} as queued_when,
  ${ms('ti.start_date')} as start_date, ${ms('ti.end_date')} as end_date, ti.pid, ti.error, ti.skips, ti.returned_length,
  ti.wait_for, ${ms('ti.waiting_since')} as waiting_since,
  case when ti.state = 'running' then (
    select count(*)::int from task_instance_history h
    where h.dag_run_id = ti.dag_run_id and h.task_id = ti.task_id and h.map_index = ti.map_index and h.error ->> 'code' = 'WORKER_LOST'
  ) else 0 end as lost_attempts`;

/** The instances of the open runs of `epoch`, in one sweep. */
export async function selectOpenInstances(sql: Sql, epoch: number): Promise<InstanceDbRow[]> {
  const { rows } = await sql.query<InstanceDbRow>(
    `select ${INSTANCE_COLUMNS} from task_instance ti
     join dag_run on dag_run.id = ti.dag_run_id
     where dag_run.state in ('queued', 'running') and dag_run.lease_epoch = $1::bigint`,
    [epoch],
  );
  return rows;
}

export async function selectInstances(sql: Sql, dagRunId: number): Promise<InstanceDbRow[]> {
  const { rows } = await sql.query<InstanceDbRow>(
    `select ${INSTANCE_COLUMNS} from task_instance ti where ti.dag_run_id = $1::bigint`,
    [dagRunId],
  );
  return rows;
}

export async function selectRunByRunId(
  sql: Sql,
  dagId: string,
  runId: string,
): Promise<{ id: number; run_id: string } | undefined> {
  const { rows } = await sql.query<{ id: number; run_id: string }>(
    `select dag_run.id, dag_run.run_id from dag_run where dag_run.dag_id = $1::text and dag_run.run_id = $2::text`,
    [dagId, runId],
  );
  return rows[0];
}

export async function selectRunByDate(
  sql: Sql,
  dagId: string,
  logicalDate: number,
): Promise<{ id: number; run_id: string } | undefined> {
  const { rows } = await sql.query<{ id: number; run_id: string }>(
    `select dag_run.id, dag_run.run_id from dag_run where dag_run.dag_id = $1::text and dag_run.logical_date = $2::timestamptz`,
    [dagId, new Date(logicalDate)],
  );
  return rows[0];
}

export async function selectPreviousRun(
  sql: Sql,
  dagId: string,
  { before, since, automated }: { before: number; since: number | null; automated: boolean },
): Promise<number | undefined> {
  const { rows } = await sql.query<{ id: number }>(
    `select dag_run.id from dag_run
     where dag_run.dag_id = $1::text and dag_run.logical_date < $2::timestamptz
       and ($3::timestamptz is null or dag_run.logical_date >= $3::timestamptz) and (not $4::boolean or dag_run.run_type <> 'manual')
     order by dag_run.logical_date desc limit 1`,
    [dagId, new Date(before), since === null ? null : new Date(since), automated],
  );
  return rows[0]?.id;
}

export async function selectExistingRuns(sql: Sql, ids: readonly number[]): Promise<number[]> {
  const { rows } = await sql.query<{ id: number }>(
    `select dag_run.id from dag_run where dag_run.id = any ($1::bigint[])`,
    [ids],
  );
  return rows.map((row) => row.id);
}

export async function reserveRunIds(sql: Sql, count: number): Promise<number[]> {
  const { rows } = await sql.query<{ id: number }>(
    `select nextval(pg_get_serial_sequence('dag_run', 'id')) as id from generate_series(1, $1::int)`,
    [count],
  );
  return rows.map((row) => row.id);
}

export interface ArrivalRow {
  dag_id: string;
  partition_key: string;
  name: string;
  uri: string;
  since: number;
  newest: number;
  aliases: string[];
  keys: string[];
  partition_date: number | null;
}

/** What is queued for DAGs by events of assets, by DAG and asset. */
export async function selectArrivals(sql: Sql): Promise<ArrivalRow[]> {
  const { rows } = await sql.query<ArrivalRow>(
    `select queue.dag_id, queue.partition_key, asset.name, asset.uri, ${ms('min(asset_event."timestamp")')} as since, ${ms('max(asset_event."timestamp")')} as newest,
       coalesce(array_agg(distinct asset_alias.name) filter (where asset_alias.name is not null), '{}') as aliases,
       coalesce(array_agg(distinct asset_event.partition_key) filter (where asset_event.partition_key is not null), '{}') as keys,
       ${ms('max(source.partition_date)')} as partition_date
     from asset_event_queue queue
     join asset on asset.id = queue.asset_id
     join asset_event on asset_event.id = queue.event_id
     left join dag_run source on source.dag_id = asset_event.source_dag_id and source.run_id = asset_event.source_run_id
       and source.partition_key = asset_event.partition_key
     left join asset_alias_event on asset_alias_event.event_id = queue.event_id
     left join asset_alias on asset_alias.id = asset_alias_event.alias_id
     group by queue.dag_id, queue.partition_key, asset.name, asset.uri`,
  );
  return rows;
}

export async function reserveAssetEventId(sql: Sql): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(`select nextval(pg_get_serial_sequence('asset_event', 'id')) as id`);
  return rows[0]?.id ?? 0;
}

export interface DeadlineDbRow {
  dag_run_id: number;
  number: number;
  due: number;
}

/** Those of open runs that are not missed. */
export async function selectDeadlines(sql: Sql): Promise<DeadlineDbRow[]> {
  const { rows } = await sql.query<DeadlineDbRow>(
    `select deadline.dag_run_id, deadline.number, ${ms('deadline.deadline_time')} as due
     from deadline join dag_run on dag_run.id = deadline.dag_run_id
     where deadline.missed_at is null and dag_run.state in ('queued', 'running')`,
  );
  return rows;
}
