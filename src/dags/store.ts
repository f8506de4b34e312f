/** Writes what was loaded: rows, versions, import errors. Each file in one statement. */
import { relative } from 'node:path';
import type { SerializedDag } from '@aquilon/sdk/serialized';
import type pg from 'pg';
import type { Config } from '#config/config.ts';
import type { Database } from '#db/database.ts';
import { selectAssetConflicts, writeAssetReferences } from '#db/queries/asset-store.ts';
import * as queries from '#db/queries/dag-store.ts';
import { uuidv7 } from '#support/uuid.ts';
import { completeDag } from './complete-dag.ts';
import { describeSchedule, summarizeSchedule } from './describe-timetable.ts';
import { heldFiles, noteCrash } from './file-quarantine.ts';
import { IGNORE_FILE } from './ignore-file.ts';
import type { LoadedFile } from './load.ts';
import { conflictProblem, namedAssets, ownConflict } from './named-assets.ts';
import { snapshotHash, versionHash } from './snapshot.ts';

/** Where a DAG file stands. */
export interface FilePlace {
  bundleName: string;
  /** The folder of the bundle that it stands in. */
  folder: string;
  /** The commit that it is of, and the page that shows that; null where there is none. */
  version: string | null;
  url: string | null;
}

/** Stands for the bundle as a whole where import errors name a file. */
const WHOLE_BUNDLE = '.';

export interface DagStore {
  /** Stores one loaded file; returns the DAGs that changed. */
  save(loaded: LoadedFile, place: FilePlace): Promise<string[]>;
  /** Tries files again that were refused because of another file, which may have changed meanwhile. Returns the DAGs that changed. */
  saveRefused(): Promise<string[]>;
  /** Of the files, those in quarantine that have not changed: what they are known to import, by the file. */
  held(files: readonly string[]): Promise<Map<string, string[]>>;
  /**
   * These are all the files there are: DAGs of others are stale, errors of others are gone. Returns the DAGs that changed. `unknown`: those of the bundles
   * whose files cannot be had now; what is stored of them stays.
   */
  forgetOthers(
    files: readonly (Pick<FilePlace, 'bundleName' | 'folder'> & { path: string })[],
    bundles: { all: readonly string[]; unknown: readonly string[] },
  ): Promise<string[]>;
  /** What is wrong with the bundle as a whole; null: nothing. */
  tellBundle(bundleName: string, problem: string | null): Promise<void>;
  /** All files of the bundle are loaded as they are in this version. Returns the DAGs that are of it from now on. */
  moveBundle(bundleName: string, version: string | null): Promise<string[]>;
  /** Commits that open runs keep. */
  commitsInUse(): Promise<string[]>;
}

/** What people should know of, beside the import error. */
export interface DagStoreEvents {
  /** Told once for each reason. */
  refused(file: string, problem: string): void;
  moved(dagId: string, from: string, to: string): void;
}

const SILENT: DagStoreEvents = { refused: () => undefined, moved: () => undefined };

export function createDagStore({ pool }: Database, config: Config, events = SILENT): DagStore {
  const told = new Map<string, string>();
  const refused = new Map<string, { loaded: LoadedFile; place: FilePlace }>();
  const save = async (loaded: LoadedFile, place: FilePlace) => {
    refused.delete(loaded.file);
    const saved = await saveFile(pool, loaded, place, config);
    if (!('problem' in saved)) {
      told.delete(loaded.file);
      for (const { dagId, from } of saved.moved) events.moved(dagId, from, loaded.file);
      return saved.changed;
    }
    refused.set(loaded.file, { loaded, place });
    if (told.get(loaded.file) !== saved.problem) events.refused(loaded.file, saved.problem);
    told.set(loaded.file, saved.problem);
    return [];
  };
  return {
    save,
    async saveRefused() {
      const changed: string[] = [];
      for (const { loaded, place } of [...refused.values()]) changed.push(...(await save(loaded, place)));
      return changed;
    },
    held: (files) => heldFiles(pool, files),
    async forgetOthers(files, { all, unknown }) {
      const paths = new Set(files.map(({ path }) => path));
      for (const [file, { place }] of refused)
        if (!paths.has(file) && !unknown.includes(place.bundleName)) refused.delete(file);
      const names = files.map(({ bundleName, folder, path }) => ({ bundleName, filename: relative(folder, path) }));
      const whole = all.map((bundleName) => ({ bundleName, filename: WHOLE_BUNDLE }));
      await queries.deleteOtherImportErrors(pool, [...names, ...whole], unknown);
      return queries.markVanishedStale(pool, [...paths], unknown);
    },
    tellBundle(bundleName, problem) {
      if (problem === null) return queries.deleteImportError(pool, bundleName, WHOLE_BUNDLE);
      const file = { bundleName, relativeFileloc: WHOLE_BUNDLE, fileloc: WHOLE_BUNDLE };
      return queries.writeImportError(pool, file, problem, false);
    },
    commitsInUse: () => queries.selectCommitsInUse(pool),
    moveBundle: (bundleName, version) => queries.moveBundle(pool, bundleName, version),
  };
}

/** `problem`: another file stands against it. `moved`: its DAGs that another file had before. */
type Saved = { changed: string[]; moved: { dagId: string; from: string }[] } | { problem: string };

async function saveFile(
  pool: pg.Pool,
  loaded: LoadedFile,
  { bundleName, folder, version, url }: FilePlace,
  config: Config,
): Promise<Saved> {
  const { core, sensors } = config;
  const file = { bundleName, fileloc: loaded.file, relativeFileloc: relative(folder, loaded.file) };
  if (!loaded.ok) {
    const error = loaded.crashed ? await noteCrash(pool, file, loaded, config) : loaded.error;
    await queries.writeImportError(pool, file, error, loaded.crashed);
    return { changed: [], moved: [] };
  }
  const dagIds = loaded.dags.map((dag) => dag.dagId);
  const known = new Map((await queries.selectKnownDags(pool, dagIds)).map((dag) => [dag.dag_id, dag]));
  const named = namedAssets(loaded.dags);
  const namesAssets = named.references.length > 0;
  const own = ownConflict(named.assets, loaded.file);
  const conflicts = namesAssets ? await selectAssetConflicts(pool, loaded.file, named.assets) : [];
  const problem = duplicateProblem(file, dagIds, known) ?? conflictProblem(loaded.file, own ?? conflicts[0]);
  if (problem !== undefined) {
    await queries.writeImportError(pool, file, problem, false);
    return { problem };
  }
  const snapshot = { hash: snapshotHash(loaded.file, loaded.files), files: loaded.files };
  const complete = loaded.dags.map((dag) => completeDag(dag, sensors.defaultTimeout * 1000));
  const read = { code: loaded.code, snapshotHash: snapshot.hash, bundleName };
  const dags: queries.DagWrite[] = [];
  for (const dag of complete)
    dags.push({
      dag,
      maxActiveRuns: dag.maxActiveRuns ?? core.maxActiveRunsPerDag,
      maxActiveTasks: dag.maxActiveTasks ?? core.maxActiveTasksPerDag,
      maxConsecutiveFailedRuns: dag.maxConsecutiveFailedDagRuns ?? core.maxConsecutiveFailedDagRunsPerDag,
      isPaused: dag.isPausedUponCreation ?? core.dagsArePausedAtCreation,
      timetableSummary: summarizeSchedule(dag),
      timetableDescription: describeSchedule(dag),
      ...(await versionOf(pool, dag, read, known.get(dag.dagId))),
    });
  const stale = await queries.writeFile(pool, {
    ...file,
    bundleVersion: version,
    bundleUrl: url,
    parseSeconds: loaded.seconds,
    snapshot,
    dags,
  });
  if (namesAssets || known.values().some((dag) => dag.names_assets)) await writeAssetReferences(pool, dagIds, named);
  const moved = [...known.values()].filter(({ fileloc }) => fileloc !== loaded.file);
  return {
    changed: [...stale, ...dagIds],
    moved: moved.map(({ dag_id, fileloc }) => ({ dagId: dag_id, from: fileloc })),
  };
}

/** Two files may not define the same DAG, nor one file twice: the first keeps it. Airflow's error by its name. */
function duplicateProblem(
  { fileloc: file, bundleName }: { fileloc: string; bundleName: string },
  dagIds: readonly string[],
  known: ReadonlyMap<string, queries.KnownDag>,
): string | undefined {
  const twice = dagIds.find((dagId, at) => dagIds.indexOf(dagId) !== at);
  if (twice !== undefined)
    return `${DUPLICATED}: DAG ${twice} is defined twice in ${file}. Give one of them another id.`;
  const other = dagIds.map((dagId) => known.get(dagId)).find((dag) => dag && !dag.is_stale && dag.fileloc !== file);
  if (!other) return undefined;
  const [here, there] =
    other.bundle_name === bundleName
      ? [file, other.fileloc]
      : [`${file} (bundle ${bundleName})`, `${other.fileloc} (bundle ${other.bundle_name})`];
  const what = `DAG ${other.dag_id} of ${here} is defined in ${there} already, and that one stays`;
  return `${DUPLICATED}: ${what}. Give one of them another id, or name the copy in a file ${IGNORE_FILE} of the DAG folder.`;
}

const DUPLICATED = 'AirflowDagDuplicatedIdException';

/**
 * The newest version where nothing has changed but its text, which it takes over; else a new one, in the place of one that no run has used.
 * See docs/adr/dag-versions.md.
 */
async function versionOf(
  pool: pg.Pool,
  dag: SerializedDag,
  read: { code: string; snapshotHash: string; bundleName: string },
  known: queries.KnownDag | undefined,
): Promise<Pick<queries.DagWrite, 'versionId' | 'version'>> {
  const contentHash = versionHash(dag, read.code);
  const id = known?.version_id ?? null;
  if (!known || id === null) return { versionId: uuidv7(), version: { number: 1, contentHash } };
  const number = known.version_number ?? 0;
  const isStored =
    known.content_hash === contentHash &&
    known.snapshot_hash === read.snapshotHash &&
    known.bundle_name === read.bundleName;
  if (isStored) return { versionId: id, version: null };
  if (!known.is_used || (await meansTheSame(pool, id, known.content_hash, contentHash)))
    return { versionId: id, version: { number, contentHash } };
  return { versionId: uuidv7(), version: { number: number + 1, contentHash } };
}

/** An earlier release may have computed the hash of a version by other rules: it is computed anew before it is said to differ. */
async function meansTheSame(pool: pg.Pool, id: string, stored: string | null, contentHash: string): Promise<boolean> {
  if (stored === contentHash) return true;
  const version = await queries.selectVersionContent(pool, id);
  if (!version) return false;
  const { codeHash } = await import('./code/fingerprint.ts');
  return versionHash(version.serialized, codeHash(version.entry, version.files)) === contentHash;
}
