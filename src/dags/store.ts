/** Writes what was loaded: rows, versions, import errors. Each file in one statement. */
import { relative } from 'node:path';
import type { SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';
import type pg from 'pg';
import type { Config } from '#config/config.ts';
import type { Database } from '#db/database.ts';
import * as queries from '#db/queries/dag-store.ts';
import { uuidv7 } from '#support/uuid.ts';
import { describeTimetable } from './describe-timetable.ts';
import type { LoadedFile } from './load.ts';
import { snapshotHash, versionHash } from './snapshot.ts';

const BUNDLE = 'dags-folder';

export interface DagStore {
  /** Stores one loaded file; returns the DAGs that changed. `folder`: the DAG folder that it stands in. */
  save(loaded: LoadedFile, folder: string): Promise<string[]>;
  /** These are all the files there are: DAGs of others are stale, errors of others are gone. Returns the DAGs that changed. */
  forgetOthers(files: readonly { path: string; folder: string }[]): Promise<string[]>;
}

export function createDagStore({ pool }: Database, config: Config): DagStore {
  return {
    save: (loaded, folder) => saveFile(pool, loaded, folder, config),
    async forgetOthers(files) {
      const names = files.map((file) => relative(file.folder, file.path));
      await queries.deleteOtherImportErrors(pool, BUNDLE, names);
      return queries.markVanishedStale(
        pool,
        files.map((file) => file.path),
      );
    },
  };
}

async function saveFile(
  pool: pg.Pool,
  loaded: LoadedFile,
  folder: string,
  { core, sensors }: Config,
): Promise<string[]> {
  const file = { bundleName: BUNDLE, fileloc: loaded.file, relativeFileloc: relative(folder, loaded.file) };
  if (!loaded.ok) {
    await queries.writeImportError(pool, file, loaded.error);
    return [];
  }
  const dagIds = loaded.dags.map((dag) => dag.dagId);
  const known = new Map((await queries.selectKnownDags(pool, dagIds)).map((dag) => [dag.dag_id, dag]));
  const problem = duplicateProblem(loaded.file, dagIds, known);
  if (problem !== undefined) {
    await queries.writeImportError(pool, file, problem);
    return [];
  }
  const snapshot = { hash: snapshotHash(loaded.file, loaded.files), files: loaded.files };
  const complete = loaded.dags.map((dag) => withSensorTimeouts(dag, sensors.defaultTimeout * 1000));
  const dags = complete.map((dag) => ({
    dag,
    maxActiveRuns: dag.maxActiveRuns ?? core.maxActiveRunsPerDag,
    maxActiveTasks: dag.maxActiveTasks ?? core.maxActiveTasksPerDag,
    isPaused: dag.isPausedUponCreation ?? core.dagsArePausedAtCreation,
    timetableDescription: describeTimetable(dag.timetable),
    ...versionOf(dag, snapshot.hash, known.get(dag.dagId)),
  }));
  const stale = await queries.writeFile(pool, { ...file, parseSeconds: loaded.seconds, snapshot, dags });
  return [...stale, ...dagIds];
}

/** `[sensors] default_timeout` for the sensors that do not say. */
function withSensorTimeouts(dag: SerializedDag, timeoutMs: number): SerializedDag {
  if (!dag.tasks.some(({ sensor }) => sensor?.timeoutMs === null)) return dag;
  const complete = (task: SerializedTask): SerializedTask =>
    task.sensor?.timeoutMs === null ? { ...task, sensor: { ...task.sensor, timeoutMs } } : task;
  return { ...dag, tasks: dag.tasks.map(complete) };
}

/** Two files may not define the same DAG, nor one file twice: the first keeps it. */
function duplicateProblem(
  file: string,
  dagIds: readonly string[],
  known: ReadonlyMap<string, queries.KnownDag>,
): string | undefined {
  const twice = dagIds.find((dagId, at) => dagIds.indexOf(dagId) !== at);
  if (twice !== undefined) return `DAG ${twice} is defined twice in ${file}. Give one of them another id.`;
  const other = dagIds.map((dagId) => known.get(dagId)).find((dag) => dag && !dag.is_stale && dag.fileloc !== file);
  return other && `DAG ${other.dag_id} of ${file} is defined in ${other.fileloc} already. Give one of them another id.`;
}

/** The newest version where nothing has changed; else a new one, in the place of one that no run has used. */
function versionOf(
  dag: SerializedDag,
  snapshot: string,
  known: queries.KnownDag | undefined,
): Pick<queries.DagWrite, 'versionId' | 'version'> {
  const contentHash = versionHash(dag, snapshot);
  const id = known?.version_id ?? null;
  const number = known?.version_number ?? 0;
  if (id !== null && known?.content_hash === contentHash) return { versionId: id, version: null };
  if (id !== null && !known?.has_runs) return { versionId: id, version: { number, contentHash } };
  return { versionId: uuidv7(), version: { number: number + 1, contentHash } };
}
