-- The instant that the partition key of a run stands for; null: none.
alter table dag_run add column partition_date timestamptz;
create index dag_run_partition_date on dag_run (dag_id, partition_date) where partition_date is not null;
update dag_run set partition_date = logical_date where partition_key is not null and run_type in ('scheduled', 'backfill');
