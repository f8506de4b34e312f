/** The bundles that are configured. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BundleSetting, DEFAULT_BUNDLE } from '#config/bundles.ts';
import type { Config } from '#config/config.ts';
import { dagFolders } from '#dags/find.ts';
import type { GetConnection } from '#dags/git/source.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Logger } from '#support/logger.ts';
import type { Bundle } from './bundle.ts';
import { createGitBundle } from './git-bundle.ts';
import { createLocalBundle } from './local-bundle.ts';
import { checkoutOf } from './places.ts';

/** Where none are configured, the DAG folder is the only one. */
const bundleSettings = ({ dagProcessor }: Config): readonly BundleSetting[] =>
  dagProcessor.bundles ?? [{ kind: 'local', name: DEFAULT_BUNDLE, path: null, refreshInterval: null }];

export interface BundleParts {
  /** Folder of the product: its examples are served where no folder is configured. */
  productRoot: string;
  getConnection: GetConnection;
  logger: Logger;
  /** Commits that open runs keep. */
  commitsInUse: () => Promise<readonly string[]>;
}

export function createBundles(config: Config, parts: BundleParts): Bundle[] {
  const { refreshInterval: refreshSeconds, gitTimeout: timeoutSeconds } = config.dagProcessor;
  const { dagsFolder } = config.core;
  return bundleSettings(config).map((setting) =>
    setting.kind === 'git'
      ? createGitBundle(setting, { ...parts, home: config.home, refreshSeconds, timeoutSeconds })
      : createLocalBundle(setting, { dagsFolder, productRoot: parts.productRoot, refreshSeconds }),
  );
}

export interface BundleFolder {
  bundle: string;
  /** Absolute path. */
  path: string;
}

/**
 * The folders of the bundles as they are on this machine now, without fetching anything; of those that are named, where some are. A git bundle that was
 * never fetched has none.
 * Throws `BUNDLE_NOT_FOUND`.
 */
export async function bundleFolders(
  config: Config,
  productRoot: string,
  names: readonly string[] = [],
): Promise<BundleFolder[]> {
  for (const name of names) checkBundle(config, name);
  const chosen = bundleSettings(config).filter(({ name }) => names.length === 0 || names.includes(name));
  const foldersOf = async (setting: BundleSetting): Promise<string[]> => {
    if (setting.kind === 'local') return dagFolders(setting.path ?? config.core.dagsFolder, productRoot);
    const folder = join(checkoutOf(config.home, setting.name), setting.subdir ?? '');
    return existsSync(folder) ? [folder] : [];
  };
  const folders = chosen.map(async (one) => (await foldersOf(one)).map((path) => ({ bundle: one.name, path })));
  return (await Promise.all(folders)).flat();
}

export const bundleNames = (config: Config): string[] => bundleSettings(config).map(({ name }) => name);

/** Throws `BUNDLE_NOT_FOUND`. */
export function checkBundle(config: Config, name: string): void {
  const names = bundleNames(config);
  if (!names.includes(name)) throw new AquilonError('BUNDLE_NOT_FOUND', { bundle: name, bundles: names.join(', ') });
}
