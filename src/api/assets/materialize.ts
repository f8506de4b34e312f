/** POST /assets/{asset_id}/materialize: a run of the DAG that makes the asset. */
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { createParamsCheck } from '#api/dag-runs/check-params.ts';
import { findRun } from '#api/dag-runs/find-run.ts';
import { toRun } from '#api/dag-runs/run-row.ts';
import { DagRun, TriggerRun } from '#api/dag-runs/schemas.ts';
import { triggerCommand } from '#api/dag-runs/trigger-run.ts';
import { orNull, ref } from '#api/list/schemas.ts';
import { answerOnce, IdempotencyHeaders } from '#api/requests/answer-once.ts';
import type { Database } from '#db/database.ts';
import { ApiError, notFound } from '#http/api-error.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { AssetPath } from './schemas.ts';

const { logical_date: LogicalDate, ...others } = TriggerRun.properties;
const Materialize = Type.Object(
  { ...others, logical_date: Type.Optional(LogicalDate) },
  { additionalProperties: false },
);

export function materializeRoute(app: App, context: RouteContext): void {
  const { database } = context;
  const params = createParamsCheck();
  app.post(
    '/api/v2/assets/:asset_id/materialize',
    {
      config: { access: { action: 'create', resource: 'dag_run' } },
      // Nothing to say, and no body at all, are the same.
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: {
        operationId: 'materialize_asset',
        tags: ['Asset'],
        params: AssetPath,
        headers: IdempotencyHeaders,
        body: orNull(Materialize),
        response: { 200: ref(DagRun) },
      },
    },
    async (request) => {
      const dagId = await findProducer(database, request.params.asset_id);
      const body: Static<typeof TriggerRun> = { logical_date: null, ...(request.body ?? {}) };
      return answerOnce(context, request, {
        command: async () => ({
          ...(await triggerCommand(database, params, dagId, body)),
          runType: 'asset_materialization',
        }),
        answer: async ({ runId }) => toRun(await findRun(database, dagId, runId ?? '')),
      });
    },
  );
}

/** Throws 404 where no DAG makes the asset, 409 where several do, in Airflow's words. */
async function findProducer(database: Database, assetId: number): Promise<string> {
  const { rows } = await sql<{ dag_id: string }>`
    select distinct reference.dag_id from asset_reference reference join dag on dag.dag_id = reference.dag_id
    where reference.asset_id = ${assetId}::bigint and reference.role = 'outlet' and not dag.is_stale limit 2`.execute(
    database.query,
  );
  const [first, second] = rows;
  if (!first) throw notFound('ASSET_NOT_FOUND', `No DAG materializes asset with ID: ${assetId}`, { asset: assetId });
  if (!second) return first.dag_id;
  const words = `More than one DAG materializes asset with ID: ${assetId}`;
  throw new ApiError('STATE_CONFLICT', words, {
    thing: `Asset ${assetId}`,
    found: 'made by several DAGs',
    wanted: 'materialized',
  });
}
