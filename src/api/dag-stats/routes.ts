/** /api/v2/dagStats: how many runs of each DAG are in each state. */
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { oneOf } from '#api/list/conditions.ts';
import { component, ref, Words } from '#api/list/schemas.ts';
import type { Database } from '#db/database.ts';
import { RUN_STATES } from '#domain/states.ts';
import type { App, RouteContext } from '#http/server-parts.ts';

const StateCount = component('DagStatsStateResponse', { state: Type.String(), count: Type.Integer() });
const DagStats = component('DagStatsResponse', {
  dag_id: Type.String(),
  dag_display_name: Type.String(),
  stats: Type.Array(ref(StateCount)),
});
const DagStatsCollection = component('DagStatsCollectionResponse', {
  dags: Type.Array(ref(DagStats)),
  total_entries: Type.Integer(),
});

export function dagStatsRoutes(app: App, { database }: RouteContext): void {
  app.get(
    '/api/v2/dagStats',
    {
      config: { access: { action: 'read', resource: 'dag_run' } },
      schema: {
        operationId: 'get_dag_stats',
        tags: ['DagStats'],
        querystring: Type.Object({ dag_ids: Words }),
        response: { 200: ref(DagStatsCollection) },
      },
    },
    async (request) => {
      const dags = await selectStats(database, request.query.dag_ids);
      return { dags, total_entries: dags.length };
    },
  );
}

/** DAGs without a run are left out, as in Airflow; every state is told, also where nothing is in it. */
async function selectStats(database: Database, dagIds?: string[]): Promise<Static<typeof DagStats>[]> {
  const which = oneOf(sql`dag_run.dag_id`, dagIds) ?? sql`true`;
  const { rows } = await sql<{ dag_id: string; display_name: string; state: string; count: number }>`
    select counted.dag_id, dag.display_name, counted.state, counted.count
    from (select dag_run.dag_id, dag_run.state, count(*) as count from dag_run where ${which}
          group by dag_run.dag_id, dag_run.state) counted
    join dag on dag.dag_id = counted.dag_id
    order by counted.dag_id`.execute(database.query);
  return [...Map.groupBy(rows, (row) => row.dag_id)].map(([dagId, ofDag]) => ({
    dag_id: dagId,
    dag_display_name: ofDag[0]?.display_name ?? dagId,
    stats: RUN_STATES.map((state) => ({ state, count: ofDag.find((row) => row.state === state)?.count ?? 0 })),
  }));
}
