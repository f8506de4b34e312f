/** Writes `licences.json` into the built page: every package that ships, with the text of its licence where it is installed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const ROOT = join(import.meta.dirname, '..', '..');

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
}

export const licences = (): Plugin => ({
  name: 'licences',
  apply: 'build',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'licences.json', source: JSON.stringify({ licences: shipped() }) });
  },
});

function shipped() {
  const lock: { packages: Record<string, LockedPackage> } = JSON.parse(
    readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
  );
  return Object.entries(lock.packages)
    .filter(([path, one]) => path.includes('node_modules/') && !one.dev && !one.link)
    .map(([path, { version = '', license = '' }]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license,
      text: textOf(join(ROOT, path)),
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** null: packages of other machines are not installed, and some have no file of their own. */
function textOf(folder: string): string | null {
  try {
    const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
    return file === undefined ? null : readFileSync(join(folder, file), 'utf8').trim();
  } catch {
    return null;
  }
}
