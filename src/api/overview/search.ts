/** What the command palette finds: DAGs, tasks, recent runs and assets whose name contains a text. */
import { sql } from 'kysely';
import { Type } from 'typebox';
import { component } from '#api/list/schemas.ts';
import type { Database } from '#db/database.ts';

/** Runs older than these are not looked through: their pattern has no index. */
const RECENT_RUNS = 5000;
const MOST = 8;

export const Found = component('SearchResponse', {
  dags: Type.Array(Type.Object({ dag_id: Type.String(), dag_display_name: Type.String(), is_paused: Type.Boolean() })),
  runs: Type.Array(Type.Object({ dag_id: Type.String(), dag_run_id: Type.String(), state: Type.String() })),
  tasks: Type.Array(Type.Object({ dag_id: Type.String(), task_id: Type.String() })),
  assets: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String(), uri: Type.String() })),
});

/** The shortest name first: the nearest to what was typed. Nothing is a wildcard. */
export async function search(database: Database, text: string) {
  const has = (column: string) => sql<boolean>`position(lower(${text}) in lower(${sql.ref(column)})) > 0`;
  const [dags, runs, tasks, assets] = await Promise.all([
    sql<{ dag_id: string; dag_display_name: string; is_paused: boolean }>`
      select dag.dag_id, dag.display_name as dag_display_name, dag.is_paused from dag
      where not dag.is_stale and (${has('dag.dag_id')} or ${has('dag.display_name')})
      order by length(dag.dag_id), dag.dag_id limit ${MOST}`.execute(database.query),
    sql<{ dag_id: string; dag_run_id: string; state: string }>`
      select run.dag_id, run.run_id as dag_run_id, run.state from (
        select dag_run.dag_id, dag_run.run_id, dag_run.state, dag_run.run_after from dag_run
        order by dag_run.run_after desc, dag_run.id desc limit ${RECENT_RUNS}) run
      where ${has('run.run_id')} order by run.run_after desc limit ${MOST}`.execute(database.query),
    sql<{ dag_id: string; task_id: string }>`
      select task.dag_id, task.task_id from (
        select dag.dag_id, one ->> 'taskId' as task_id from dag
        join dag_version on dag_version.id = dag.current_version_id
        cross join lateral jsonb_array_elements(dag_version.serialized -> 'tasks') one
        where not dag.is_stale) task
      where ${has('task.task_id')} order by length(task.task_id), task.task_id, task.dag_id limit ${MOST}`.execute(
      database.query,
    ),
    sql<{ id: number; name: string; uri: string }>`
      select asset.id, asset.name, asset.uri from asset
      where ${has('asset.name')} or ${has('asset.uri')} order by length(asset.name), asset.name limit ${MOST}`.execute(
      database.query,
    ),
  ]);
  return { dags: dags.rows, runs: runs.rows, tasks: tasks.rows, assets: assets.rows };
}
