-- Tries and notices tell of a version that no run has any more: an edited run has moved on to another. It is not replaced in place.
alter table dag_version add column is_kept boolean not null default false;
update dag_version set is_kept = true
where dag_version.id in (
  select task_instance_history.dag_version_id from task_instance_history
  union select task_instance.dag_version_id from task_instance
  union select notice.dag_version_id from notice);
