/**
 * Files whose loading ends or blocks its process, again and again with the same content, are not loaded any more: each time costs a process, and
 * the whole time-out where they hang. A change of the file or of what it imports lets them out.
 */
import type { Config } from '#config/config.ts';
import type { Sql } from '#db/database.ts';
import { selectQuarantinedFiles, writeCrash } from '#db/queries/crashed-files.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { LoadedFile } from './load.ts';
import { snapshotHash } from './snapshot.ts';
import { textsOf } from './texts-of.ts';

interface Place {
  bundleName: string;
  fileloc: string;
  relativeFileloc: string;
}

/** Counts the crash. Returns what is wrong with the file, in words. */
export async function tellCrash(
  sql: Sql,
  place: Place,
  loaded: Extract<LoadedFile, { ok: false }>,
  { dagProcessor }: Config,
): Promise<string> {
  const contentHash = snapshotHash(loaded.file, loaded.files);
  const crash = { ...place, paths: Object.keys(loaded.files), contentHash };
  const { crashes, quarantined_at: since } = await writeCrash(sql, crash, dagProcessor.quarantineAfter);
  if (since === null) return loaded.error;
  const error = new AquilonError('DAG_FILE_QUARANTINED', { file: place.relativeFileloc, crashes, since });
  return `${error.message} ${error.remedy}\n\n${loaded.error}`;
}

/** Of the files, those in quarantine that are what they were, with what they are known to import. */
export async function heldFiles(sql: Sql, files: readonly string[]): Promise<Map<string, string[]>> {
  const held = new Map<string, string[]>();
  for (const { fileloc, paths, content_hash: hash } of await selectQuarantinedFiles(sql)) {
    if (files.includes(fileloc) && snapshotHash(fileloc, await textsOf(paths)) === hash) held.set(fileloc, paths);
  }
  return held;
}
