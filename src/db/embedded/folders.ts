/** Where the embedded server keeps its data and its socket. */
import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Binaries, sharedFolder } from './binaries.ts';

export interface Folders {
  data: string;
  socket: string;
}

/** A Unix socket's path may be 107 bytes long, `.s.PGSQL.5432.lock` included. */
const SOCKET_FOLDER_LIMIT = 85;

/**
 * The data folder is `$home/postgres` where the server's user can reach it; else a folder under the shared one.
 * The choice is written down in `$home/postgres.json` at the first start, so that it never changes afterwards.
 */
export async function prepareFolders(home: string, identity: Binaries['identity']): Promise<Folders> {
  await mkdir(home, { recursive: true, mode: 0o755 });
  const note = join(home, 'postgres.json');
  const noted = await readFile(note, 'utf8').then(
    (text) => JSON.parse(text) as { data: string },
    () => undefined,
  );
  const data = noted?.data ?? (await chooseDataFolder(home, identity));
  if (!noted) await writeFile(note, `${JSON.stringify({ data })}\n`);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const socket = await socketFolder(home, data, identity);
  if (identity) await chown(data, identity.uid, identity.gid);
  return { data, socket };
}

async function chooseDataFolder(home: string, identity: Binaries['identity']): Promise<string> {
  const beside = join(home, 'postgres');
  if (!identity || (await reachableByAll(home))) return beside;
  return join(await sharedFolder(), `data-${shortHash(home)}`);
}

async function reachableByAll(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (dirname(at) === at) return true;
  }
}

async function socketFolder(home: string, data: string, identity: Binaries['identity']): Promise<string> {
  const parent = identity ? await sharedFolder() : tmpdir();
  const beside = `${data}.socket`;
  const folder =
    Buffer.byteLength(beside) <= SOCKET_FOLDER_LIMIT
      ? beside
      : join(parent, `aquilon-${shortHash(`${home}:${process.getuid?.()}`)}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (identity) await chown(folder, identity.uid, identity.gid);
  // A folder that somebody else put there first, under a name that can be guessed, is not ours to trust.
  const owner = identity?.uid ?? process.getuid?.();
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== owner) throw new Error(`${folder} belongs to another user`);
  await chmod(folder, 0o700);
  return folder;
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
