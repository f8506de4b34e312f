/**
 * DELETE /api/v2/dags/{dag_id}: the DAG with its versions, its runs and what they have kept. A DAG whose file is still there comes back, without its
 * history, as in Airflow.
 */
import { JsonNull } from '#api/list/schemas.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { ApiError } from '#http/api-error.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import { dagToChangeNotFound, selectDag } from './find-dag.ts';
import { DagPath } from './schemas.ts';

export function deleteDagRoute(app: App, { dagProcessor, database, scheduler }: RouteContext): void {
  app.delete(
    '/api/v2/dags/:dag_id',
    {
      config: { access: { action: 'delete', resource: 'dag' } },
      schema: { operationId: 'delete_dag', tags: ['DAG'], params: DagPath, response: { 200: JsonNull } },
    },
    async (request) => {
      const { dag_id: dagId } = request.params;
      const row = await selectDag(database, dagId);
      if (!row) throw dagToChangeNotFound(dagId);
      await scheduler.submit({ kind: 'delete_dag', dagId }, actorOf(request)).catch((error) => refused(error, dagId));
      // Now, and not at some later change of the file.
      void dagProcessor?.reload([row.fileloc]);
      return null;
    },
  );
}

function refused(error: unknown, dagId: string): never {
  if (!(error instanceof AquilonError)) throw error;
  if (error.code === 'DAG_NOT_FOUND') throw dagToChangeNotFound(dagId);
  if (error.code !== 'STATE_CONFLICT') throw error;
  throw new ApiError('STATE_CONFLICT', `Task instances of dag with id: '${dagId}' are still running`, error.values);
}
