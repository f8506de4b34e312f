-- The partition that a run, and the events of its tasks, are for; null: none.
alter table dag_run add column partition_key text;
create index dag_run_partition on dag_run (dag_id, partition_key) where partition_key is not null;

-- The key of the run that a queued event is for; empty: the DAG does not run by partitions.
alter table asset_event_queue add column partition_key text not null default '';
