/** All peers that can be had on this machine, each on a database of its own in an embedded PostgreSQL server like the product's. */
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '#db/embedded/server.ts';
import { type Peer, startPeer } from './peer.ts';

const DRIVERS = ['bullmq', 'dbos', 'graphile-worker'];
const FOLDER = join(import.meta.dirname, 'peers');

export interface Peers {
  peers: readonly Peer[];
  close(): Promise<void>;
}

/** A peer that cannot be had is left out, and the reason is printed. */
export async function openPeers(): Promise<Peers> {
  install();
  const home = await mkdtemp(join(tmpdir(), 'aquilon-peers-'));
  await chmod(home, 0o755);
  const server = await startEmbedded({ home, log: join(home, 'postgres.log') });
  const peers: Peer[] = [];
  const close = async () => {
    for (const peer of peers) await peer.stop();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
  try {
    for (const name of DRIVERS) {
      const database = name.replaceAll('-', '_');
      await createDatabase(server.url('postgres'), database);
      try {
        peers.push(await startPeer(`${name}.js`, server.url(database)));
      } catch (error) {
        process.stderr.write(`bench: ${name} is left out: ${error instanceof Error ? error.message : error}\n`);
      }
    }
    return { peers, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function install(): void {
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: FOLDER,
    stdio: ['ignore', 2, 2],
  });
  if (npm.status !== 0) throw new Error('npm ci failed in bench/peers');
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
}
