/** Keeps the database in step with the DAG folder: loads everything at the start, then what changes. */
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '#config/config.ts';
import type { Database } from '#db/database.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import type { Logger } from '#support/logger.ts';
import { type DagFolder, dagFolders, findDagFiles, type TellLeftOut } from './find.ts';
import { loadFiles, loadOptions } from './load.ts';
import { createDagStore } from './store.ts';
import { watchFolders } from './watch.ts';

export interface DagProcessorParts {
  config: Config;
  database: Database;
  logger: Logger;
  /** Folder of the product: its examples are served where no folder is configured. */
  productRoot: string;
  /** These DAGs are stored anew. */
  onChange: (dagIds: string[]) => void | Promise<void>;
  /** Notices may have been written: a file has crashed. */
  onNotices?: () => void;
}

export interface DagProcessor {
  /** Loads every file once, then watches. */
  start(): Promise<void>;
  /** Looks at the whole folder now. `force`: loads files that have not changed as well, but none in quarantine. */
  rescan(force?: boolean): Promise<void>;
  /** Loads these files, changed or not. */
  reload(files: readonly string[]): Promise<void>;
  stop(): Promise<void>;
  health(): { status: string | null; latestHeartbeat: string | null };
}

/** What is remembered of a file, to tell whether it changed: its stamp, and those of the files that it imports. */
interface Known {
  folder: string;
  stamps: Map<string, string>;
}

export function createDagProcessor(parts: DagProcessorParts): DagProcessor {
  const { config, logger } = parts;
  const store = createDagStore(parts.database, config, {
    refused: (file, problem) => logger.warning('a DAG file is refused', { file, error: problem }),
    moved: (dagId, from, to) => logger.info('a DAG comes from another file now', { dag: dagId, before: from, now: to }),
  });
  const known = new Map<string, Known>();
  const watcher = watchFolders(() => void rescan());
  const told = new Set<string>();
  let running: Promise<void> = Promise.resolve();
  let again = false;
  let stopping = false;
  let interval: NodeJS.Timeout | undefined;
  let latestHeartbeat: number | null = null;

  /** One look at a time; what is asked for meanwhile is one more look after it. */
  function rescan(force = false): Promise<void> {
    if (again && !force) return running;
    again = true;
    running = running.then(async () => {
      again = false;
      if (!stopping)
        await look(force).catch((error) =>
          logger.warning('the DAG folder could not be read', { error: messageOf(error) }),
        );
    });
    return running;
  }

  async function look(force: boolean): Promise<void> {
    const folders = await dagFolders(config.core.dagsFolder, parts.productRoot);
    const files = (await Promise.all(folders.map((folder) => filesOf(folder, tellLeftOut)))).flat();
    const gone = [...known.keys()].filter((path) => !files.some((file) => file.path === path));
    const folderOf = new Map(files.map((file) => [file.path, file.folder]));
    const changed: string[] = [];
    for (const { path } of files) if (force || (await hasChanged(path))) changed.push(path);
    if (gone.length > 0 || known.size === 0) {
      for (const path of gone) known.delete(path);
      const vanished = await store.forgetOthers(files);
      await tell([...vanished, ...(await store.saveRefused())]);
    }
    await load(changed, folderOf);
    watcher.setFolders(watchedFolders(folders));
    latestHeartbeat = Date.now();
  }

  /** Once: it is looked at again and again. */
  function tellLeftOut(path: string, why: string): void {
    if (!told.has(path)) logger.info('it is below the DAG folder and is not loaded', { path, why });
    told.add(path);
  }

  async function load(files: readonly string[], folderOf: ReadonlyMap<string, string>): Promise<void> {
    const dagIds: string[] = [];
    const held = await store.held(files);
    for (const [path, imports] of held) {
      known.set(path, { folder: folderOf.get(path) ?? dirname(path), stamps: await stampsOf([path, ...imports]) });
      logger.warning('a DAG file is in quarantine, and is not loaded', { file: path });
    }
    // One file is stored while the next one loads.
    let saving: Promise<unknown> = Promise.resolve();
    let hasCrash = false;
    for await (const loaded of loadFiles(
      files.filter((file) => !held.has(file)),
      loadOptions(config),
    )) {
      const folder = folderOf.get(loaded.file) ?? dirname(loaded.file);
      known.set(loaded.file, { folder, stamps: await stampsOf([loaded.file, ...Object.keys(loaded.files)]) });
      if (!loaded.ok)
        logger.warning('a DAG file could not be loaded', { file: loaded.file, error: firstLine(loaded.error) });
      hasCrash ||= !loaded.ok && loaded.crashed;
      await saving;
      saving = store.save(loaded, folder).then((ids) => dagIds.push(...ids));
      // It is waited for above and below; the file that loads meanwhile may take its time.
      saving.catch(() => undefined);
      if (stopping) break;
    }
    await saving;
    if (hasCrash) parts.onNotices?.();
    if (dagIds.length > 0) dagIds.push(...(await store.saveRefused()));
    await tell(dagIds);
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

  /** The DAG folders, and those of helper modules outside of them. */
  function watchedFolders(folders: readonly DagFolder[]): string[] {
    const roots = folders.map((folder) => folder.path);
    const helpers = [...known.values()].flatMap((one) => [...one.stamps.keys()]).map(dirname);
    const outside = helpers.filter((helper) => !roots.some((root) => helper === root || helper.startsWith(`${root}/`)));
    return [...new Set([...roots, ...outside])];
  }

  return {
    async start() {
      await rescan();
      interval = setInterval(() => void rescan(), config.dagProcessor.refreshInterval * 1000);
      interval.unref();
    },
    rescan,
    async reload(files) {
      for (const file of files) known.delete(file);
      await rescan();
    },
    async stop() {
      stopping = true;
      clearInterval(interval);
      watcher.close();
      await running;
    },
    health: () => ({
      status: stopping ? 'unhealthy' : 'healthy',
      latestHeartbeat: latestHeartbeat === null ? null : new Date(latestHeartbeat).toISOString(),
    }),
  };
}

async function filesOf(folder: DagFolder, tell: TellLeftOut): Promise<{ path: string; folder: string }[]> {
  return (await findDagFiles(folder, tell)).map((path) => ({ path, folder: folder.path }));
}

async function stampsOf(files: readonly string[]): Promise<Map<string, string>> {
  const stamps = await Promise.all(
    [...new Set(files)].map(async (file): Promise<[string, string]> => {
      const found = await stat(file).catch(() => null);
      return [file, found ? `${found.mtimeMs} ${found.size} ${found.ino}` : 'gone'];
    }),
  );
  return new Map(stamps);
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
