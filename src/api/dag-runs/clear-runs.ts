/** POST /api/v2/dags/{dag_id}/clearDagRuns: several runs run again, by name or by partition. Nothing happens unless `dry_run` is false. */
import { type Static, Type } from 'typebox';
import { DagPath } from '#api/dags/schemas.ts';
import { ref } from '#api/list/schemas.ts';
import type { Database } from '#db/database.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import { BulkRun, runsNotFound } from './bulk.ts';
import { ClearDryRun, planClear, toDryRun, withNote } from './clear-run.ts';
import { partitionSelectors, requireOneSelector, runsOfPartition } from './partition-runs.ts';
import { type RunRow, toRun } from './run-row.ts';
import { ClearRun, DagRunCollection } from './schemas.ts';
import { selectRunsById, selectRunsByName } from './select-runs.ts';

const ClearRuns = Type.Object(
  { ...ClearRun.properties, ...partitionSelectors, dag_runs: Type.Optional(Type.Array(BulkRun)) },
  { additionalProperties: false },
);

export function clearRunsRoute(app: App, { database, scheduler }: RouteContext): void {
  app.post(
    '/api/v2/dags/:dag_id/clearDagRuns',
    {
      config: { access: { action: 'update', resource: 'dag_run' } },
      schema: {
        operationId: 'clear_dag_runs',
        tags: ['DagRun'],
        params: DagPath,
        body: ClearRuns,
        response: { 200: Type.Union([ref(ClearDryRun), ref(DagRunCollection)]) },
      },
    },
    async (request) => {
      const { body } = request;
      const runs = await chooseRuns(database, request.params.dag_id, body);
      const clearing = await planClear(database, runs, body);
      if (body.dry_run) return toDryRun(clearing);
      await scheduler.submitAll(withNote(clearing.commands, runs, body.note), actorOf(request));
      const ids = runs.map((run) => run.id);
      const cleared = (await selectRunsById(database, ids)).map(toRun);
      const whole = { total_entries_limit: null, next_cursor: null, previous_cursor: null };
      return { dag_runs: cleared, total_entries: cleared.length, ...whole };
    },
  );
}

/** Throws 404 for a run that is not there. */
async function chooseRuns(database: Database, dagId: string, body: Static<typeof ClearRuns>): Promise<RunRow[]> {
  const named = (body.dag_runs ?? []).map((run) => ({ dagId: run.dag_id ?? dagId, runId: run.dag_run_id }));
  requireOneSelector(body, ['dag_runs', named.length > 0]);
  if (named.length === 0) return runsOfPartition(database, dagId, body);
  const rows = await selectRunsByName(database, named);
  const missing = named.filter((one) => !rows.some((row) => row.dag_id === one.dagId && row.run_id === one.runId));
  if (missing.length > 0) throw runsNotFound(missing);
  return rows;
}
