-- What somebody is to be told: written in the commit of what it tells of, and kept after it was sent.
create table notice (
  id             uuid        primary key,
  -- What happened, and the number of the notifier: it is told once.
  key            text        not null unique,
  at             timestamptz not null,
  event          text        not null,
  dag_id         text        not null,
  dag_run_id     bigint      not null,
  run_id         text        not null,
  task_id        text,
  map_index      integer,
  try_number     integer,
  dag_version_id uuid        not null,
  -- Kind of the notifier, and its place among those of the event.
  notifier       text        not null,
  number         integer     not null,
  -- {facts, run, maxTries}: what is told, as it was when it happened.
  told           jsonb       not null,
  state          text        not null default 'pending',
  attempts       integer     not null default 0,
  -- From when the time counts after which it is given up: a person may ask for it again.
  due_since      timestamptz not null default now(),
  next_try_at    timestamptz not null default now(),
  -- Who is sending it, and until when nobody else may.
  claimed_by     text,
  claimed_until  timestamptz,
  -- Of a mail: {accepted, refused}, addresses that are done with.
  recipients     jsonb,
  -- Why the last attempt did not succeed.
  error          text,
  sent_at        timestamptz
) with (fillfactor = 70);
create index notice_open on notice (notifier, next_try_at) where state in ('pending', 'sending');
create index notice_recent on notice (at desc, id desc);
create index notice_of_run on notice (dag_run_id);

-- Times at which runs are late, while the run is open; a missed one stays.
create table deadline (
  dag_run_id    bigint      not null references dag_run (id) on delete cascade,
  -- Its number among the deadlines of the DAG, from 0.
  number        integer     not null,
  deadline_time timestamptz not null,
  missed_at     timestamptz,
  created_at    timestamptz not null default now(),
  primary key (dag_run_id, number)
);
