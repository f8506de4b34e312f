import type { Sql } from '#db/database.ts';

/** One DAG does something for another: `through` says how. */
export interface DagDependency {
  from_dag: string;
  to_dag: string;
  through: string;
}

/** Of the DAGs that are there: assets that one makes and another is scheduled on, runs that one triggers, and tasks that another waits for. */
export async function selectDagDependencies(sql: Sql): Promise<DagDependency[]> {
  const { rows } = await sql.query<DagDependency>(
    `with task as (
       select dag.dag_id, one.task ->> 'body' as body, one.task -> 'options' as options
       from dag join dag_version on dag_version.id = dag.current_version_id
       cross join lateral jsonb_array_elements(dag_version.serialized -> 'tasks') as one (task)
       where not dag.is_stale
     )
     select maker.dag_id as from_dag, follower.dag_id as to_dag, 'asset ' || asset.name as through
     from asset_reference maker join asset_reference follower on follower.asset_id = maker.asset_id and follower.role = 'schedule'
     join asset on asset.id = maker.asset_id
     join dag making on making.dag_id = maker.dag_id and not making.is_stale
     join dag following on following.dag_id = follower.dag_id and not following.is_stale
     where maker.role = 'outlet'
     union
     select task.dag_id, task.options ->> 'triggerDagId', 'trigger' from task
     where task.body = 'trigger_dag_run' and jsonb_typeof(task.options -> 'triggerDagId') = 'string'
     union
     select task.options ->> 'externalDagId', task.dag_id, 'sensor' from task
     where task.body = 'external_task_sensor' and jsonb_typeof(task.options -> 'externalDagId') = 'string'
     order by from_dag, to_dag, through`,
  );
  return rows;
}
