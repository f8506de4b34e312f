/**
 * Tells when something changes where a file is waited for, so that a look is taken at once and not at the next interval. A help only: where the
 * system refuses a watch, or a change is too deep to be seen, the interval tells.
 */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** By the name that has to change in the folder; `*`: any name. */
type Listeners = Map<string, Set<() => void>>;

export class FolderWatches {
  readonly #folders = new Map<string, { watcher: FSWatcher | undefined; listeners: Listeners }>();

  /** Calls `wake` when something changes at `path`, an absolute path or pattern. Returns what ends it. */
  add(path: string, wake: () => void): () => void {
    let stop = () => {};
    const begin = () => {
      const { folder, name } = nearestFolder(path);
      stop = this.#listen(folder, name, () => {
        // What was missing may be there now: the watch goes deeper.
        stop();
        begin();
        wake();
      });
    };
    begin();
    return () => stop();
  }

  #listen(folder: string, name: string, listener: () => void): () => void {
    let watched = this.#folders.get(folder);
    if (!watched) {
      watched = { watcher: undefined, listeners: new Map() };
      watched.watcher = this.#watch(folder, watched.listeners);
      this.#folders.set(folder, watched);
    }
    const { listeners } = watched;
    const own = listeners.get(name) ?? new Set();
    listeners.set(name, own.add(listener));
    return () => {
      own.delete(listener);
      if (own.size === 0) listeners.delete(name);
      if (listeners.size > 0) return;
      watched.watcher?.close();
      if (this.#folders.get(folder) === watched) this.#folders.delete(folder);
    };
  }

  #watch(folder: string, listeners: Listeners): FSWatcher | undefined {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        const heard = name === null ? [...listeners.keys()] : [name, '*'];
        for (const one of heard) for (const listener of [...(listeners.get(one) ?? [])]) listener();
      });
      // The folder is gone, or the system has given up: the interval tells.
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return undefined;
    }
  }
}

/** The deepest folder on the way to `path` that is there, and the name in it that leads on. */
function nearestFolder(path: string): { folder: string; name: string } {
  const parts = path.split(sep);
  const firstPattern = parts.findIndex((part) => /[*?[{]/.test(part));
  const fixed = firstPattern < 0 ? path : parts.slice(0, firstPattern).join(sep) || sep;
  if (isFolder(fixed)) return { folder: fixed, name: '*' };
  let below = fixed;
  for (let folder = dirname(fixed); ; below = folder, folder = dirname(folder))
    if (isFolder(folder) || folder === below) return { folder, name: below.slice(join(folder, sep).length) };
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
