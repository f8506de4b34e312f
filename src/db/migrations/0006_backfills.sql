create table backfill (
  id                    integer     generated always as identity primary key,
  dag_id                text        not null,
  from_date             timestamptz not null,
  to_date               timestamptz not null,
  dag_run_conf          jsonb,
  is_paused             boolean     not null,
  reprocess_behavior    text        not null,
  max_active_runs       integer     not null,
  run_backwards         boolean     not null,
  run_on_latest_version boolean     not null,
  triggering_user_name  text,
  created_at            timestamptz not null,
  completed_at          timestamptz,
  updated_at            timestamptz not null
);
create index backfill_of_dag on backfill (dag_id, id);
-- At most one of a DAG goes on at a time.
create unique index backfill_going_on on backfill (dag_id) where completed_at is null;

-- The dates of a backfill, in the order in which it works on them. Neither a run nor a reason: its turn has not come.
create table backfill_dag_run (
  backfill_id         integer     not null references backfill (id) on delete cascade,
  sort_ordinal        integer     not null,
  logical_date        timestamptz not null,
  data_interval_start timestamptz not null,
  data_interval_end   timestamptz not null,
  run_after           timestamptz not null,
  -- No foreign key: the run may be deleted, and the date is done all the same.
  dag_run_id          bigint,
  exception_reason    text,
  primary key (backfill_id, sort_ordinal)
);

-- The backfill that the run belongs to, whose limit of active runs it counts against.
alter table dag_run add column backfill_id integer;
