/**
 * The embedded PostgreSQL server: made at the first start, adopted when an earlier process of ours was killed and left it
 * running, never deleted. It listens on a Unix socket in a closed folder only.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import { type Binaries, prepareBinaries } from './binaries.ts';
import { type Folders, prepareFolders } from './folders.ts';

const USER = 'aquilon';
const START_LIMIT_MS = 60_000;
const RETRY_LIMIT_MS = 3_000;
const START_PAUSE_MS = 300;
const STOP_LIMIT_MS = 10_000;
const LOOK_EVERY_MS = 1_000;

/** Small, durable, and quiet when idle. `jit=off`: the hot statements are short, and compiling them would cost more than running. */
const SETTINGS = {
  listen_addresses: '',
  max_connections: '60',
  shared_buffers: '64MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  io_method: 'sync',
  jit: 'off',
  checkpoint_timeout: '15min',
  max_wal_size: '1GB',
  log_min_messages: 'warning',
  lc_messages: 'C',
};

export interface EmbeddedServer {
  /** URL of a database of the server. */
  url(database: string): string;
  readonly dataFolder: string;
  /** True when the server was found running. */
  readonly adopted: boolean;
  /** Fast shutdown: waits for the data to be on disk, ends the processes. It stays stopped. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  home: string;
  /** File for what the server says. */
  log: string;
  /** Further settings: the tests switch fsync off. */
  settings?: Readonly<Record<string, string>>;
  /** Given, the server is kept running: called when it ended by itself, before it is started again. */
  onLost?: () => void;
}

export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const binaries = await prepareBinaries();
  const folders = await prepareFolders(options.home, binaries.identity);
  await mkdir(dirname(options.log), { recursive: true });
  if (!existsSync(join(folders.data, 'PG_VERSION'))) await createCluster(binaries, folders, options.log);

  const launch = () => spawnServer(binaries, folders, options);
  const adopted = await adopt(folders);
  if (!adopted) await startServer(launch, folders, options.log);
  const release = options.onLost && keepRunning(folders.data, launch, options.onLost);
  return {
    url: (database) => urlOf(folders.socket, database),
    dataFolder: folders.data,
    adopted,
    async stop() {
      release?.();
      await stopServer(folders.data);
    },
  };
}

/** Looks whether it is still there, and starts it again where it is not: ended by hand, or for want of memory. Returns what ends that. */
function keepRunning(data: string, launch: () => ChildProcess, onLost: () => void): () => void {
  let released = false;
  const look = async (): Promise<void> => {
    if ((await runningPid(data)) !== undefined || released) return;
    onLost();
    // That it could not be started is seen, and told, by the next look.
    launch().once('error', () => undefined);
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return () => {
    released = true;
    clearInterval(timer);
  };
}

/** Made beside its place and moved there when it is whole: one that was interrupted is begun anew. */
async function createCluster(binaries: Binaries, folders: Folders, log: string): Promise<void> {
  const { identity } = binaries;
  const unfinished = `${folders.data}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  if (identity) await chown(unfinished, identity.uid, identity.gid);
  const args = ['-D', unfinished, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-instructions'];
  const { code, output } = await run(join(binaries.bin, 'initdb'), args, identity);
  if (code !== 0) throw new AquilonError('EMBEDDED_FAILED', { reason: output.trim().slice(-500), log });
  await rename(unfinished, folders.data);
}

/** True when the server runs already: left by a start that was killed, or still starting. */
async function adopt(folders: Folders): Promise<boolean> {
  const deadline = performance.now() + START_LIMIT_MS;
  while ((await runningPid(folders.data)) !== undefined) {
    if (await answers(folders.socket)) return true;
    if (performance.now() > deadline) return false;
    await sleep(10);
  }
  return false;
}

/** What a killed server left of itself, processes that are about to end, lets the first tries fail. */
async function startServer(launch: () => ChildProcess, folders: Folders, log: string): Promise<void> {
  const deadline = performance.now() + RETRY_LIMIT_MS;
  while (true) {
    try {
      return await untilReady(launch(), folders, log);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await sleep(START_PAUSE_MS);
  }
}

function spawnServer(binaries: Binaries, folders: Folders, options: EmbeddedOptions): ChildProcess {
  const settings = { ...SETTINGS, unix_socket_directories: folders.socket, ...options.settings };
  const args = ['-D', folders.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const log = openSync(options.log, 'a');
  // A process group of its own: Ctrl-C in the terminal must reach us first, so that the last commits get through.
  const child = spawn(join(binaries.bin, 'postgres'), args, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: { LC_ALL: 'C', TZ: 'UTC' },
    ...binaries.identity,
  });
  closeSync(log);
  child.unref();
  return child;
}

async function untilReady(child: ChildProcess, folders: Folders, log: string): Promise<void> {
  let died: string | undefined;
  child.once('error', (error) => {
    died = messageOf(error);
  });
  child.once('exit', (code, signal) => {
    died = `it ended with ${signal ?? `exit code ${code}`}`;
  });
  const deadline = performance.now() + START_LIMIT_MS;
  while (!(await answers(folders.socket))) {
    if (died !== undefined) throw new AquilonError('EMBEDDED_FAILED', { reason: died, log });
    if (performance.now() > deadline) {
      child.kill('SIGINT');
      throw new AquilonError('EMBEDDED_FAILED', { reason: `it did not answer within ${START_LIMIT_MS / 1000} s`, log });
    }
    await sleep(10);
  }
}

async function answers(socket: string): Promise<boolean> {
  if (!existsSync(join(socket, '.s.PGSQL.5432'))) return false;
  const client = new pg.Client({ connectionString: urlOf(socket, 'postgres'), connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** SIGINT is PostgreSQL's fast shutdown (its documentation, "Shutting Down the Server"). */
async function stopServer(data: string): Promise<void> {
  const pid = await runningPid(data);
  if (pid === undefined) return;
  process.kill(pid, 'SIGINT');
  const deadline = performance.now() + STOP_LIMIT_MS;
  while ((await runningPid(data)) === pid) {
    if (performance.now() > deadline) {
      // SIGQUIT: at once, the write-ahead log is replayed at the next start. Nothing committed is lost.
      process.kill(pid, 'SIGQUIT');
      return;
    }
    await sleep(10);
  }
}

/** The server's process, if the data folder's lock file names one that lives. */
async function runningPid(data: string): Promise<number | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : undefined;
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres');
  // After a reboot the number may belong to any other program.
  return command.includes('postgres') ? pid : undefined;
}

function urlOf(socket: string, database: string): string {
  return `postgresql://${USER}@${encodeURIComponent(socket)}/${database}`;
}

function run(
  command: string,
  args: string[],
  identity: Binaries['identity'],
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: '/',
      env: { LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...identity,
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
