/**
 * The commit of the scheduler: one statement, one round trip, one write to disk. Its parts are common table expressions; only those that a
 * commit needs are in its text, and each combination is prepared once under its own name.
 *
 * Why one statement: a transaction of several needs a round trip each, 0.05 to 0.1 ms on a Unix socket, where the durable write
 * itself takes 0.2 to 0.6 ms. Why JSON and not arrays: eleven columns of arrays took as long, and cannot say `null` apart.
 */

/**
 * Settings of the connection that commits. A commit finds its few rows by their keys, whatever the statistics say: the plan that was made
 * while a table was small would read all of it, each time, until the next `analyze`, and planning anew takes longer than the work.
 */
export const COMMIT_SETTINGS = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
} as const;

export const COMMIT_PARTS = [
  'newRuns',
  'newInstances',
  'newSeries',
  'archive',
  'instances',
  'instanceSeries',
  'runs',
  'leftVersions',
  'xcoms',
  'questions',
  'answers',
  'goneInstances',
  'clearedXComs',
  'deletedXComs',
  'amended',
  'ticks',
  'assetEvents',
  'consumedQueues',
  'forgottenQueues',
  'watcherStates',
  'paused',
  'deletedRuns',
  'deletedInstances',
  'deletedDags',
  'backfills',
  'backfillDates',
  'notices',
  'deadlines',
  'goneDeadlines',
  'requests',
  'audit',
  'events',
  'eventSeries',
] as const;
export type CommitPart = (typeof COMMIT_PARTS)[number];

const MOVED_COLUMNS = `
  r bigint, t text, m int, expected text, state text, id uuid, try_number int, max_tries int, start_date timestamptz, end_date timestamptz,
  duration double precision, scheduled_when timestamptz, queued_when timestamptz, next_start_at timestamptz, hostname text, pid int,
  error jsonb, dag_version_id uuid, skips jsonb, returned_length int, wait_for jsonb, waiting_since timestamptz,
  noted boolean, note text`;
/** What a row says of its task: written with a new row, and with one whose run was rebuilt. */
const TASK_COLUMNS = 'pool text, pool_slots int, queue text, priority_weight int, operator text';
const NEW_COLUMNS = `${MOVED_COLUMNS}, dag_id text, ${TASK_COLUMNS}`;

const EVENT_COLUMNS = `
  at timestamptz, kind text, d text, r bigint, run text, t text, m int, a uuid, n int, f text, s text, by text, why jsonb`;

/** `id`, counted up by `steps` in its last twelve digits. */
const countedUp = (id: string, steps: string): string =>
  `(left(${id}::text, 24) || lpad(to_hex(('x' || right(${id}::text, 12))::bit(48)::bigint + ${steps}), 12, '0'))::uuid`;

/** Where rows come from one by one, or each as the first of a series of `rows`: their index and their attempt are counted up from its. */
interface Source {
  /** What comes after the columns of the parameter. */
  columns: string;
  from: string;
  mapIndex: string;
  attempt: (id: string) => string;
}
const ONE: Source = { columns: '', from: '', mapIndex: 'x.m', attempt: (id) => id };
const SERIES: Source = {
  columns: ', rows int',
  from: 'cross join lateral generate_series(0, x.rows - 1) as step',
  mapIndex: 'x.m + step',
  attempt: (id) => countedUp(id, 'step'),
};

// Instances of a run that lost its place to another of the same id are not written either.
const insertInstances = ({ columns, from, mapIndex, attempt }: Source): string => `
    new_instances as (
      insert into task_instance (dag_run_id, task_id, map_index, id, dag_id, state, try_number, max_tries, start_date, end_date, duration,
        scheduled_when, queued_when, next_start_at, hostname, pid, pool, pool_slots, queue, priority_weight, operator, error, dag_version_id, note)
      select x.r, x.t, ${mapIndex}, ${attempt('x.id')}, x.dag_id, x.state, x.try_number, x.max_tries, x.start_date, x.end_date, x.duration,
        x.scheduled_when, x.queued_when, x.next_start_at, x.hostname, x.pid, x.pool, x.pool_slots, x.queue, x.priority_weight, x.operator, x.error, x.dag_version_id,
        x.note
      from json_to_recordset($n::json) as x (${NEW_COLUMNS}${columns}) ${from}
      where {new_runs_condition}
    )`;

// A series is found by the range of its indexes: joined with its single rows, a plan that was made while the table was small reads all of a task for each.
const moveInstances = (columns: string, mapIndexes: string, attempt: string): string => `
    moved as (
      update task_instance ti set state = x.state, id = ${attempt}, try_number = x.try_number, max_tries = x.max_tries, start_date = x.start_date,
        end_date = x.end_date, duration = x.duration, scheduled_when = x.scheduled_when, queued_when = x.queued_when,
        next_start_at = x.next_start_at, hostname = x.hostname, pid = x.pid, error = x.error, dag_version_id = x.dag_version_id, skips = x.skips,
        returned_length = x.returned_length, wait_for = x.wait_for, waiting_since = x.waiting_since,
        pool = coalesce(x.pool, ti.pool), pool_slots = coalesce(x.pool_slots, ti.pool_slots), queue = coalesce(x.queue, ti.queue),
        priority_weight = coalesce(x.priority_weight, ti.priority_weight), operator = coalesce(x.operator, ti.operator),
        note = case when x.noted then x.note else ti.note end
      from json_to_recordset($n::json) as x (${MOVED_COLUMNS}, ${TASK_COLUMNS}${columns})
      where ti.dag_run_id = x.r and ti.task_id = x.t and ti.map_index ${mapIndexes} and ti.state is not distinct from x.expected
      returning 1
    )`;

const insertEvents = ({ columns, from, mapIndex, attempt }: Source): string => `
    told as (
      insert into event (at, kind, dag_id, dag_run_id, run_id, task_id, map_index, attempt_id, try_number, from_state, to_state, by, why)
      select x.at, x.kind, x.d, x.r, x.run, x.t, ${mapIndex}, ${attempt('x.a')}, x.n, x.f, x.s, x.by, x.why
      from json_to_recordset($n::json) as x (${EVENT_COLUMNS}${columns}) ${from}
      returning seq
    )`;

const ASSET_EVENT_COLUMNS = `id bigint, name text, uri text, grp text, extra jsonb, aliases json, at timestamptz, d text, t text, run text, m int, p text,
  queue_for json, consumed_by json`;

/** `$n` stands for the part's own parameter. */
const PARTS: Readonly<Record<CommitPart, { sql: string }>> = {
  newRuns: {
    sql: `
    new_runs as (
      insert into dag_run (id, dag_id, run_id, logical_date, data_interval_start, data_interval_end, run_after, queued_at, start_date,
        end_date, state, run_type, triggered_by, triggering_user_name, partition_key, partition_date, conf, note, dag_version_id, lease_epoch, wait_reasons, backfill_id,
        last_scheduling_decision, bundle_version)
      overriding system value
      select x.id, x.dag_id, x.run_id, x.logical_date, x.data_interval_start, x.data_interval_end, x.run_after, x.queued_at, x.start_date,
        x.end_date, x.state, x.run_type, x.triggered_by, x.triggering_user_name, x.partition_key, x.partition_date, x.conf, x.note, x.dag_version_id, $1, x.wait_reasons, x.backfill_id,
        x.start_date, x.bundle_version
      from json_to_recordset($n::json) as x (id bigint, dag_id text, run_id text, logical_date timestamptz, data_interval_start timestamptz,
        data_interval_end timestamptz, run_after timestamptz, queued_at timestamptz, start_date timestamptz, end_date timestamptz, state text,
        run_type text, triggered_by text, triggering_user_name text, partition_key text, partition_date timestamptz, conf jsonb, note text, dag_version_id uuid, wait_reasons jsonb, backfill_id int,
        bundle_version text)
      on conflict do nothing
      returning dag_run.id
    )`,
  },
  newInstances: { sql: insertInstances(ONE) },
  newSeries: { sql: insertInstances(SERIES) },
  archive: {
    sql: `
    archived as (
      insert into task_instance_history (id, dag_run_id, task_id, map_index, dag_id, state, try_number, max_tries, start_date, end_date,
        duration, scheduled_when, queued_when, hostname, unixname, pid, pool, pool_slots, queue, priority_weight, operator, error, dag_version_id)
      select ti.id, ti.dag_run_id, ti.task_id, ti.map_index, ti.dag_id, x.state, ti.try_number, ti.max_tries, ti.start_date, x.end_date,
        greatest(0, extract(epoch from x.end_date - ti.start_date)), ti.scheduled_when, ti.queued_when, ti.hostname, ti.unixname, ti.pid, ti.pool,
        ti.pool_slots, ti.queue, ti.priority_weight, ti.operator, x.error, ti.dag_version_id
      from json_to_recordset($n::json) as x (r bigint, t text, m int, state text, end_date timestamptz, error jsonb)
      join task_instance ti on ti.dag_run_id = x.r and ti.task_id = x.t and ti.map_index = x.m
      where ti.state is not null
      on conflict (id) do nothing
    )`,
  },
  instances: { sql: moveInstances('', '= x.m', 'x.id') },
  instanceSeries: {
    sql: moveInstances(', rows int', 'between x.m and x.m + x.rows - 1', countedUp('x.id', '(ti.map_index - x.m)')),
  },
  // One that is being removed (its lease is below 0) is not taken up again.
  runs: {
    sql: `
    moved_runs as (
      update dag_run dr set state = x.state, queued_at = coalesce(x.queued_at, dr.queued_at), start_date = x.start_date,
        end_date = case when dr.state in ('success', 'failed') and x.state in ('success', 'failed') then dr.end_date else x.end_date end,
        clear_number = x.clear_number, dag_version_id = x.dag_version_id, bundle_version = x.bundle_version, wait_reasons = x.wait_reasons, lease_epoch = $1,
        last_scheduling_decision = x.decided, backfill_id = coalesce(x.backfill_id, dr.backfill_id), conf = coalesce(x.conf, dr.conf),
        edited_pools = coalesce(x.edited_pools, dr.edited_pools),
        partition_key = case when x.unpartitioned then null else dr.partition_key end,
        partition_date = case when x.unpartitioned then null else dr.partition_date end,
        note = case when x.noted then x.note else dr.note end,
        run_type = case when x.backfill_id is null then dr.run_type else 'backfill' end,
        triggered_by = case when x.backfill_id is null then dr.triggered_by else 'backfill' end
      from json_to_recordset($n::json) as x (id bigint, expected text, state text, queued_at timestamptz, start_date timestamptz,
        end_date timestamptz, clear_number int, dag_version_id uuid, bundle_version text, wait_reasons jsonb, decided timestamptz, backfill_id int, conf jsonb, edited_pools jsonb,
        unpartitioned boolean, noted boolean, note text)
      where dr.id = x.id and dr.state = x.expected and dr.lease_epoch >= 0
      returning 1
    )`,
  },
  leftVersions: {
    sql: `
    left_versions as (
      update dag_version set is_kept = true from json_array_elements_text($n::json) as x
      where dag_version.id = x::uuid and not dag_version.is_kept
    )`,
  },
  xcoms: {
    sql: `
    pushed as (
      insert into xcom (dag_run_id, task_id, map_index, key, value, object)
      select x.r, x.t, x.m, x.key, x.value, x.object
      from json_to_recordset($n::json) as x (r bigint, t text, m int, key text, value jsonb, object jsonb)
      on conflict (dag_run_id, task_id, map_index, key) do update set value = excluded.value, object = excluded.object, "timestamp" = now()
    )`,
  },
  questions: {
    sql: `
    asked as (
      insert into hitl_detail (ti_id, dag_run_id, task_id, map_index, subject, body, options, defaults, multiple, params, assigned_users, created_at,
        chosen_options, params_input, responded_at, responded_by_user_id, responded_by_user_name)
      select x.id, x.r, x.t, x.m, x.subject, x.body, x.options, x.defaults, x.multiple, x.params, x.users, x.at,
        x.chosen, x.input, x.answered_at, x.user_id, x.user_name
      from json_to_recordset($n::json) as x (id uuid, r bigint, t text, m int, subject text, body text, options jsonb, defaults jsonb,
        multiple boolean, params jsonb, users jsonb, at timestamptz, chosen jsonb, input jsonb, answered_at timestamptz, user_id text, user_name text)
      on conflict (ti_id) do nothing
    )`,
  },
  answers: {
    sql: `
    answered as (
      update hitl_detail set chosen_options = x.chosen, params_input = x.input, responded_at = x.answered_at,
        responded_by_user_id = x.user_id, responded_by_user_name = x.user_name
      from json_to_recordset($n::json) as x (id uuid, chosen jsonb, input jsonb, answered_at timestamptz, user_id text, user_name text)
      where hitl_detail.ti_id = x.id and hitl_detail.responded_at is null
    )`,
  },
  goneInstances: {
    sql: `
    gone_instances as (
      delete from task_instance ti using json_to_recordset($n::json) as x (r bigint, t text, m int)
      where ti.dag_run_id = x.r and ti.task_id = x.t and ti.map_index = x.m
    )`,
  },
  clearedXComs: {
    sql: `
    cleared_xcoms as (
      delete from xcom using json_to_recordset($n::json) as x (r bigint, t text, m int)
      where xcom.dag_run_id = x.r and xcom.task_id = x.t and xcom.map_index = x.m
    )`,
  },
  deletedXComs: {
    sql: `
    deleted_by_key as (
      delete from xcom using json_to_recordset($n::json) as x (r bigint, t text, m int, key text)
      where xcom.dag_run_id = x.r and xcom.task_id = x.t and xcom.map_index = x.m and xcom.key = x.key
    )`,
  },
  amended: {
    sql: `
    amended as (
      update task_instance ti set returned_length = case when x.measured then x.returned_length else ti.returned_length end,
        note = case when x.noted then x.note else ti.note end
      from json_to_recordset($n::json) as x (r bigint, t text, m int, rows int, measured boolean, returned_length int, noted boolean, note text)
      where ti.dag_run_id = x.r and ti.task_id = x.t and ti.map_index between x.m and x.m + x.rows - 1
    )`,
  },
  ticks: {
    sql: `
    ticked as (
      update dag set next_dagrun_logical_date = x.logical_date, next_dagrun_data_interval_start = x.interval_start,
        next_dagrun_data_interval_end = x.interval_end, next_dagrun_run_after = x.run_after
      from json_to_recordset($n::json) as x (dag_id text, logical_date timestamptz, interval_start timestamptz, interval_end timestamptz, run_after timestamptz)
      where dag.dag_id = x.dag_id
    )`,
  },
  // An asset that only an alias brought has no row yet: it is made here. One that was made meanwhile by a loading file is updated, to be returned.
  assetEvents: {
    sql: `
    made_assets as (
      insert into asset (name, uri, "group")
      select distinct on (x.name, x.uri) x.name, x.uri, x.grp from json_to_recordset($n::json) as x (${ASSET_EVENT_COLUMNS})
      where not exists (select from asset where asset.name = x.name and asset.uri = x.uri)
      order by x.name, x.uri
      on conflict (name, md5(uri)) do update set updated_at = now()
      returning asset.id, asset.name, asset.uri
    ), raised as materialized (
      select coalesce(x.id, nextval(pg_get_serial_sequence('asset_event', 'id'))) as id, coalesce(asset.id, made_assets.id) as asset_id,
        x.extra, x.aliases, x.at, x.d, x.t, x.run, x.m, x.p, x.queue_for, x.consumed_by
      from json_to_recordset($n::json) as x (${ASSET_EVENT_COLUMNS})
      left join asset on asset.name = x.name and asset.uri = x.uri
      left join made_assets on made_assets.name = x.name and made_assets.uri = x.uri
    ), raised_events as (
      insert into asset_event (id, asset_id, extra, source_dag_id, source_task_id, source_run_id, source_map_index, "timestamp", partition_key)
      overriding system value
      select raised.id, raised.asset_id, raised.extra, raised.d, raised.t, raised.run, raised.m, raised.at, raised.p from raised
    ), alias_events as (
      insert into asset_alias_event (alias_id, event_id)
      select asset_alias.id, raised.id from raised
      cross join json_array_elements_text(raised.aliases) as told join asset_alias on asset_alias.name = told.value
    ), alias_assets as (
      insert into asset_alias_asset (alias_id, asset_id)
      select distinct asset_alias.id, raised.asset_id from raised
      cross join json_array_elements_text(raised.aliases) as told join asset_alias on asset_alias.name = told.value
      on conflict do nothing
    ), queued as (
      insert into asset_event_queue (dag_id, asset_id, event_id, partition_key)
      select listener.d, raised.asset_id, raised.id, listener.k from raised cross join json_to_recordset(raised.queue_for) as listener (d text, k text)
    ), consumed_at_once as (
      insert into dag_run_asset_event (dag_run_id, event_id)
      select consumer.value::bigint, raised.id from raised cross join json_array_elements_text(raised.consumed_by) as consumer
    )`,
  },
  consumedQueues: {
    sql: `
    consumed as (
      delete from asset_event_queue using json_to_recordset($n::json) as x (d text, k text, r bigint)
      where asset_event_queue.dag_id = x.d and asset_event_queue.partition_key = x.k
      returning x.r, asset_event_queue.event_id
    ), consumed_later as (
      insert into dag_run_asset_event (dag_run_id, event_id) select consumed.r, consumed.event_id from consumed
    )`,
  },
  forgottenQueues: {
    sql: `
    forgotten as (
      delete from asset_event_queue using json_to_recordset($n::json) as x (d text, name text, uri text, k text)
      join asset on asset.name = x.name and asset.uri = x.uri
      where asset_event_queue.dag_id = x.d and asset_event_queue.asset_id = asset.id
        and (x.k is null or asset_event_queue.partition_key = x.k)
    )`,
  },
  watcherStates: {
    sql: `
    watched as (
      update asset_watcher set state = x.state from json_to_recordset($n::json) as x (id bigint, state jsonb) where asset_watcher.id = x.id
    )`,
  },
  paused: {
    sql: `
    switched as (
      update dag set is_paused = x.paused, quarantine = x.quarantine - 'since', quarantined_at = x.since
      from json_to_recordset($n::json) as x (dag_id text, paused boolean, quarantine jsonb, since timestamptz) where dag.dag_id = x.dag_id
    )`,
  },
  deletedRuns: {
    sql: `
    deleted_xcoms as (
      delete from xcom using json_array_elements_text($n::json) as x where xcom.dag_run_id = x::bigint
    ), deleted_runs as (
      delete from dag_run using json_array_elements_text($n::json) as x where dag_run.id = x::bigint
    )`,
  },
  deletedInstances: {
    sql: `
    unwanted as materialized (
      select x.r, x.t, x.m from json_to_recordset($n::json) as x (r bigint, t text, m int)
    ), unwanted_instances as (
      delete from task_instance ti using unwanted x where ti.dag_run_id = x.r and ti.task_id = x.t and ti.map_index = x.m
    ), unwanted_tries as (
      delete from task_instance_history tih using unwanted x where tih.dag_run_id = x.r and tih.task_id = x.t and tih.map_index = x.m
    ), unwanted_rendered as (
      delete from rendered_task_instance kept using unwanted x where kept.dag_run_id = x.r and kept.task_id = x.t and kept.map_index = x.m
    ), unwanted_questions as (
      delete from hitl_detail asked using unwanted x where asked.dag_run_id = x.r and asked.task_id = x.t and asked.map_index = x.m
    ), unwanted_xcoms as (
      delete from xcom using unwanted x where xcom.dag_run_id = x.r and xcom.task_id = x.t and xcom.map_index = x.m
    )`,
  },
  // Everything else that belongs to a DAG goes with its row, or with those of its runs.
  deletedDags: {
    sql: `
    unwanted_dag_xcoms as (
      delete from xcom using json_array_elements_text($n::json) as x, dag_run
      where dag_run.dag_id = x.value and xcom.dag_run_id = dag_run.id
    ), unwanted_dates as (
      delete from backfill_dag_run using json_array_elements_text($n::json) as x, backfill
      where backfill.dag_id = x.value and backfill_dag_run.backfill_id = backfill.id
    ), unwanted_backfills as (
      delete from backfill using json_array_elements_text($n::json) as x where backfill.dag_id = x.value
    ), unwanted_runs as (
      delete from dag_run using json_array_elements_text($n::json) as x where dag_run.dag_id = x.value
    ), unwanted_dags as (
      delete from dag using json_array_elements_text($n::json) as x where dag.dag_id = x.value
    )`,
  },
  backfills: {
    sql: `
    kept_backfills as (
      insert into backfill (id, dag_id, from_date, to_date, dag_run_conf, is_paused, reprocess_behavior, max_active_runs, run_backwards,
        run_on_latest_version, triggering_user_name, created_at, completed_at, updated_at)
      overriding system value
      select x.id, x.dag_id, x.from_date, x.to_date, x.conf, x.is_paused, x.behavior, x.max_active_runs, x.run_backwards, x.latest,
        x.user_name, x.created_at, x.completed_at, x.updated_at
      from json_to_recordset($n::json) as x (id int, dag_id text, from_date timestamptz, to_date timestamptz, conf jsonb, is_paused boolean,
        behavior text, max_active_runs int, run_backwards boolean, latest boolean, user_name text, created_at timestamptz,
        completed_at timestamptz, updated_at timestamptz)
      on conflict (id) do update set is_paused = excluded.is_paused, completed_at = excluded.completed_at, updated_at = excluded.updated_at
    )`,
  },
  // A run that lost its place to another of the same date is not the backfill's.
  backfillDates: {
    sql: `
    kept_dates as (
      insert into backfill_dag_run (backfill_id, sort_ordinal, logical_date, data_interval_start, data_interval_end, run_after, dag_run_id, exception_reason)
      select x.b, x.n, x.logical_date, x.interval_start, x.interval_end, x.run_after,
        case when {new_runs_condition} then x.r end, case when x.r is null or {new_runs_condition} then x.reason else 'in flight' end
      from json_to_recordset($n::json) as x (b int, n int, logical_date timestamptz, interval_start timestamptz, interval_end timestamptz,
        run_after timestamptz, r bigint, reason text)
      on conflict (backfill_id, sort_ordinal) do update set dag_run_id = excluded.dag_run_id, exception_reason = excluded.exception_reason
    )`,
  },
  // What a lost commit is repeated for, or a second transition in the same try, is known by its key.
  notices: {
    sql: `
    noticed as (
      insert into notice (id, key, at, event, dag_id, dag_run_id, run_id, task_id, map_index, try_number, dag_version_id, notifier, number, told)
      select x.id, x.key, x.at, x.event, x.d, x.r, x.run, x.t, x.m, x.n, x.v, x.notifier, x.number, x.told
      from json_to_recordset($n::json) as x (id uuid, key text, at timestamptz, event text, d text, r bigint, run text, t text, m int, n int,
        v uuid, notifier text, number int, told jsonb)
      where {new_runs_condition}
      on conflict (key) do nothing
    )`,
  },
  deadlines: {
    sql: `
    kept_deadlines as (
      insert into deadline (dag_run_id, number, deadline_time, missed_at)
      select x.r, x.number, x.due, x.missed
      from json_to_recordset($n::json) as x (r bigint, number int, due timestamptz, missed timestamptz)
      where {new_runs_condition}
      on conflict (dag_run_id, number) do update set missed_at = excluded.missed_at
    )`,
  },
  goneDeadlines: {
    sql: `
    gone_deadlines as (
      delete from deadline using json_array_elements_text($n::json) as x where deadline.dag_run_id = x::bigint and deadline.missed_at is null
    )`,
  },
  // Of a run that lost its place nothing was made: who asks again is to be told so.
  requests: {
    sql: `
    kept_requests as (
      insert into request (scope, key, fingerprint, made, expires_at)
      select x.scope, x.key, x.fingerprint, x.made, x.expires_at
      from json_to_recordset($n::json) as x (scope text, key text, fingerprint text, made jsonb, r bigint, expires_at timestamptz)
      where x.r is null or {new_runs_condition}
    )`,
  },
  audit: {
    sql: `
    audited as (
      insert into event_log (event, owner, dag_id, run_id, task_id, map_index, try_number, extra)
      select x.event, x.owner, x.d, x.run, x.t, x.m, x.n, x.extra
      from json_to_recordset($n::json) as x (event text, owner text, d text, run text, t text, m int, n int, extra text, r bigint)
      where x.r is null or {new_runs_condition}
    )`,
  },
  events: { sql: insertEvents(ONE) },
  eventSeries: { sql: insertEvents(SERIES) },
};

/** A statement as the driver takes it: prepared under `name` at its first use. */
export interface CommitStatement {
  name: string;
  text: string;
}

const cache = new Map<string, CommitStatement>();

/**
 * Parameters: `$1` epoch, `$2` number of the commit, `$3` how many rows `instances` must move, `$4` how many `runs`, then one JSON text
 * for each part in the order given. Result: one row {lost: bigint[] of new runs that were written, first_seq}.
 */
export function commitStatement(parts: readonly CommitPart[]): CommitStatement {
  const name = `commit:${parts.map((part) => COMMIT_PARTS.indexOf(part)).join(',')}`;
  const known = cache.get(name);
  if (known) return known;
  const statement = { name, text: textOf(parts) };
  cache.set(name, statement);
  return statement;
}

function textOf(parts: readonly CommitPart[]): string {
  const has = (part: CommitPart) => parts.includes(part);
  const newRunsCondition = has('newRuns')
    ? 'exists (select from new_runs where new_runs.id = x.r) or exists (select from dag_run where dag_run.id = x.r)'
    : 'true';
  const ctes = parts.map((part, index) =>
    PARTS[part].sql.replaceAll('$n', `$${index + 5}`).replaceAll('{new_runs_condition}', newRunsCondition),
  );
  const checks = [`aquilon_expect((select count(*) from fence) = 1, 'lease lost')`];
  checks.push(
    has('instances') || has('instanceSeries')
      ? `aquilon_expect((select count(*) from moved) = $3::int, 'task instances moved')`
      : '$3::int = 0',
  );
  checks.push(
    has('runs') ? `aquilon_expect((select count(*) from moved_runs) = $4::int, 'runs moved')` : '$4::int = 0',
  );
  return `with
    fence as (
      update scheduler set last_commit = $2, heartbeat_at = now()
      where scheduler.epoch = $1 and scheduler.last_commit = $2 - 1 and scheduler.ended_at is null
      returning 1
    ),${ctes.join(',')}
    select ${checks.join(' and ')} as done,
      ${has('newRuns') ? '(select array_agg(new_runs.id) from new_runs)' : 'null::bigint[]'} as written,
      ${has('events') || has('eventSeries') ? '(select min(told.seq) from told)' : 'null::bigint'} as first_seq`;
}
