-- What attempts have asked people (Airflow: human-in-the-loop operators), and what was answered. The key is the id of the attempt, so that earlier tries keep theirs.
create table hitl_detail (
  ti_id                  uuid        primary key,
  dag_run_id             bigint      not null references dag_run (id) on delete cascade,
  task_id                text        not null,
  map_index              integer     not null,
  subject                text        not null,
  body                   text,
  options                jsonb       not null,
  defaults               jsonb,
  multiple               boolean     not null,
  params                 jsonb       not null,
  assigned_users         jsonb       not null,
  created_at             timestamptz not null,
  -- Null: nothing was answered yet, and the time is not over.
  responded_at           timestamptz,
  chosen_options         jsonb,
  params_input           jsonb,
  -- Null in an answer: the time was over, and the defaults were taken.
  responded_by_user_id   text,
  responded_by_user_name text
);
create index hitl_detail_run on hitl_detail (dag_run_id);
create index hitl_detail_open on hitl_detail (created_at) where responded_at is null;
