/** A folder of this machine. */
import type { LocalBundleSetting } from '#config/bundles.ts';
import { dagFolders } from '#dags/find.ts';
import type { Bundle } from './bundle.ts';

export interface FolderDefaults {
  /** Folder of a bundle that names none; empty: the examples of the product. */
  dagsFolder: string;
  productRoot: string;
  refreshSeconds: number;
}

export function createLocalBundle(setting: LocalBundleSetting, defaults: FolderDefaults): Bundle {
  return {
    name: setting.name,
    refreshSeconds: setting.refreshInterval ?? defaults.refreshSeconds,
    isWatched: true,
    // The watch may miss changes: each look finds them.
    fetch: async () => ({ ok: true, isNews: true }),
    async open() {
      const folders = await dagFolders(setting.path ?? defaults.dagsFolder, defaults.productRoot);
      return { folders, version: null, url: null, problem: null };
    },
    stop: async () => undefined,
  };
}
