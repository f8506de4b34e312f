/** Events of assets: what was raised, what somebody raises, what a run was made for. */
import { findRun } from '#api/dag-runs/find-run.ts';
import { RunPath } from '#api/dag-runs/schemas.ts';
import { list } from '#api/list/lists.ts';
import { ref } from '#api/list/schemas.ts';
import { notFound } from '#http/api-error.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import { findAsset } from './list-assets.ts';
import { type AssetEventRow, eventList, eventsOfRun, selectEvent } from './list-events.ts';
import { AssetEvent, AssetEventCollection, CreateAssetEvent, EventListQuery } from './schemas.ts';

const tags = ['Asset'];

export function assetEventRoutes(app: App, { config, database, scheduler }: RouteContext): void {
  app.get(
    '/api/v2/assets/events',
    {
      config: { access: { action: 'read', resource: 'asset' } },
      schema: {
        operationId: 'get_asset_events',
        tags,
        querystring: EventListQuery,
        response: { 200: ref(AssetEventCollection) },
      },
    },
    async ({ query }) => {
      const page = { limit: query.limit, offset: query.offset };
      const { rows, totals } = await list<AssetEventRow>(database.query, eventList(query), page, config);
      return { asset_events: rows, total_entries: totals.total_entries };
    },
  );

  app.post(
    '/api/v2/assets/events',
    {
      config: { access: { action: 'create', resource: 'asset' } },
      schema: { operationId: 'create_asset_event', tags, body: CreateAssetEvent, response: { 200: ref(AssetEvent) } },
    },
    async (request) => {
      const { asset_id: assetId, extra = {}, partition_key: partitionKey = null } = request.body;
      const { name, uri } = await findAsset(database, assetId, 'Asset');
      const { assetEventId = 0 } = await scheduler.submit(
        // As in Airflow, so that readers can tell it from the event of a task.
        { kind: 'create_asset_event', name, uri, extra: { ...extra, from_rest_api: true }, partitionKey },
        actorOf(request),
      );
      const row = await selectEvent(database, assetEventId);
      if (!row) throw notFound('ASSET_NOT_FOUND', `Asset with ID: \`${assetId}\` was not found`, { asset: assetId });
      return row;
    },
  );

  app.get(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/upstreamAssetEvents',
    {
      config: { access: { action: 'read', resource: 'dag_run' } },
      schema: {
        operationId: 'get_upstream_asset_events',
        tags: ['DagRun'],
        params: RunPath,
        response: { 200: ref(AssetEventCollection) },
      },
    },
    async (request) => {
      const run = await findRun(database, request.params.dag_id, request.params.dag_run_id);
      const events = await eventsOfRun(database, run.id);
      return { asset_events: events, total_entries: events.length };
    },
  );
}
