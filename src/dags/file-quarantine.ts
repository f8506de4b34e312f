/**
 * Files whose loading ends or blocks its process, again and again with the same content, are not loaded any more: each time costs a process, and
 * the whole time-out where they hang. A change of the file or of what it imports lets them out.
 */
import type pg from 'pg';
import type { Config } from '#config/config.ts';
import type { Sql } from '#db/database.ts';
import { selectQuarantinedFiles, writeCrash } from '#db/queries/crashed-files.ts';
import { selectDagsOfFile, writeFileNotices } from '#db/queries/file-notices.ts';
import { notifiersOfFile } from '#domain/file-notices.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { uuidv7 } from '#support/uuid.ts';
import type { LoadedFile } from './load.ts';
import { snapshotHash } from './snapshot.ts';
import { textsOf } from './texts-of.ts';

interface Place {
  bundleName: string;
  fileloc: string;
  relativeFileloc: string;
}

/** Counts the crash, and tells of a quarantine that follows from it, both or neither. Returns what is wrong with the file, in words. */
export async function noteCrash(
  pool: pg.Pool,
  place: Place,
  loaded: Extract<LoadedFile, { ok: false }>,
  config: Config,
): Promise<string> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const problem = await countCrash(client, place, loaded, config);
    await client.query('commit');
    return problem;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function countCrash(
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
  const more = `${error.remedy}\n\n${loaded.error}`;
  await tellOfQuarantine(sql, place, { since, reason: error.message, more });
  return `${error.message} ${more}`;
}

async function tellOfQuarantine(
  sql: Sql,
  { bundleName, fileloc, relativeFileloc }: Place,
  { since, reason, more }: { since: string; reason: string; more: string },
): Promise<void> {
  const key = `quarantine/file/${bundleName}/${relativeFileloc}/${since}`;
  const notices = notifiersOfFile(await selectDagsOfFile(sql, fileloc)).map((one) => ({
    ...one,
    id: uuidv7(),
    key: `${key}/${one.dagId}/${one.taskId ?? ''}/${one.number}`,
  }));
  const facts = {
    state: 'quarantined',
    reason,
    exception: { code: 'DAG_FILE_QUARANTINED', message: more },
    startedAt: null,
    endedAt: null,
    failedTasks: [],
    deadline: null,
  };
  await writeFileNotices(sql, { notices, at: since, facts });
}

/** Of the files, those in quarantine that are what they were, with what they are known to import. */
export async function heldFiles(sql: Sql, files: readonly string[]): Promise<Map<string, string[]>> {
  const held = new Map<string, string[]>();
  for (const { fileloc, paths, content_hash: hash } of await selectQuarantinedFiles(sql)) {
    if (files.includes(fileloc) && snapshotHash(fileloc, await textsOf(paths)) === hash) held.set(fileloc, paths);
  }
  return held;
}
