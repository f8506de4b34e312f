/** Keeps the database in step with the DAG bundles: loads everything at the start, then what changes. */
import { dirname } from 'node:path';
import type { Config } from '#config/config.ts';
import type { Database } from '#db/database.ts';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import type { Logger } from '#support/logger.ts';
import type { Bundle, BundleContent } from './bundles/bundle.ts';
import { checkBundle, createBundles } from './bundles/bundles.ts';
import { refreshBundles } from './bundles/refresh.ts';
import { findDagFiles } from './find.ts';
import type { GetConnection } from './git/source.ts';
import { inOneLine } from './import-error.ts';
import { loadFiles, loadOptions } from './load.ts';
import { stampsOf } from './stamp.ts';
import { createDagStore, type FilePlace } from './store.ts';
import { watchFolders } from './watch.ts';

export interface DagProcessorParts {
  config: Config;
  database: Database;
  logger: Logger;
  /** Folder of the product: its examples are served where no folder is configured. */
  productRoot: string;
  /** Of connections that bundles name. */
  getConnection: GetConnection;
  /** These DAGs are stored anew. */
  onChange: (dagIds: string[]) => void | Promise<void>;
  /** Notices may have been written: a file has crashed. */
  onNotices?: () => void;
}

export interface DagProcessor {
  /** Loads every file once, then watches. */
  start(): Promise<void>;
  /** Looks at all bundles as they are on this machine now. */
  rescan(): Promise<void>;
  /** The same, after asking the bundles for something newer; `onlyMissing`: those alone of which nothing was ever fetched. */
  refresh(options: { onlyMissing: boolean }): Promise<void>;
  /**
   * Fetches the bundles, all where none are named, and loads all their files, whether they have changed or not, but none in quarantine.
   * Throws `BUNDLE_NOT_FOUND`.
   */
  reserialize(names: readonly string[]): Promise<void>;
  /** The folder that holds all files of one commit of a bundle. Throws `BUNDLE_COMMIT_MISSING`. */
  folderOfCommit(bundleName: string, commit: string): Promise<string>;
  /** Loads these files, changed or not. */
  reload(files: readonly string[]): Promise<void>;
  stop(): Promise<void>;
  health(): { status: string | null; latestHeartbeat: string | null };
}

/** What is remembered of a file, to tell whether it changed: its stamp, and those of the files that it imports. */
interface Known {
  bundleName: string;
  stamps: Map<string, string>;
}

type Places = ReadonlyMap<string, FilePlace>;

/** All bundles as one look finds them. */
interface Found {
  contents: ReadonlyMap<Bundle, BundleContent>;
  /** Every DAG file, in the order of the bundles. */
  places: Places;
  /** Bundles whose files cannot be had now. */
  unknown: string[];
}

export function createDagProcessor(parts: DagProcessorParts): DagProcessor {
  const { config, logger } = parts;
  const store = createDagStore(parts.database, config, {
    refused: (file, problem) => logger.warning('a DAG file is refused', { file, error: problem }),
    moved: (dagId, from, to) => logger.info('a DAG comes from another file now', { dag: dagId, before: from, now: to }),
  });
  const bundles = createBundles(config, { ...parts, commitsInUse: store.commitsInUse });
  const refresh = refreshBundles(bundles, () => void rescan());
  const known = new Map<string, Known>();
  const watcher = watchFolders(() => void rescan());
  const leftOut = new Set<string>();
  let running: Promise<void> = Promise.resolve();
  let again = false;
  let stopping = false;
  let latestHeartbeat: number | null = null;
  /** Each bundle was asked for once: only then is it known which DAGs there are. */
  let hasTriedAll = bundles.every(({ isWatched }) => isWatched);
  const told = new Map<string, { problem: string | null; version: string | null | undefined }>();

  /** One look at a time; what is asked for meanwhile is one more look after it. */
  function rescan(): Promise<void> {
    if (again) return running;
    again = true;
    return queue(async () => {
      again = false;
      await look(() => false);
    });
  }

  function queue(work: () => Promise<void>): Promise<void> {
    running = running.then(async () => {
      if (!stopping)
        await work().catch((error) => logger.warning('the DAG bundles could not be read', { error: messageOf(error) }));
    });
    return running;
  }

  /** `isForced`: also files of the bundle that have not changed. */
  async function look(isForced: (bundleName: string) => boolean): Promise<void> {
    const found = await openBundles();
    const { places, unknown } = found;
    const changed: string[] = [];
    for (const [path, { bundleName }] of places)
      if (isForced(bundleName) || (await hasChanged(path))) changed.push(path);
    const gone = [...known].filter(([path, one]) => !places.has(path) && !unknown.includes(one.bundleName));
    if (gone.length > 0 || known.size === 0) {
      for (const [path] of gone) known.delete(path);
      const there = [...places].map(([path, place]) => ({ path, ...place }));
      const vanished = await store.forgetOthers(there, { all: bundles.map(({ name }) => name), unknown });
      await tell([...vanished, ...(await store.saveRefused())]);
    }
    // Before: what is written while files are loaded is seen. And after, as only loading tells what they import.
    watcher.setFolders(watchedFolders(found));
    await load(changed, places);
    watcher.setFolders(watchedFolders(found));
    if (!stopping) await tellBundles(found);
    if (hasTriedAll) latestHeartbeat = Date.now();
  }

  /** Once: it is looked at again and again. */
  function tellLeftOut(path: string, why: string): void {
    if (!leftOut.has(path)) logger.info('it is below the folder of a DAG bundle and is not loaded', { path, why });
    leftOut.add(path);
  }

  /** What is so of bundles as a whole is written when it has changed. */
  async function tellBundles({ contents }: Found): Promise<void> {
    for (const [{ name }, { folders, version, problem }] of contents) {
      const before = told.get(name);
      if (before?.problem !== problem) await store.tellBundle(name, problem);
      const hasMoved = folders !== null && before?.version !== version;
      if (hasMoved) await tell(await store.moveBundle(name, version));
      told.set(name, { problem, version: folders === null ? before?.version : version });
    }
  }

  async function openBundles(): Promise<Found> {
    const contents = new Map<Bundle, BundleContent>();
    const places = new Map<string, FilePlace>();
    const unknown: string[] = [];
    for (const bundle of bundles) {
      const content = await bundle.open();
      const { folders, version, url } = content;
      contents.set(bundle, content);
      if (folders === null) unknown.push(bundle.name);
      for (const folder of folders ?? [])
        for (const path of await findDagFiles(folder, tellLeftOut))
          places.set(path, { bundleName: bundle.name, folder, version, url });
    }
    return { contents, places, unknown };
  }

  async function load(files: readonly string[], places: Places): Promise<void> {
    const dagIds: string[] = [];
    const held = await store.held(files);
    for (const [path, imports] of held) {
      await remember(path, [path, ...imports], placeOf(path, places), new Map());
      logger.warning('a DAG file is in quarantine, and is not loaded', { file: path });
    }
    // One file is stored while the next one loads.
    let saving: Promise<unknown> = Promise.resolve();
    let hasCrash = false;
    for await (const loaded of loadFiles(
      files.filter((file) => !held.has(file)),
      loadOptions(config),
    )) {
      const place = placeOf(loaded.file, places);
      await remember(loaded.file, [loaded.file, ...Object.keys(loaded.files)], place, loaded.stamps);
      if (!loaded.ok) {
        logger.warning('a DAG file could not be loaded', { file: loaded.file, error: inOneLine(loaded.error) });
        if (loaded.stack !== null) logger.debug('what a DAG file threw', { file: loaded.file, stack: loaded.stack });
      }
      hasCrash ||= !loaded.ok && loaded.crashed;
      await saving;
      saving = store.save(loaded, place).then((ids) => dagIds.push(...ids));
      // It is waited for above and below; the file that loads meanwhile may take its time.
      saving.catch(() => undefined);
      if (stopping) break;
    }
    await saving;
    if (hasCrash) parts.onNotices?.();
    if (dagIds.length > 0) dagIds.push(...(await store.saveRefused()));
    await tell(dagIds);
  }

  /** `before`: of files that were read, what they were just before: what is written meanwhile is a change that the next look finds. */
  async function remember(
    path: string,
    files: readonly string[],
    { bundleName }: FilePlace,
    before: ReadonlyMap<string, string>,
  ): Promise<void> {
    const stamps = await stampsOf(files);
    for (const file of stamps.keys()) stamps.set(file, before.get(file) ?? stamps.get(file) ?? '');
    known.set(path, { bundleName, stamps });
  }

  async function tell(dagIds: readonly string[]): Promise<void> {
    if (dagIds.length > 0) await parts.onChange([...new Set(dagIds)]);
  }

  async function hasChanged(path: string): Promise<boolean> {
    const before = known.get(path);
    if (!before) return true;
    const now = await stampsOf([...before.stamps.keys()]);
    return [...before.stamps].some(([file, stamp]) => now.get(file) !== stamp);
  }

  /** The folders of watched bundles, and those of helper modules outside of them. */
  function watchedFolders({ contents }: Found): string[] {
    const watched = bundles.filter(({ isWatched }) => isWatched);
    const roots = watched.flatMap((bundle) => contents.get(bundle)?.folders ?? []);
    const helpers = [...known.values()]
      .filter(({ bundleName }) => watched.some(({ name }) => name === bundleName))
      .flatMap((one) => [...one.stamps.keys()])
      .map(dirname);
    const outside = helpers.filter((helper) => !roots.some((root) => helper === root || helper.startsWith(`${root}/`)));
    return [...new Set([...roots, ...outside])];
  }

  return {
    async start() {
      // What is there is served while the others are asked for something newer.
      const fetched = refresh.now(bundles.filter(({ isWatched }) => !isWatched));
      await rescan();
      const isNews = await fetched;
      hasTriedAll = true;
      if (stopping) return;
      refresh.start();
      if (isNews) await rescan();
      latestHeartbeat ??= Date.now();
    },
    rescan,

    async refresh({ onlyMissing }) {
      const missing: Bundle[] = [];
      if (onlyMissing)
        await queue(async () => {
          for (const bundle of bundles) if ((await bundle.open()).folders === null) missing.push(bundle);
        });
      await refresh.now(onlyMissing ? missing : bundles);
      hasTriedAll = true;
      await rescan();
    },
    async reserialize(names) {
      for (const name of names) checkBundle(config, name);
      const isWanted = (name: string) => names.length === 0 || names.includes(name);
      await refresh.now(bundles.filter(({ name }) => isWanted(name)));
      await queue(() => look(isWanted));
    },
    async folderOfCommit(bundleName, commit) {
      const bundle = bundles.find(({ name }) => name === bundleName);
      const reason = 'no git bundle of this name is configured any more';
      if (!bundle?.folderOf)
        throw new AquilonError('BUNDLE_COMMIT_MISSING', { bundle: bundleName, version: commit, reason });
      return bundle.folderOf(commit);
    },
    async reload(files) {
      for (const file of files) known.delete(file);
      await rescan();
    },
    async stop() {
      stopping = true;
      await refresh.stop();
      await running;
      watcher.close();
    },
    health: () => ({
      status: stopping ? 'unhealthy' : 'healthy',
      latestHeartbeat: latestHeartbeat === null ? null : new Date(latestHeartbeat).toISOString(),
    }),
  };
}

function placeOf(path: string, places: Places): FilePlace {
  const place = places.get(path);
  if (!place) throw new AquilonError('INTERNAL', { id: `no-bundle-${path}` });
  return place;
}
