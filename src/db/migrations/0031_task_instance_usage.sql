-- What a try of a task instance took of the machine: of its process and of all that it started. Written beside the scheduler's commits, so
-- the newest second of it may be missing after a crash. A try that looked several times (up_for_reschedule) has that of its last look.
create table task_instance_usage (
  dag_run_id  bigint           not null references dag_run (id) on delete cascade,
  task_id     text             not null,
  map_index   integer          not null,
  try_number  integer          not null,
  started_at  timestamptz      not null,
  -- Seconds after the start up to which it is known.
  seconds     double precision not null,
  cpu_seconds double precision not null,
  -- Largest resident memory, bytes.
  peak_memory bigint           not null,
  -- [[seconds after the start, CPU seconds until then, largest resident bytes since the point before], ...]
  points      jsonb            not null,
  primary key (dag_run_id, task_id, map_index, try_number)
);
