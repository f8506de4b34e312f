-- A DAG is switched off after so many failed runs in a row; 0: never.
alter table dag add column max_consecutive_failed_dag_runs integer not null default 0;
