/**
 * DELETE /api/v2/dags/{dag_id}: the DAG with its versions, its runs and what they have kept. A DAG whose file is still there comes back, without its
 * history, as in Airflow.
 */
import { JsonNull } from '#api/list/schemas.ts';
import { logFolder } from '#api/logs/attempt-log.ts';
import { removeEndedRuns } from '#db/clean/clean.ts';
import { belongingsOfDag, isDagUnderWay } from '#db/queries/clean-runs.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { ApiError } from '#http/api-error.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import { forgetRuns } from '#storage/forget-runs.ts';
import { dagToChangeNotFound, selectDag } from './find-dag.ts';
import { DagPath } from './schemas.ts';

/** Most rows of one statement. */
const ROWS_AT_ONCE = 5000;

export function deleteDagRoute(app: App, context: RouteContext): void {
  app.delete(
    '/api/v2/dags/:dag_id',
    {
      config: { access: { action: 'delete', resource: 'dag' } },
      schema: { operationId: 'delete_dag', tags: ['DAG'], params: DagPath, response: { 200: JsonNull } },
    },
    async (request) => {
      const { dag_id: dagId } = request.params;
      const row = await selectDag(context.database, dagId);
      if (!row) throw dagToChangeNotFound(dagId);
      if (await isDagUnderWay(context.database.pool, dagId)) throw stillRunning(dagId);
      await removeHistory(context, dagId);
      const left = await belongingsOfDag(context.database.pool, dagId);
      await context.scheduler
        .submit({ kind: 'delete_dag', dagId }, actorOf(request))
        .catch((error) => refused(error, dagId));
      await forgetRuns(filesOf(context), left);
      // Now, and not at some later change of the file.
      void context.dagProcessor?.reload([row.fileloc]);
      return null;
    },
  );
}

/**
 * What is over, in steps between which the scheduler goes on: its own commit, which deletes the rest, holds up every run while it lasts.
 * Throws `STOPPING` where the server ends first; what is left is deleted when it is asked for again.
 */
async function removeHistory(context: RouteContext, dagId: string): Promise<void> {
  const stopping = new AbortController();
  const takeBack = context.onStop(() => stopping.abort());
  try {
    await removeEndedRuns(context.database, dagId, ROWS_AT_ONCE, {
      signal: stopping.signal,
      onDeleted: () => undefined,
      forget: (runs) => forgetRuns(filesOf(context), runs),
    });
  } finally {
    takeBack();
  }
  if (stopping.signal.aborted) throw new AquilonError('STOPPING');
}

const filesOf = ({ config, objects }: RouteContext) => ({ logFolder: logFolder(config), objects });

function refused(error: unknown, dagId: string): never {
  if (!(error instanceof AquilonError)) throw error;
  if (error.code === 'DAG_NOT_FOUND') throw dagToChangeNotFound(dagId);
  if (error.code !== 'STATE_CONFLICT') throw error;
  throw stillRunning(
    dagId,
    ': one began while older runs were deleted. Pause the DAG, and delete it again',
    error.values,
  );
}

/** Airflow's words. */
const stillRunning = (dagId: string, more = '', values: Readonly<Record<string, unknown>> = {}) =>
  new ApiError('STATE_CONFLICT', `Task instances of dag with id: '${dagId}' are still running${more}`, {
    thing: `DAG ${dagId}`,
    found: 'running',
    wanted: 'deleted',
    ...values,
  });
