-- What the templates of a task instance became in its newest attempt, secrets masked: only of tasks that have some.
create table rendered_task_instance (
  dag_run_id     bigint  not null references dag_run (id) on delete cascade,
  task_id        text    not null,
  map_index      integer not null,
  fields         jsonb,
  -- The name that an instance of a mapped task is shown by.
  map_index_name text,
  primary key (dag_run_id, task_id, map_index)
);
