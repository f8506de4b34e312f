/** The folder that a command belongs to: from there it reads `.env` and the configuration file, and there its home folder lies by default. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HOME_VARIABLES } from '#config/config.ts';
import type { Sources } from '#config/given.ts';

const CONFIG_NAMES = ['aquilon.config.ts', 'aquilon.config.yaml', 'aquilon.config.yml'];

/** Paths of the configuration files that there are in a folder. */
export const configFilesIn = (folder: string): string[] =>
  CONFIG_NAMES.map((name) => join(folder, name)).filter((path) => existsSync(path));

/**
 * The working directory, or, where it has no configuration file, the nearest one above that has one. Whoever names a home folder in the environment
 * means another one than that of a project around him: then nothing is looked for above.
 */
export function projectFolder({ env, fromDotEnv }: Omit<Sources, 'file'>, cwd = process.cwd()): string {
  if (configFilesIn(cwd).length > 0 || HOME_VARIABLES.some((name) => env[name] && !fromDotEnv.has(name))) return cwd;
  for (let folder = dirname(cwd); ; folder = dirname(folder)) {
    if (configFilesIn(folder).some(isTrusted)) return folder;
    if (folder === dirname(folder)) return cwd;
  }
}

/** What it says is run: a file that somebody else has put into a folder above, such as that of temporary files, is passed over. */
function isTrusted(path: string): boolean {
  const { uid } = statSync(path);
  return uid === 0 || uid === process.getuid?.();
}
