/** The peers and the limit in turn, without the product. */
import { alternate } from '#bench/alternate.ts';
import type { Limit } from '#bench/limit.ts';
import type { Peer } from '#bench/peers.ts';
import type { Figure } from '#bench/report.ts';

export interface PeersAlone {
  smoke: boolean;
  limit: Limit;
  peers: readonly Peer[];
  add(figure: Figure): void;
}

export async function benchPeers({ smoke, limit, peers, add }: PeersAlone): Promise<void> {
  const turns = smoke ? { rounds: 3, warmUps: 2 } : { rounds: 40, warmUps: 10 };
  const chains = await alternate(turns, {
    limit: () => limit.chain(40),
    ...Object.fromEntries(peers.map((peer) => [peer.name, () => peer.chain(40)])),
  } as Record<string, () => Promise<number>>);
  for (const { name } of peers) add(figure('chain of 40', name, chains));
  const fans = await alternate(turns, {
    limit: () => limit.fanOut(200),
    ...Object.fromEntries(peers.map((peer) => [peer.name, () => peer.fanOut(200)])),
  } as Record<string, () => Promise<number>>);
  for (const { name } of peers) add(figure('fan-out 1 -> 200 -> 1', name, fans));
}

const figure = (graph: string, name: string, values: Readonly<Record<string, number[]>>): Figure => ({
  bench: `${graph}, ${name}`,
  unit: 'ms',
  values: values[name] ?? [],
  limit: values.limit,
});
