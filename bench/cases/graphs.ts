/** The chain and the fan-out: the product, the limit and the peers in turn. */
import { alternate } from '#bench/alternate.ts';
import { productProcesses } from '#bench/processes.ts';
import type { Product } from '#bench/product.ts';
import type { BenchContext } from './context.ts';

const LENGTH = 40;
const WIDTH = 200;

export async function benchChain(context: BenchContext): Promise<void> {
  await playGraph(context, {
    bench: `chain of ${LENGTH}`,
    dagId: 'chain',
    limit: () => context.limit.chain(LENGTH),
    peer: (peer) => peer.chain(LENGTH),
  });
}

export async function benchFanOut(context: BenchContext): Promise<void> {
  await context.product.run('fan');
  context.limit.useChildren(countTaskProcesses(context.product));
  await playGraph(context, {
    bench: `fan-out 1 -> ${WIDTH} -> 1`,
    dagId: 'fan',
    limit: () => context.limit.fanOut(WIDTH),
    peer: (peer) => peer.fanOut(WIDTH),
  });
}

interface Graph {
  bench: string;
  dagId: string;
  limit: () => Promise<number>;
  peer: (peer: BenchContext['peers'][number]) => Promise<number>;
}

async function playGraph({ smoke, product, peers, add }: BenchContext, graph: Graph): Promise<void> {
  const runs: string[] = [];
  const rounds = smoke ? 3 : 40;
  const warmUps = smoke ? 2 : 10;
  const values = await alternate({ rounds, warmUps }, {
    product: async () => {
      const { runId, ms } = await product.run(graph.dagId);
      runs.push(runId);
      return ms;
    },
    limit: graph.limit,
    ...Object.fromEntries(peers.map((peer) => [peer.name, () => graph.peer(peer)])),
  } as Record<string, () => Promise<number>>);
  const { product: own = [], limit = [] } = values;
  const inside = await Promise.all(runs.slice(-rounds).map((runId) => runDuration(product, graph.dagId, runId)));
  add({ bench: `${graph.bench}, start to end of the run`, unit: 'ms', values: inside, limit });
  add({ bench: `${graph.bench}, request to event of its end`, unit: 'ms', values: own, limit });
  for (const { name } of peers)
    add({ bench: `${graph.bench}, ${name}`, unit: 'ms', values: values[name] ?? [], limit });
}

/** Milliseconds between the start and the end that are in the database. */
async function runDuration(product: Product, dagId: string, runId: string): Promise<number> {
  const run = await product.ask<{ start_date: string; end_date: string }>(
    'GET',
    `/dags/${dagId}/dagRuns/${encodeURIComponent(runId)}`,
  );
  return Date.parse(run.end_date) - Date.parse(run.start_date);
}

const countTaskProcesses = ({ pid, home }: Product): number =>
  productProcesses(pid, home).filter(({ command }) => command.includes('task-process.ts')).length;
