/** Queued events: assets that had an event for a DAG which has not had its run yet. One for each DAG and asset, however many events. */
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { allOf, equals } from '#api/list/conditions.ts';
import { ref } from '#api/list/schemas.ts';
import type { Database } from '#db/database.ts';
import { notFound } from '#http/api-error.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import { AssetPath, BeforeQuery, QueuedEvent, QueuedEventCollection } from './schemas.ts';

const tags = ['Asset'];
const DagPath = Type.Object({ dag_id: Type.String() });
const BothPath = Type.Object({ dag_id: Type.String(), asset_id: Type.Integer() });

interface Wanted {
  dag_id?: string;
  asset_id?: number;
}
type Queued = Static<typeof QueuedEvent> & { name: string; uri: string };

async function selectQueued(database: Database, wanted: Wanted, before: string | undefined): Promise<Queued[]> {
  const where = allOf([equals(sql`queue.dag_id`, wanted.dag_id), equals(sql`queue.asset_id`, wanted.asset_id)]);
  const { rows } = await sql<Queued>`
    select queue.dag_id, queue.asset_id, min(asset_event."timestamp") as created_at, dag.display_name as dag_display_name, asset.name, asset.uri
    from asset_event_queue queue
    join asset_event on asset_event.id = queue.event_id
    join asset on asset.id = queue.asset_id
    join dag on dag.dag_id = queue.dag_id
    where ${where}
    group by queue.dag_id, queue.asset_id, dag.display_name, asset.name, asset.uri
    having ${before ?? null}::timestamptz is null or min(asset_event."timestamp") < ${before ?? null}::timestamptz
    order by created_at, queue.dag_id, queue.asset_id`.execute(database.query);
  return rows;
}

/** Airflow's words. */
function noneFound({ dag_id: dagId, asset_id: assetId }: Wanted) {
  const words =
    dagId !== undefined && assetId !== undefined
      ? `Queued event with dag_id: \`${dagId}\` and asset_id: \`${assetId}\` was not found`
      : `Queue event with ${dagId === undefined ? `asset_id: \`${assetId}\`` : `dag_id: \`${dagId}\``} was not found`;
  return notFound('NOT_FOUND', words);
}

export function queuedEventRoutes(app: App, { database, scheduler }: RouteContext): void {
  const read = { config: { access: { action: 'read', resource: 'asset' } } } as const;
  const remove = { config: { access: { action: 'delete', resource: 'asset' } } } as const;
  const paths = [
    { url: '/api/v2/assets/:asset_id/queuedEvents', name: 'asset_queued_events', params: AssetPath },
    { url: '/api/v2/dags/:dag_id/assets/queuedEvents', name: 'dag_asset_queued_events', params: DagPath },
  ];

  for (const { url, name, params } of paths) {
    app.get(
      url,
      {
        ...read,
        schema: {
          operationId: `get_${name}`,
          tags,
          params,
          querystring: BeforeQuery,
          response: { 200: ref(QueuedEventCollection) },
        },
      },
      async (request) => {
        const found = await selectQueued(database, request.params, request.query.before);
        return { queued_events: found.map(toQueued), total_entries: found.length };
      },
    );
  }

  app.get(
    '/api/v2/dags/:dag_id/assets/:asset_id/queuedEvents',
    {
      ...read,
      schema: {
        operationId: 'get_dag_asset_queued_event',
        tags,
        params: BothPath,
        querystring: BeforeQuery,
        response: { 200: ref(QueuedEvent) },
      },
    },
    async (request) => {
      const [found] = await selectQueued(database, request.params, request.query.before);
      if (!found) throw noneFound(request.params);
      return toQueued(found);
    },
  );

  const both = {
    url: '/api/v2/dags/:dag_id/assets/:asset_id/queuedEvents',
    name: 'dag_asset_queued_event',
    params: BothPath,
  };
  for (const { url, name, params } of [...paths, both]) {
    app.delete(
      url,
      {
        ...remove,
        schema: {
          operationId: `delete_${name}`,
          tags,
          params,
          querystring: BeforeQuery,
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        const found = await selectQueued(database, request.params, request.query.before);
        if (found.length === 0) throw noneFound(request.params);
        const queued = found.map(({ dag_id: dagId, name: asset, uri }) => ({ dagId, name: asset, uri }));
        await scheduler.submit({ kind: 'delete_queued_events', queued }, actorOf(request));
        return reply.code(204).send(null);
      },
    );
  }
}

const toQueued = ({ dag_id, asset_id, created_at, dag_display_name }: Queued) => ({
  dag_id,
  asset_id,
  created_at,
  dag_display_name,
});
