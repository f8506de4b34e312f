/** `-D`: a server that goes on when the terminal is closed. */
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { PRODUCT_ROOT } from '#composition/product.ts';
import { readServerFile } from '#composition/server-file.ts';
import { environmentForAnother } from '#config/process-environment.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

/** Between two looks whether it serves, milliseconds. */
const LOOK_MS = 100;
/** A first start creates the database and a new version may migrate a large one; either takes seconds, on a busy machine a minute. */
const SERVING_LIMIT_MS = 300_000;

export interface DaemonOptions {
  daemon?: boolean;
  pid?: string;
  stdout?: string;
  stderr?: string;
  logFile?: string;
}

export const addDaemonOptions = (command: Command): Command =>
  command
    .option('-D, --daemon', 'go on in the background')
    .option('--pid <file>', 'with -D: the file for its process id; default: NAME.pid in the home folder')
    .option('-l, --log-file <file>', 'with -D: the file for what it says; default: logs/NAME.log in the home folder')
    .option('--stdout <file>', 'with -D: the file for its output instead')
    .option('--stderr <file>', 'with -D: the file for its errors instead');

/**
 * Returns when it serves. Throws `DAEMON_ENDED` where it ends before, `DAEMON_NOT_SERVING` where it does not serve within `limitMs`: it goes on then,
 * since what takes so long may be a migration.
 */
export async function startDaemon(
  name: string,
  home: string,
  words: readonly string[],
  { pid, stdout, stderr, logFile }: DaemonOptions,
  limitMs = SERVING_LIMIT_MS,
): Promise<void> {
  const log = logFile ?? join(home, 'logs', `${name}.log`);
  const output = stdout ?? log;
  const errors = stderr ?? log;
  const child = spawn(process.execPath, [join(PRODUCT_ROOT, 'bin', 'aquilon.js'), name, ...words], {
    detached: true,
    env: { ...environmentForAnother() },
    stdio: ['ignore', appendTo(output), appendTo(errors)],
  });
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = signal ?? `exit code ${code}`;
  });
  const deadline = performance.now() + limitMs;
  let serves = false;
  while (ended === undefined && !serves && performance.now() < deadline) {
    await sleep(LOOK_MS);
    serves = readServerFile(home) !== undefined;
  }
  if (ended !== undefined) throw new AquilonError('DAEMON_ENDED', { name, ended, log: errors });
  writeFileSync(pid ?? join(home, `${name}.pid`), `${child.pid}\n`);
  child.removeAllListeners();
  child.unref();
  if (!serves)
    throw new AquilonError('DAEMON_NOT_SERVING', { name, seconds: limitMs / 1000, pid: child.pid ?? 0, log: errors });
  process.stdout.write(
    `The server goes on as process ${child.pid}; kill ${child.pid} stops it. What it says: ${output}\n`,
  );
}

function appendTo(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  return openSync(file, 'a', 0o600);
}
