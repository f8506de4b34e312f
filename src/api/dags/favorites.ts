/** /api/v2/dags/{dag_id}/favorite and unfavorite: what a user has marked for themselves. Who may see a DAG may mark it. */
import { Type } from 'typebox';
import type { Database } from '#db/database.ts';
import { deleteFavorite, insertFavorite } from '#db/queries/favorites.ts';
import { principalOf } from '#http/access.ts';
import { ApiError, notFound } from '#http/api-error.ts';
import { audited } from '#http/audit.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { selectDag } from './find-dag.ts';
import { DagPath } from './schemas.ts';

const tags = ['DAG'];

export function favoriteRoutes(app: App, { database }: RouteContext): void {
  const read = { config: { access: { action: 'read', resource: 'dag' } } } as const;
  const schema = { tags, params: DagPath, response: { 204: Type.Null() } };

  app.post(
    '/api/v2/dags/:dag_id/favorite',
    { ...read, schema: { ...schema, operationId: 'favorite_dag' } },
    async (request, reply) => {
      const { dag_id: dagId } = request.params;
      await checkDag(database, dagId);
      await audited(request, database, (client) => insertFavorite(client, dagId, principalOf(request).username));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v2/dags/:dag_id/unfavorite',
    { ...read, schema: { ...schema, operationId: 'unfavorite_dag' } },
    async (request, reply) => {
      const { dag_id: dagId } = request.params;
      await checkDag(database, dagId);
      await audited(request, database, async (client) => {
        if (await deleteFavorite(client, dagId, principalOf(request).username)) return;
        const values = { thing: `DAG ${dagId}`, found: 'no favorite', wanted: 'unmarked' };
        throw new ApiError('STATE_CONFLICT', 'Dag is not marked as favorite', values);
      });
      return reply.code(204).send(null);
    },
  );
}

/** Airflow has other words for it here. */
async function checkDag(database: Database, dagId: string): Promise<void> {
  if (await selectDag(database, dagId)) return;
  throw notFound('DAG_NOT_FOUND', `Dag with id '${dagId}' not found`, { dag: dagId });
}
