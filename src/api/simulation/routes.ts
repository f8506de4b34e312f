/** /aquilon/simulation/input, a path of our own: what schedules are simulated from. The simulation itself runs where it is asked for, and costs the server nothing. */
import type { Json } from '@aquilon/sdk/serialized';
import { Type } from 'typebox';
import { dagNotFound } from '#api/dags/find-dag.ts';
import { component, ref, Words } from '#api/list/schemas.ts';
import { type DagRow, selectDags, selectPools } from '#db/queries/scheduler-load.ts';
import { type SeenTaskRow, selectSeenTasks } from '#db/queries/seen-tasks.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import type { DagInput, SimulationInput, TaskHistory } from '#simulation/input.ts';

const SimulationInputResponse = component('SimulationInputResponse', {
  /** Newest versions of DAGs, times that their tasks took, pools, limits. */
  input: Type.Unsafe<Json>({}),
});

export function simulationRoutes(app: App, { config, database }: RouteContext): void {
  app.get(
    '/aquilon/simulation/input',
    {
      // Options of operators are in it, as they stand in the DAG file.
      config: { access: { action: 'read', resource: 'dag_code' } },
      schema: {
        operationId: 'get_simulation_input',
        tags: ['DAG'],
        /** None: all. */
        querystring: Type.Object({ dag_ids: Words }),
        response: { 200: ref(SimulationInputResponse) },
      },
    },
    async ({ query }) => {
      const { pool } = database;
      const rows = (await selectDags(pool, query.dag_ids ?? null)).filter((row) => !row.is_stale);
      const missing = query.dag_ids?.find((dagId) => !rows.some((row) => row.dag_id === dagId));
      if (missing !== undefined) throw dagNotFound(missing);
      const seen = Map.groupBy(
        await selectSeenTasks(
          pool,
          rows.map((row) => row.dag_id),
        ),
        (row) => row.dag_id,
      );
      const input: SimulationInput = {
        dags: rows
          .map((row) => dagInput(row, seen.get(row.dag_id) ?? []))
          .sort((a, b) => (a.serialized.dagId < b.serialized.dagId ? -1 : 1)),
        pools: await selectPools(pool),
        parallelism: config.core.parallelism,
        catchupByDefault: config.scheduler.catchupByDefault,
        maxPartitionKeys: config.scheduler.partitionMapperMaxDownstreamKeys,
      };
      return { input: input as unknown as Json };
    },
  );
}

const dagInput = (row: DagRow, seen: readonly SeenTaskRow[]): DagInput => ({
  serialized: row.serialized,
  paused: row.is_paused,
  maxActiveRuns: row.max_active_runs,
  maxActiveTasks: row.max_active_tasks,
  maxConsecutiveFailedRuns: row.max_consecutive_failed_dag_runs,
  lastInterval: row.last_start === null || row.last_end === null ? null : { start: row.last_start, end: row.last_end },
  history: Object.fromEntries(seen.map((one): [string, TaskHistory] => [one.task_id, historyOf(one)])),
});

const historyOf = ({ durations, instances }: SeenTaskRow): TaskHistory => ({
  durations: (durations ?? []).map((seconds) => Math.round(seconds * 1000)),
  instances,
});
