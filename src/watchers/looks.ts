/** What a watcher sees: a value that is the same as long as nothing has changed. Null: nothing is there, or it does not answer. */
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '@aquilon/sdk';
import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import { s3AccessOf } from '#storage/s3-access.ts';
import { createS3Client } from '#storage/s3-client.ts';

/** An address that takes longer is looked at again in its next turn, ms. */
const ANSWER_LIMIT = 30_000;
/** Names of a folder beyond these are not looked at. */
const MOST_ENTRIES = 10_000;

/** Null where there is none. */
export type GetConnection = (connId: string) => Promise<Connection | null>;

export type Look = (
  options: { [name: string]: Json },
  signal: AbortSignal,
  getConnection: GetConnection,
) => Promise<Json>;

export const LOOKS: Readonly<Record<string, Look>> = { file: lookAtFile, http: lookAtAddress, s3: lookAtObjects };

async function lookAtFile(options: { [name: string]: Json }): Promise<Json> {
  const path = String(options.path);
  const found = await stampOf(path);
  if (!found?.isFolder) return found?.stamp ?? null;
  const names = (await readdir(path)).sort().slice(0, MOST_ENTRIES);
  const stamps = await Promise.all(names.map(async (name) => `${name} ${(await stampOf(join(path, name)))?.stamp}`));
  return hash(stamps.join('\n'));
}

async function stampOf(path: string): Promise<{ stamp: string; isFolder: boolean } | null> {
  const found = await stat(path).catch(() => null);
  return found && { stamp: `${found.mtimeMs} ${found.size} ${found.ino}`, isFolder: found.isDirectory() };
}

async function lookAtAddress(options: { [name: string]: Json }, signal: AbortSignal): Promise<Json> {
  const response = await fetch(String(options.url), {
    headers: options.headers as Record<string, string>,
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT)]),
  });
  const tag = response.headers.get('etag');
  if (!response.ok || tag !== null) {
    await response.body?.cancel();
    return response.ok ? `etag ${tag}` : null;
  }
  const digest = createHash('sha256');
  for await (const part of response.body ?? []) digest.update(part);
  return digest.digest('base64url');
}

async function lookAtObjects(
  options: { [name: string]: Json },
  signal: AbortSignal,
  getConnection: GetConnection,
): Promise<Json> {
  const connId = String(options.awsConnId);
  const connection = await getConnection(connId);
  if (!connection) throw new AquilonError('CONNECTION_NOT_FOUND', { connection: connId, name: connId.toUpperCase() });
  const digest = createHash('sha256');
  let count = 0;
  const objects = createS3Client(s3AccessOf(connection)).list(String(options.bucket), String(options.prefix), signal);
  for await (const { key, tag } of objects) {
    digest.update(`${key}\n${tag}\n`);
    count += 1;
  }
  return count === 0 ? null : digest.digest('base64url');
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
