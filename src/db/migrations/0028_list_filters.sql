-- What lists of task instances are filtered by. These columns stay as they are while an attempt goes on: its moves change no index.
create index task_instance_task on task_instance (task_id);
create index task_instance_pool on task_instance (pool);
create index task_instance_queue on task_instance (queue);
create index task_instance_operator on task_instance (operator);
create index task_instance_version on task_instance (dag_version_id);
create index task_instance_map_index on task_instance (map_index) where map_index >= 0;

-- Those that its moves change are summarised by block range: that is small, and leaves the moves heap-only. Before PostgreSQL 16 it did not: there the lists
-- look through the table.
do $$
begin
  if current_setting('server_version_num')::integer >= 160000 then
    create index task_instance_moves on task_instance using brin (
      state text_bloom_ops (n_distinct_per_range = 16), start_date, end_date, duration float8_minmax_multi_ops, try_number,
      greatest(scheduled_when, queued_when, start_date, end_date)
    ) with (pages_per_range = 16, autosummarize = on);
  end if;
end $$;
