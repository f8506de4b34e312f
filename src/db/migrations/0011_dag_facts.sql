-- What the DAG's newest version says of it, kept beside it: lists of DAGs do not read the versions.
alter table dag add column is_backfillable boolean not null default false;
alter table dag add column is_partitioned boolean not null default false;
alter table dag add column has_task_concurrency_limits boolean not null default false;

update dag set
  is_backfillable = dag_version.serialized #>> '{timetable,kind}' not in ('null', 'once', 'continuous', 'custom'),
  is_partitioned = dag_version.serialized ? 'partitions',
  has_task_concurrency_limits = jsonb_path_exists(dag_version.serialized, '$.tasks[*].maxActiveTisPerDag')
    or jsonb_path_exists(dag_version.serialized, '$.tasks[*].maxActiveTisPerDagrun')
from dag_version where dag_version.id = dag.current_version_id;
