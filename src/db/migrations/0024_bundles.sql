-- The commit of the git bundle that a DAG, a version and a run are of; null where the bundle has none.
alter table dag add column bundle_version text;
alter table dag_version add column bundle_version text;
alter table dag_version add column bundle_url text;
alter table dag_run add column bundle_version text;
