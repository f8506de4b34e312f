-- The spine: DAGs and their versions, runs, task instances and their earlier tries, XComs, the event log, users.
-- Column names are Airflow's where Airflow has the column.

create table scheduler (
  epoch        bigint generated always as identity primary key,
  hostname     text        not null,
  pid          integer     not null,
  started_at   timestamptz not null default now(),
  heartbeat_at timestamptz not null default now(),
  lease_until  timestamptz not null,
  ended_at     timestamptz,
  -- Number of its newest commit: every commit moves it on by one, so that a dead scheduler's late write is refused, and a commit
  -- whose answer was lost can be told from one that never arrived.
  last_commit  bigint      not null default 0
) with (fillfactor = 50);

-- Ends the statement, and with it its transaction, when what it promised does not hold.
create function aquilon_expect(holds boolean, message text) returns boolean language plpgsql as $$
begin
  if not coalesce(holds, false) then
    raise exception using errcode = 'AQ001', message = message;
  end if;
  return true;
end $$;

create table dag_snapshot (
  hash       text        primary key,
  entry      text        not null,
  files      jsonb       not null,
  created_at timestamptz not null default now()
);

create table dag (
  dag_id                     text        primary key,
  display_name               text        not null,
  description                text,
  is_paused                  boolean     not null default true,
  is_stale                   boolean     not null default false,
  has_import_errors          boolean     not null default false,
  bundle_name                text        not null,
  fileloc                    text        not null,
  relative_fileloc           text        not null,
  timetable_summary          text,
  timetable_description      text,
  owners                     text[]      not null default '{}',
  tags                       text[]      not null default '{}',
  max_active_runs            integer     not null,
  max_active_tasks           integer     not null,
  current_version_id         uuid,
  last_parsed_time           timestamptz,
  last_parse_duration        double precision,
  -- The next tick: null where the schedule never fires again.
  next_dagrun_logical_date        timestamptz,
  next_dagrun_data_interval_start timestamptz,
  next_dagrun_data_interval_end   timestamptz,
  next_dagrun_run_after           timestamptz
);
create index dag_tags on dag using gin (tags);

create table dag_version (
  id             uuid        primary key,
  dag_id         text        not null references dag (dag_id) on delete cascade,
  version_number integer     not null,
  snapshot_hash  text        not null references dag_snapshot (hash),
  -- Hash of the serialised DAG and of the snapshot: equal hash, no new version.
  content_hash   text        not null,
  serialized     jsonb       not null,
  bundle_name    text        not null,
  created_at     timestamptz not null default now(),
  unique (dag_id, version_number)
);

create table import_error (
  id          integer generated always as identity primary key,
  bundle_name text        not null,
  filename    text        not null,
  stack_trace text        not null,
  "timestamp" timestamptz not null default now(),
  unique (bundle_name, filename)
);

create table dag_run (
  id                    bigint generated always as identity primary key,
  dag_id                text        not null,
  run_id                text        not null,
  logical_date          timestamptz,
  data_interval_start   timestamptz,
  data_interval_end     timestamptz,
  run_after             timestamptz not null,
  queued_at             timestamptz,
  start_date            timestamptz,
  end_date              timestamptz,
  state                 text        not null,
  run_type              text        not null,
  triggered_by          text        not null,
  triggering_user_name  text,
  conf                  jsonb       not null default '{}',
  note                  text,
  clear_number          integer     not null default 0,
  dag_version_id        uuid        not null,
  last_scheduling_decision timestamptz,
  -- The scheduler that owns the run; 0: nobody yet. Every write of an owner carries its epoch.
  lease_epoch           bigint      not null default 0,
  -- Why a queued run has not started, as a list of {code, ...}; null: nothing holds it.
  wait_reasons          jsonb,
  unique (dag_id, run_id)
);
create unique index dag_run_logical_date on dag_run (dag_id, logical_date) where logical_date is not null;
create index dag_run_by_dag on dag_run (dag_id, run_after desc, id desc);
create index dag_run_recent on dag_run (run_after desc, id desc);
create index dag_run_open on dag_run (dag_id, id) where state in ('queued', 'running');

create table task_instance (
  dag_run_id      bigint      not null references dag_run (id) on delete cascade,
  task_id         text        not null,
  map_index       integer     not null default -1,
  -- Id of the current attempt: a new one for each try.
  id              uuid        not null,
  dag_id          text        not null,
  state           text,
  try_number      integer     not null default 0,
  max_tries       integer     not null,
  start_date      timestamptz,
  end_date        timestamptz,
  duration        double precision,
  scheduled_when  timestamptz,
  queued_when     timestamptz,
  -- up_for_retry and up_for_reschedule: not before.
  next_start_at   timestamptz,
  hostname        text,
  unixname        text,
  pid             integer,
  pool            text        not null,
  pool_slots      integer     not null,
  queue           text        not null,
  priority_weight integer     not null,
  operator        text        not null,
  note            text,
  -- {code, message, stack?, exitCode?, signal?, peakRss?}: why the last attempt did not succeed.
  error           jsonb,
  dag_version_id  uuid        not null,
  primary key (dag_run_id, task_id, map_index)
) with (fillfactor = 70);
create index task_instance_open on task_instance (dag_run_id)
  where state is null or state in ('scheduled', 'queued', 'running', 'restarting', 'up_for_retry', 'up_for_reschedule', 'deferred', 'awaiting_input');
create index task_instance_attempt on task_instance (id);
create index task_instance_by_dag on task_instance (dag_id, task_id);

-- Earlier tries: a row is copied here when the next try begins.
create table task_instance_history (
  id              uuid        primary key,
  dag_run_id      bigint      not null references dag_run (id) on delete cascade,
  task_id         text        not null,
  map_index       integer     not null,
  dag_id          text        not null,
  state           text,
  try_number      integer     not null,
  max_tries       integer     not null,
  start_date      timestamptz,
  end_date        timestamptz,
  duration        double precision,
  scheduled_when  timestamptz,
  queued_when     timestamptz,
  hostname        text,
  unixname        text,
  pid             integer,
  pool            text        not null,
  pool_slots      integer     not null,
  queue           text        not null,
  priority_weight integer     not null,
  operator        text        not null,
  error           jsonb,
  dag_version_id  uuid        not null
);
create index task_instance_history_of on task_instance_history (dag_run_id, task_id, map_index, try_number);

create table xcom (
  dag_run_id bigint      not null,
  task_id    text        not null,
  map_index  integer     not null default -1,
  key        text        not null,
  -- Exactly one of the two: the value itself, or {object, bytes, sha256} in the object store.
  value      jsonb,
  object     jsonb,
  "timestamp" timestamptz not null default now(),
  primary key (dag_run_id, task_id, map_index, key)
);

-- Every transition, appended and never changed. It outlives the rows that it tells of.
create table event (
  seq        bigint generated always as identity primary key,
  at         timestamptz not null,
  kind       text        not null,
  dag_id     text        not null,
  dag_run_id bigint,
  run_id     text,
  task_id    text,
  map_index  integer,
  attempt_id uuid,
  try_number integer,
  from_state text,
  to_state   text,
  by         text        not null,
  why        jsonb
);
create index event_of_run on event (dag_run_id, seq);

create table slot_pool (
  pool             text    primary key,
  slots            integer not null,
  description      text,
  include_deferred boolean not null default false
);
insert into slot_pool (pool, slots, description) values ('default_pool', 128, 'Default pool');

create table app_user (
  id            integer generated always as identity primary key,
  username      text        not null unique,
  email         text        not null default '',
  first_name    text        not null default '',
  last_name     text        not null default '',
  role          text        not null,
  password_hash text        not null,
  is_active     boolean     not null default true,
  created_at    timestamptz not null default now()
);

-- Signed-out tokens, kept until they would have expired by themselves.
create table revoked_token (
  jti        text        primary key,
  expires_at timestamptz not null
);
