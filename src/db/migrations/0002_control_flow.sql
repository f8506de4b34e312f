-- No index on `state`, and room in each page: most moves of a task then write no index at all (heap-only tuples).
drop index task_instance_open;
alter table task_instance set (fillfactor = 50);

-- What a branch passed over: ids of the tasks directly after it that are skipped. Null: all of them follow.
alter table task_instance add column skips jsonb;

create index dag_by_file on dag (fileloc);
