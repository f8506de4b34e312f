-- One event may be for several partitions of a DAG.
alter table asset_event_queue drop constraint asset_event_queue_pkey;
alter table asset_event_queue add primary key (dag_id, asset_id, event_id, partition_key);
