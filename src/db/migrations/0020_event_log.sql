-- The audit log: who changed what through the API and the command line. Rows are appended in the transaction of the change, outlive what they
-- tell of, and are never changed. Columns are those of Airflow's table `log`; the collation lets one index answer equality, order and prefix.
create table event_log (
  id           bigint      generated always as identity primary key,
  dttm         timestamptz not null default clock_timestamp(),
  event        text collate "C" not null,
  owner        text collate "C",
  dag_id       text collate "C",
  run_id       text collate "C",
  task_id      text collate "C",
  map_index    integer,
  try_number   integer,
  logical_date timestamptz,
  extra        text
);
create index event_log_when on event_log (dttm, id);
create index event_log_event on event_log (event, id);
create index event_log_owner on event_log (owner, id);
create index event_log_dag on event_log (dag_id, id) where dag_id is not null;
create index event_log_run on event_log (run_id, id) where run_id is not null;
create index event_log_task on event_log (task_id, id) where task_id is not null;
create index event_log_map_index on event_log (map_index, id) where map_index is not null;
create index event_log_try_number on event_log (try_number, id) where try_number is not null;
