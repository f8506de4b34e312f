/** `$home/server.json`: how the command line of the same user reaches the server that runs. Mode 0600, because the token in it may do everything. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProcessAlive } from './home-lock.ts';

export interface ServerFile {
  pid: number;
  url: string;
  token: string;
  /** Fingerprint of the Fernet key that it encrypts with. */
  keyId: string;
}

const pathOf = (home: string): string => join(home, 'server.json');

export function writeServerFile(home: string, content: ServerFile): void {
  const draft = `${pathOf(home)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  renameSync(draft, pathOf(home));
}

export const removeServerFile = (home: string): void => rmSync(pathOf(home), { force: true });

/** The server of this home, or undefined where none is alive. */
export function readServerFile(home: string): ServerFile | undefined {
  try {
    const content: ServerFile = JSON.parse(readFileSync(pathOf(home), 'utf8'));
    return isProcessAlive(content.pid) ? content : undefined;
  } catch {
    return undefined;
  }
}
