/** Calls back soon after something changes below the folders. What changed is for the caller to find out: events may come late, twice or not at all. */
import { existsSync, type FSWatcher, watch } from 'node:fs';

/** Editors write a file in several steps: they are one change. */
const SETTLE_MS = 40;

export interface FolderWatch {
  /** Watches these folders, and no others any more. */
  setFolders(folders: readonly string[]): void;
  close(): void;
}

export function watchFolders(onChange: () => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE_MS);
  };
  const end = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  return {
    setFolders(folders) {
      for (const folder of watchers.keys()) if (!folders.includes(folder) || !existsSync(folder)) end(folder);
      for (const folder of folders) {
        if (watchers.has(folder) || !existsSync(folder)) continue;
        const watcher = watch(folder, { recursive: true, persistent: false }, changed);
        // Too many watches, a folder that vanished: the complete look at every refresh interval still finds changes.
        watcher.on('error', () => end(folder));
        watchers.set(folder, watcher);
      }
    },
    close() {
      clearTimeout(timer);
      for (const folder of [...watchers.keys()]) end(folder);
    },
  };
}
