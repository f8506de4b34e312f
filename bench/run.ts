/**
 * `npm run bench [-- --smoke] [--only NAME] [--peers]`: the product beside the limit, in turn, in the same run. Prints a row for each
 * figure as soon as it is known, and a JSON line for each at the end. `--peers`: other systems play in turn as well.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbedded } from '#db/embedded/server.ts';
import { benchBackfill } from './cases/backfill.ts';
import { benchClean } from './cases/clean.ts';
import type { BenchContext } from './cases/context.ts';
import { benchChain, benchFanOut } from './cases/graphs.ts';
import { benchLists } from './cases/lists.ts';
import { benchManyAssets } from './cases/many-assets.ts';
import { benchManyFiles } from './cases/many-files.ts';
import { benchMapped } from './cases/mapped.ts';
import { benchPage } from './cases/page.ts';
import { benchPeers } from './cases/peers-alone.ts';
import { benchPython } from './cases/python.ts';
import { benchRequests } from './cases/requests.ts';
import { benchRunDag } from './cases/run-dag.ts';
import { benchSensors } from './cases/sensors.ts';
import { benchSimulate } from './cases/simulate.ts';
import { benchIdle, benchStart } from './cases/start-and-idle.ts';
import { benchFibo, benchManyRuns, benchPostToStart } from './cases/work.ts';
import { makeDatabase } from './databases.ts';
import { BENCH_DAG_COUNT, makeBenchHome, makeHome, removeHome } from './homes.ts';
import { openLimit } from './limit.ts';
import { openPeers } from './peers.ts';
import { startProduct, untilDags } from './product.ts';
import { Reporter } from './report.ts';

type Case = (context: BenchContext) => Promise<void>;

/** Those that share one warm server. */
const WARM: Readonly<Record<string, Case>> = {
  chain: benchChain,
  'fan-out': benchFanOut,
  fibo: benchFibo,
  'post-to-start': benchPostToStart,
  'many-runs': benchManyRuns,
  requests: benchRequests,
};
/** Those that start servers of their own. */
const ALONE = {
  start: benchStart,
  'many-files': benchManyFiles,
  'many-assets': benchManyAssets,
  idle: benchIdle,
  mapped: benchMapped,
  sensors: benchSensors,
  python: benchPython,
  backfill: benchBackfill,
  'run-dag': benchRunDag,
  simulate: benchSimulate,
  lists: benchLists,
  clean: benchClean,
  page: benchPage,
} as const;
/** Most task processes that the limit may have to keep up with. */
const MOST_CHILDREN = 8;

const { values: given } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
  },
});
const { smoke, only } = given;
const names = [...Object.keys(WARM), ...Object.keys(ALONE), 'peers'];
const unknown = only?.find((name) => !names.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`There is no benchmark ${unknown}. There are: ${names.join(', ')}.\n`);
  process.exit(2);
}
const isWanted = (name: string): boolean => only?.includes(name) ?? name !== 'peers';

const reporter = new Reporter();
const add = reporter.add.bind(reporter);
if (Object.keys(WARM).some(isWanted)) await playWarm();
for (const [name, play] of Object.entries(ALONE)) if (isWanted(name)) await play({ smoke, add });
if (isWanted('peers')) await playPeers();
reporter.end();
process.exit(0);

async function playWarm(): Promise<void> {
  await within(async (atEnd) => {
    const home = await makeBenchHome();
    atEnd(() => removeHome(home));
    const product = await startProduct(home);
    atEnd(() => product.stop());
    await untilDags(product, BENCH_DAG_COUNT);
    const database = (name: string) => makeDatabase(product.databaseUrl, name);
    const limit = await openLimit(await database('bench_limit'), MOST_CHILDREN);
    atEnd(() => limit.close());
    const peers = given.peers ? await openPeers(database) : [];
    for (const peer of peers) atEnd(() => peer.close());
    for (const [name, play] of Object.entries(WARM))
      if (isWanted(name)) await play({ smoke, product, limit, peers, add });
  });
}

async function playPeers(): Promise<void> {
  await within(async (atEnd) => {
    const home = await makeHome();
    atEnd(() => removeHome(home));
    const server = await startEmbedded({ home, log: join(home, 'postgres.log') });
    atEnd(() => server.stop());
    const database = (name: string) => makeDatabase(async (one) => server.url(one), name);
    const limit = await openLimit(await database('bench_limit'), 2);
    atEnd(() => limit.close());
    const peers = await openPeers(database);
    for (const peer of peers) atEnd(() => peer.close());
    await benchPeers({ smoke, limit, peers, add });
  });
}

/** Whatever happens, what was started is ended, the last first. */
async function within(play: (atEnd: (end: () => Promise<void>) => void) => Promise<void>): Promise<void> {
  const ends: (() => Promise<void>)[] = [];
  try {
    await play((end) => void ends.push(end));
  } finally {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  }
}
