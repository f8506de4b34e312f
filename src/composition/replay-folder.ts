/** A replay on this machine: the sources of the DAG file and what the attempt was given, in a folder. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix, resolve, win32 } from 'node:path';
import type { Json } from '@aquilon/sdk/serialized';
import type { PreviousSuccessRow } from '#db/queries/task-services.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Work } from '#queue/executor.ts';
import { jsonHash } from '#support/json-hash.ts';
import type { DagSnapshot } from '#worker/services.ts';

/** As the server answers. */
export interface Replay {
  dag_id: string;
  dag_run_id: string;
  task_id: string;
  map_index: number;
  try_number: number;
  state: string | null;
  start_date: string | null;
  error: { code?: string; message?: string } | null;
  version_number: number | null;
  work: Work;
  snapshot: DagSnapshot;
  xcoms: { task_id: string; map_index: number; key: string; value: Json; sha256: string; timestamp: string }[];
  rendered_fields: { [field: string]: Json };
  returned_sha256: string | null;
  /** Absent in folders that an older Aquilon wrote. */
  previous_success?: PreviousSuccessRow | null;
}

const REPLAY = 'replay.json';

/**
 * Writes the replay, and the files of its DAG below `files/`; they are run from there. Throws `REPLAY_CHANGED`, with nothing written, where one of them
 * is there already and says something else: somebody works on it.
 */
export async function writeReplay(folder: string, replay: Replay): Promise<void> {
  checkValues(replay);
  const snapshot = placed(replay.snapshot, folder);
  for (const [path, text] of Object.entries(snapshot.files))
    if (((await readIfThere(path)) ?? text) !== text) throw new AquilonError('REPLAY_CHANGED', { folder, path });
  for (const [path, text] of Object.entries(snapshot.files)) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  await writeFile(join(folder, REPLAY), `${JSON.stringify(replay, null, 2)}\n`);
}

const readIfThere = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

/** Throws `REPLAY_MISSING`. */
export async function readReplay(folder: string): Promise<Replay> {
  try {
    return JSON.parse(await readFile(join(folder, REPLAY), 'utf8')) as Replay;
  } catch (cause) {
    throw new AquilonError('REPLAY_MISSING', { folder }, { cause });
  }
}

/** The snapshot as it lies in the folder: with what somebody has changed there. */
export async function snapshotIn(folder: string, replay: Replay): Promise<DagSnapshot> {
  const snapshot = placed(replay.snapshot, folder);
  const files = await Promise.all(
    Object.keys(snapshot.files).map(async (path) => [path, await readFile(path, 'utf8')] as const),
  );
  return { ...snapshot, files: Object.fromEntries(files) };
}

/** Throws `REPLAY_BROKEN` where a value is not the one that the server had. */
function checkValues({ xcoms }: Replay): void {
  for (const { task_id: task, key, value, sha256 } of xcoms)
    if (jsonHash(value) !== sha256) throw new AquilonError('REPLAY_BROKEN', { task, key });
}

/** What the replay says of its files, with their paths on the server: of a failure, to compare it with that of the attempt. */
export const asOnServer = (text: string, { moved }: DagSnapshot): string =>
  moved ? text.replaceAll(`${moved.to}/`, `${moved.from}/`) : text;

/** From the paths of the server to those in the folder. A path that would lead out of it stays in it. */
function placed({ hash, entry, files }: DagSnapshot, folder: string): DagSnapshot {
  const root = resolve(folder, 'files');
  const common = commonFolder(Object.keys(files));
  const place = (path: string) => {
    const parts = partsOf(path)
      .slice(common.length)
      .filter((part) => part !== '..' && part !== '.');
    return join(root, ...parts);
  };
  return {
    hash,
    entry: place(entry),
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [place(path), text])),
    // Tasks name their scripts by the paths of the server.
    moved: { from: common.join('/'), to: root },
  };
}

/** The server may run on another system. */
const partsOf = (path: string): string[] => path.split(path.includes(posix.sep) ? posix.sep : win32.sep);

function commonFolder(paths: readonly string[]): string[] {
  const [first = [], ...others] = paths.map((path) => partsOf(path).slice(0, -1));
  const length = first.findIndex((part, at) => others.some((other) => other[at] !== part));
  return length < 0 ? first : first.slice(0, length);
}
