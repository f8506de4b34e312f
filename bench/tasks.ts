/** Whole runs of no-ops and of work, beside what the same work costs at least. */
import type { Limit } from './limit.ts';
import type { Peer } from './peer.ts';
import { taskProcessesOf } from './processes.ts';
import type { Product } from './product.ts';
import type { Figure } from './report.ts';

export interface Setting {
  product: Product;
  limit: Limit;
  peers: readonly Peer[];
  isSmoke: boolean;
}

const rounds = (setting: Setting): number => (setting.isSmoke ? 3 : 20);

export const measureChain = (setting: Setting): Promise<Figure[]> =>
  inTurn(setting, { bench: 'chain of 40', dagId: 'chain', limit: () => setting.limit.chain(40), peerBench: 'chain' });

export const measureFanOut = (setting: Setting): Promise<Figure[]> => {
  const { limit, product } = setting;
  const children = () => taskProcessesOf(product.pid, product.home).filter(isWarm).length;
  return inTurn(setting, {
    bench: 'fan-out 1 -> 200 -> 1',
    dagId: 'fan',
    limit: () => limit.fanOut(200, children()),
    peerBench: 'fan-out',
  });
};

/** A spare process that has run nothing yet has spent the time of its start only, about 0.06 s. */
const isWarm = ({ ticks }: { ticks: number }): boolean => ticks > 12;

interface Contest {
  bench: string;
  dagId: string;
  limit: () => Promise<number>;
  peerBench: 'chain' | 'fan-out';
}

/** Limit, product and peers take turns, so that what else the machine does meets all of them. */
async function inTurn(setting: Setting, { bench, dagId, limit, peerBench }: Contest): Promise<Figure[]> {
  const { product, peers } = setting;
  for (let round = 0; round < 5; round++) {
    await limit();
    await product.run(dagId);
    for (const peer of peers) await peer.play(peerBench);
  }
  const durations: number[] = [];
  const outsides: number[] = [];
  const limits: number[] = [];
  const others = peers.map((peer) => ({ peer, values: [] as number[] }));
  for (let round = 0; round < rounds(setting); round++) {
    limits.push(await limit());
    const { duration, outside } = await product.run(dagId);
    durations.push(duration);
    outsides.push(outside);
    for (const { peer, values } of others) values.push(await peer.play(peerBench));
  }
  return [
    { bench, unit: 'ms', values: durations, limit: limits },
    { bench: `${bench}, seen from outside`, unit: 'ms', values: outsides, limit: limits },
    ...others.map(({ peer, values }) => ({ bench: `${bench}, ${peer.name}`, unit: 'ms', values, limit: limits })),
  ];
}

/** At module level, as in the DAG file: a closure that is made anew each time is compiled anew. */
const fibo = (n: number): number => (n < 2 ? n : fibo(n - 1) + fibo(n - 2));

export async function measureFibo(setting: Setting): Promise<Figure[]> {
  const { product } = setting;
  const values: number[] = [];
  const limits: number[] = [];
  for (let round = -2; round < rounds(setting) / 2; round++) {
    const began = performance.now();
    for (let at = 0; at < 10; at++) fibo(33);
    const bare = performance.now() - began;
    const { duration } = await product.run('fibo');
    if (round < 0) continue;
    limits.push(bare);
    values.push(duration);
  }
  return [{ bench: '10 x fibo(33), beside the bare loop', unit: 'ms', values, limit: limits }];
}

/** From the first request until the end of the last run was seen. */
export async function measureManyRuns({ product, isSmoke }: Setting): Promise<Figure[]> {
  const runs = isSmoke ? 20 : 100;
  const values: number[] = [];
  for (let round = -1; round < (isSmoke ? 1 : 7); round++) {
    const began = performance.now();
    await Promise.all(Array.from({ length: runs }, () => product.run('ten')));
    if (round >= 0) values.push((runs * 10) / ((performance.now() - began) / 1000));
  }
  return [{ bench: `${runs} runs x 10 tasks`, unit: 'tasks/s', values }];
}
