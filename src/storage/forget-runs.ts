/** Removes what lies beside the database and belongs to runs that are removed: their logs, and values too large for a row. */
import { rm } from 'node:fs/promises';
import { runLogFolder } from '#support/log-path.ts';
import type { ObjectStore } from './object-store.ts';

/** As many files at once: more would only wait for the disk. */
const AT_ONCE = 32;

export interface Belongings {
  runs: readonly { dag_id: string; run_id: string }[];
  /** Names of objects. */
  objects: readonly string[];
  /** Ids of attempts: values of tries whose rows have been replaced stand under them, too. */
  attempts: readonly string[];
}

export async function forgetRuns(
  { logFolder, objects: store }: { logFolder: string; objects: Pick<ObjectStore, 'delete' | 'deleteFolder'> },
  { runs, objects, attempts }: Belongings,
): Promise<void> {
  await each(runs, (run) => rm(runLogFolder(logFolder, run.dag_id, run.run_id), { recursive: true, force: true }));
  await each(objects, (name) => store.delete(name));
  await each(attempts, (id) => store.deleteFolder(`xcom/${id}`));
}

async function each<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += AT_ONCE) await Promise.all(all.slice(at, at + AT_ONCE).map(act));
}
