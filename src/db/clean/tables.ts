/** Which tables `aquilon db clean` cleans, under Airflow's names where Airflow has the table, and which of their rows are old. */

export interface CleanTable {
  /** As a user names it. */
  name: string;
  table: string;
  /** Whole SQL: rows that may go. `$1::timestamptz`: what is older. */
  aged: string;
  /** Rows name their DAG in it; null: they belong to none. */
  dagColumn: string | null;
  /** A column of numbers that grow with the age; null: the table is small. */
  key: string | null;
}

const notAfterNow = 'least($1::timestamptz, now())';

/** Of these, what is old goes whatever it belongs to. */
export const TABLES_BY_AGE: readonly CleanTable[] = [
  {
    name: 'log',
    table: 'event_log',
    aged: 'event_log.dttm < $1::timestamptz',
    dagColumn: 'event_log.dag_id',
    key: 'id',
  },
  {
    // Transitions of runs that stay tell why they are what they are. The newest row tells which number comes next.
    name: 'event',
    table: 'event',
    aged: `event.at < $1::timestamptz and event.seq < (select max(newest.seq) from event newest)
      and not exists (select from dag_run where dag_run.id = event.dag_run_id)`,
    dagColumn: 'event.dag_id',
    key: 'seq',
  },
  {
    // What waits in a queue is to make a run.
    name: 'asset_event',
    table: 'asset_event',
    aged: `asset_event."timestamp" < $1::timestamptz
      and not exists (select from asset_event_queue queue where queue.event_id = asset_event.id)`,
    dagColumn: 'asset_event.source_dag_id',
    key: 'id',
  },
  {
    name: 'job',
    table: 'scheduler',
    aged: `coalesce(scheduler.ended_at, scheduler.lease_until) < ${notAfterNow}
      and scheduler.epoch < (select max(newest.epoch) from scheduler newest)`,
    dagColumn: null,
    key: 'epoch',
  },
  {
    name: 'task_state_store',
    table: 'task_state_store',
    aged: `task_state_store.expires_at < ${notAfterNow}`,
    dagColumn: '(select dag_run.dag_id from dag_run where dag_run.id = task_state_store.dag_run_id)',
    key: null,
  },
  {
    name: 'callback_request',
    table: 'notice',
    aged: `notice.at < $1::timestamptz and notice.state in ('sent', 'failed')`,
    dagColumn: 'notice.dag_id',
    key: null,
  },
  {
    name: 'connection_test_request',
    table: 'connection_test',
    aged: `connection_test.created_at < $1::timestamptz and connection_test.state <> 'running'`,
    dagColumn: null,
    key: null,
  },
  {
    name: 'revoked_token',
    table: 'revoked_token',
    aged: `revoked_token.expires_at < ${notAfterNow}`,
    dagColumn: null,
    key: null,
  },
  {
    name: 'request',
    table: 'request',
    aged: `request.expires_at < ${notAfterNow}`,
    dagColumn: null,
    key: null,
  },
  {
    name: 'plan',
    table: 'plan',
    aged: `plan.proposed_at < $1::timestamptz and (plan.state not in ('proposed', 'accepted') or plan.expires_at < now())`,
    dagColumn: 'plan.dag_id',
    key: null,
  },
  {
    // The newest version of a DAG is the one that it has, or had before its file went.
    name: 'dag_version',
    table: 'dag_version',
    aged: `dag_version.created_at < $1::timestamptz
      and dag_version.version_number < (select max(newer.version_number) from dag_version newer where newer.dag_id = dag_version.dag_id)
      and not exists (select from dag where dag.current_version_id = dag_version.id)
      and dag_version.id not in (
        select dag_run.dag_version_id from dag_run union select task_instance.dag_version_id from task_instance
        union select tried.dag_version_id from task_instance_history tried union select notice.dag_version_id from notice)`,
    dagColumn: 'dag_version.dag_id',
    key: null,
  },
];

/** The code of versions that are gone. It is shared, and so stays where only some DAGs are cleaned. */
export const SNAPSHOTS: CleanTable = {
  name: 'dag_version',
  table: 'dag_snapshot',
  aged: `dag_snapshot.created_at < $1::timestamptz
    and not exists (select from dag_version where dag_version.snapshot_hash = dag_snapshot.hash)`,
  dagColumn: null,
  key: null,
};

/** Parts of runs that stay. */
export const PARTS_BY_AGE = ['xcom', 'task_instance_history'] as const;

export const CLEAN_TABLES: readonly string[] = ['dag_run', ...PARTS_BY_AGE, ...TABLES_BY_AGE.map(({ name }) => name)];

/** Tables of Airflow that a user may name, and why there is nothing to be cleaned of them. */
export const NOT_CLEANED: Readonly<Record<string, string>> = {
  task_instance: 'goes with the runs (dag_run)',
  deadline: 'goes with the runs (dag_run)',
  dag: 'a DAG is deleted by aquilon dags delete',
  import_error: 'goes when the file can be loaded, or is gone',
  trigger: 'there is no such table: what waits is a part of its task instance',
  task_reschedule: 'there is no such table: what waits is a part of its task instance',
  sla_miss: 'there is no such table: deadlines stand beside their runs',
  session: 'there is no such table: sessions are tokens',
  celery_taskmeta: 'there is no such table',
  celery_tasksetmeta: 'there is no such table',
  _xcom_archive: 'there is no such table',
};
