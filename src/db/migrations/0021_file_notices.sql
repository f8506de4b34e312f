-- A DAG file in quarantine belongs to no run.
alter table notice alter column dag_run_id drop not null;
alter table notice alter column run_id drop not null;
