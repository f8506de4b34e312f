import { logFolder } from '#api/logs/attempt-log.ts';
import { type OldRun, selectAttemptsOfRuns, selectObjectsOfRuns } from '#db/queries/clean-runs.ts';
import type { RouteContext } from '#http/server-parts.ts';
import { forgetRuns } from '#storage/forget-runs.ts';
import { selectRunsById } from './select-runs.ts';

/** Does what deletes some of the runs, or all; then removes what lies beside the database of those that are gone: logs, and values too large for a row. */
export async function forgetDeleted<T>(
  { config, database, objects: store }: Pick<RouteContext, 'config' | 'database' | 'objects'>,
  runs: readonly OldRun[],
  work: () => Promise<T>,
): Promise<T> {
  const { pool } = database;
  const belongings = await Promise.all(
    runs.map(async (run) => ({
      runs: [run],
      objects: await selectObjectsOfRuns(pool, [run.id]),
      attempts: await selectAttemptsOfRuns(pool, [run.id]),
    })),
  );
  const result = await work();
  const ids = runs.map(({ id }) => id);
  const left = new Set((await selectRunsById(database, ids)).map(({ id }) => id));
  for (const one of belongings)
    if (one.runs.every(({ id }) => !left.has(id)))
      await forgetRuns({ logFolder: logFolder(config), objects: store }, one);
  return result;
}
