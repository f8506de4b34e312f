/** Keys of the installation that lie in its home folder, each in a file that only its owner reads. */
import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AquilonError } from '#errors/aquilon-error.ts';

/** Undefined where there is no file, or nothing in it. Its mode becomes 0600. */
export async function readSecretFile(path: string): Promise<string | undefined> {
  try {
    const text = (await readFile(path, 'utf8')).trim();
    await chmod(path, 0o600);
    return text || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes what `make` makes, unless somebody else was faster; returns what is in the file. */
export async function makeSecretFile(path: string, make: () => string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  // Made whole under another name and linked: a second process sees no half file, and the first one wins.
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, make(), { mode: 0o600, flag: 'wx' });
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  const made = await readSecretFile(path);
  if (!made) throw new AquilonError('CONFIG_INVALID', { count: 1, problems: `  - ${path} is empty` });
  return made;
}
