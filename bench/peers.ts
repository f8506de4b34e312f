/**
 * Other systems, each in a process of its own that plays the chain and the fan-out when told to. Their packages are installed in
 * bench/peers/ by this, and nowhere else.
 */
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Peer {
  name: string;
  /** Milliseconds for a chain of so many tasks that do nothing, from the order until its end is known. */
  chain(length: number): Promise<number>;
  /** Milliseconds for 1 -> width -> 1. */
  fanOut(width: number): Promise<number>;
  close(): Promise<void>;
}

/** What a driver says: ready, or what it measured, or why it cannot. */
type Said = { kind: 'ready' } | { kind: 'played'; ms: number } | { kind: 'failed'; reason: string };

const FOLDER = join(import.meta.dirname, 'peers');
/** Each in the way and with the settings that its own documentation recommends; see the heads of the files. */
const DRIVERS = {
  'BullMQ sandboxed': 'bullmq.js',
  'DBOS in-process': 'dbos.js',
  'graphile-worker in-process': 'graphile-worker.js',
} as const;

/** `databaseUrl`: makes a database for a name. A peer that cannot be started is left out, and it is said why. */
export async function openPeers(databaseUrl: (name: string) => Promise<string>): Promise<Peer[]> {
  installPeers();
  const peers: Peer[] = [];
  for (const [name, file] of Object.entries(DRIVERS)) {
    try {
      peers.push(await openPeer(name, file, await databaseUrl(`peer_${file.replace(/\W.*/, '')}`)));
    } catch (error) {
      process.stderr.write(`${name} is left out: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  return peers;
}

function installPeers(): void {
  if (existsSync(join(FOLDER, 'node_modules', 'bullmq'))) return;
  process.stderr.write('installing the packages of the peers (once) ...\n');
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: FOLDER,
    stdio: ['ignore', 2, 2],
  });
  if (npm.status !== 0) throw new Error('the packages of the peers could not be installed');
}

async function openPeer(name: string, file: string, databaseUrl: string): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), 'aquilon-peer-'));
  const child = fork(join(FOLDER, file), [databaseUrl, folder], {
    cwd: folder,
    stdio: ['ignore', 2, 2, 'ipc'],
    detached: true,
  });
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await exited;
    }
    endGroup(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await said(child);
  } catch (error) {
    await close();
    throw error;
  }
  const play = async (graph: string, size: number): Promise<number> => {
    const answer = said(child);
    child.send({ graph, size });
    const heard = await answer;
    if (heard.kind !== 'played') throw new Error(`${name} answered ${heard.kind}`);
    return heard.ms;
  };
  return { name, chain: (length) => play('chain', length), fanOut: (width) => play('fanOut', width), close };
}

/** What a peer leaves behind, its Redis or its processors, ends too: it leads a process group of its own. */
function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function said(child: ChildProcess): Promise<Said> {
  const { promise, resolve, reject } = Promise.withResolvers<Said>();
  const onMessage = (message: unknown): void => {
    const heard = message as Said;
    if (heard.kind === 'failed') reject(new Error(heard.reason));
    else resolve(heard);
  };
  const onExit = (code: number | null): void => reject(new Error(`its process ended with exit code ${code}`));
  child.once('message', onMessage);
  child.once('exit', onExit);
  return promise.finally(() => {
    child.removeListener('message', onMessage);
    child.removeListener('exit', onExit);
  });
}
