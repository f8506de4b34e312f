-- A run that runs again with other pools than its DAG says: by task id. Null: with those.
alter table dag_run add column edited_pools jsonb;
