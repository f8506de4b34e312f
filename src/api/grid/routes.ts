/** /api/v2/dags/{dag_id}/grid, a path of our own: runs x tasks, as the web page shows them. */
import { Type } from 'typebox';
import { runNotFound } from '#api/dag-runs/find-run.ts';
import { findDag } from '#api/dags/find-dag.ts';
import { DagPath } from '#api/dags/schemas.ts';
import { pageOf } from '#api/list/page.ts';
import { component, Instant, orNull, ref } from '#api/list/schemas.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { type Cell, cellsOf, makePlaces } from './cells.ts';
import { countStates, selectGridRun, selectGridRuns } from './select-grid.ts';

/** Runs of a page, where none are asked for. */
const RUNS = 25;
/** A page ends with the run that brings it to so many task instances. */
const MOST_INSTANCES = 100_000;

const GridRun = component('DAGGridRunResponse', {
  dag_run_id: Type.String(),
  run_type: Type.String(),
  state: Type.String(),
  logical_date: orNull(Instant),
  run_after: Instant,
  queued_at: orNull(Instant),
  start_date: orNull(Instant),
  end_date: orNull(Instant),
  has_note: Type.Boolean(),
  version_number: orNull(Type.Integer()),
  /** [place in `task_ids`, state or counts by state, first start in epoch ms, last end in epoch ms] */
  cells: Type.Unsafe<Cell[]>({ type: 'array', items: { type: 'array', items: {} } }),
});

const Grid = component('DAGGridResponse', {
  task_ids: Type.Array(Type.String()),
  /** Newest first. */
  runs: Type.Array(ref(GridRun)),
  /** For `before`: the last run of this page, where there are older ones. */
  next_before: orNull(Type.String()),
});

export function gridRoutes(app: App, { config, database }: RouteContext): void {
  app.get(
    '/api/v2/dags/:dag_id/grid',
    {
      config: { access: { action: 'read', resource: 'task_instance' } },
      schema: {
        operationId: 'get_dag_grid',
        tags: ['Task Instance'],
        params: DagPath,
        querystring: Type.Object({
          limit: Type.Optional(Type.Integer({ minimum: 1 })),
          /** Id of a run: those that are older. */
          before: Type.Optional(Type.String()),
          /** This run alone. */
          run_id: Type.Optional(Type.String()),
        }),
        response: { 200: ref(Grid) },
      },
    },
    async (request) => {
      const { dag_id: dagId } = request.params;
      const { before, run_id: runId } = request.query;
      await findDag(database, dagId);
      const { limit } = pageOf({ limit: request.query.limit ?? RUNS }, config);
      const found =
        runId === undefined
          ? await selectGridRuns(database, dagId, before, limit + 1)
          : await selectGridRun(database, dagId, runId);
      const missing = runId ?? before;
      if (found.length === 0 && missing !== undefined && (await selectGridRun(database, dagId, missing)).length === 0)
        throw runNotFound('The DagRun', dagId, missing);
      const runs = found.slice(0, limit);
      const counted = await countStates(
        database,
        runs.map((run) => run.id),
        MOST_INSTANCES,
      );
      const places = makePlaces();
      const shown = counted.map(({ dag_run_id: id, states }, place) => {
        const run = runs[place];
        if (run?.id !== id) throw new Error(`The states of run ${id} came out of order.`);
        const { id: _, run_id: dagRunId, ...columns } = run;
        return { dag_run_id: dagRunId, ...columns, cells: cellsOf(states ?? [], places) };
      });
      const hasOlder = shown.length < found.length;
      return {
        task_ids: places.taskIds,
        runs: shown,
        next_before: hasOlder ? (shown.at(-1)?.dag_run_id ?? null) : null,
      };
    },
  );
}
