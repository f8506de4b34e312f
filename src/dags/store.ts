/** Writes what was loaded: rows, versions, import errors. One transaction a file. */
import { relative } from 'node:path';
import type { SerializedDag } from '@aquilon/sdk/serialized';
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

export function createDagStore(database: Database, config: Config): DagStore {
  async function transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  return {
    save: (loaded, folder) => transaction((client) => saveFile(client, loaded, folder, config)),
    forgetOthers: (files) =>
      transaction(async (client) => {
        const names = files.map((file) => relative(file.folder, file.path));
        await queries.deleteOtherImportErrors(client, BUNDLE, names);
        return queries.markVanishedStale(
          client,
          files.map((file) => file.path),
        );
      }),
  };
}

async function saveFile(client: pg.PoolClient, loaded: LoadedFile, folder: string, config: Config): Promise<string[]> {
  const name = relative(folder, loaded.file);
  const problem = loaded.ok ? await duplicateProblem(client, loaded) : loaded.error;
  if (!loaded.ok || problem !== undefined) {
    await queries.upsertImportError(client, BUNDLE, name, problem ?? '');
    await queries.markImportFailed(client, loaded.file);
    return [];
  }
  await queries.deleteImportError(client, BUNDLE, name);
  const changed = await queries.markStale(
    client,
    loaded.file,
    loaded.dags.map((dag) => dag.dagId),
  );
  const snapshot = { hash: snapshotHash(loaded.file, loaded.files), entry: loaded.file, files: loaded.files };
  if (loaded.dags.length > 0) await queries.insertSnapshot(client, snapshot);
  for (const dag of loaded.dags) {
    await queries.upsertDag(client, {
      dag,
      fileloc: loaded.file,
      relativeFileloc: name,
      bundleName: BUNDLE,
      maxActiveRuns: dag.maxActiveRuns ?? config.core.maxActiveRunsPerDag,
      maxActiveTasks: dag.maxActiveTasks ?? config.core.maxActiveTasksPerDag,
      isPaused: dag.isPausedUponCreation ?? config.core.dagsArePausedAtCreation,
      timetableDescription: describeTimetable(dag.timetable),
      parseSeconds: loaded.seconds,
    });
    await saveVersion(client, dag, snapshot.hash);
    changed.push(dag.dagId);
  }
  return changed;
}

/** Two files may not define the same DAG, nor one file twice: the first keeps it. */
async function duplicateProblem(client: pg.PoolClient, loaded: LoadedFile & { ok: true }): Promise<string | undefined> {
  const seen = new Set<string>();
  for (const { dagId } of loaded.dags) {
    if (seen.has(dagId)) return `DAG ${dagId} is defined twice in ${loaded.file}. Give one of them another id.`;
    seen.add(dagId);
    const other = await queries.selectFileOfDag(client, dagId);
    if (other !== undefined && other !== loaded.file) {
      return `DAG ${dagId} of ${loaded.file} is defined in ${other} already. Give one of them another id.`;
    }
  }
  return undefined;
}

async function saveVersion(client: pg.PoolClient, dag: SerializedDag, snapshot: string): Promise<void> {
  const contentHash = versionHash(dag, snapshot);
  const latest = await queries.selectLatestVersion(client, dag.dagId);
  if (latest?.content_hash === contentHash) {
    await queries.setCurrentVersion(client, dag.dagId, latest.id);
    return;
  }
  const version = { dagId: dag.dagId, snapshotHash: snapshot, contentHash, serialized: dag, bundleName: BUNDLE };
  if (latest && !latest.has_runs) {
    await queries.replaceVersion(client, { ...version, id: latest.id, versionNumber: latest.version_number });
    await queries.setCurrentVersion(client, dag.dagId, latest.id);
    return;
  }
  const id = uuidv7();
  await queries.insertVersion(client, { ...version, id, versionNumber: (latest?.version_number ?? 0) + 1 });
  await queries.setCurrentVersion(client, dag.dagId, id);
}
