/** How long a start takes, and what the product takes of the machine while it has nothing to do. */
import { BENCH_DAG_COUNT, makeBenchHome, removeHome } from '#bench/homes.ts';
import { type ProcessFacts, processTree, productProcesses } from '#bench/processes.ts';
import { type Product, startProduct, untilDags, type Way } from '#bench/product.ts';
import type { Figure } from '#bench/report.ts';
import { pause } from '#bench/wait.ts';

type Add = (figure: Figure) => void;

/** The first start makes the database, the second one finds it. Each round in a new home. */
export async function benchStart({ smoke, add }: { smoke: boolean; add: Add }): Promise<void> {
  for (const way of ['npm', 'node'] as const) {
    const first: number[] = [];
    const second: number[] = [];
    for (let round = 0; round < (smoke ? 1 : 5); round++) {
      const home = await makeBenchHome();
      try {
        first.push(await startOnce(home, way));
        for (let again = 0; again < (smoke ? 1 : 2); again++) second.push(await startOnce(home, way));
      } finally {
        await removeHome(home);
      }
    }
    const how = way === 'npm' ? 'npm start' : 'without npm';
    add({ bench: `first start to healthy, ${how}`, unit: 'ms', values: first });
    add({ bench: `second start to healthy, ${how}`, unit: 'ms', values: second });
  }
}

async function startOnce(home: string, way: Way): Promise<number> {
  const product = await startProduct(home, { way });
  await product.stop();
  return product.startMs;
}

/** The processes under `npm start`, after the work is done and the pool has shrunk to its spare process. */
export async function benchIdle({ smoke, add }: { smoke: boolean; add: Add }): Promise<void> {
  const home = await makeBenchHome();
  try {
    const product = await startProduct(home, { way: 'npm' });
    try {
      await untilDags(product, BENCH_DAG_COUNT);
      if (!smoke) for (let round = 0; round < 20; round++) await product.run('fan');
      await pause(smoke ? 1_000 : 45_000);
      await measureIdle(product, smoke ? 2 : 60, add);
    } finally {
      await product.stop();
    }
  } finally {
    await removeHome(home);
  }
}

async function measureIdle(product: Product, seconds: number, add: Add): Promise<void> {
  const before = ticksOf(productProcesses(product.pid, product.home));
  await pause(seconds * 1000);
  const processes = productProcesses(product.pid, product.home);
  // Ticks of 10 ms: a tick a second is a percent.
  add({ bench: 'idle CPU, without npm', unit: '% of a core', values: [(ticksOf(processes) - before) / seconds] });
  add({ bench: 'idle PSS, without npm', unit: 'MiB', values: [pssOf(processes)] });
  for (const [name, part] of Object.entries(Object.groupBy(processes, (one) => kindOf(one, product)))) {
    add({ bench: `- ${name} (${part?.length ?? 0})`, unit: 'MiB', values: [pssOf(part ?? [])] });
  }
  const ours = new Set(processes.map(({ pid }) => pid));
  const launchers = processTree(({ pid }) => pid === product.topPid).filter(({ pid }) => !ours.has(pid));
  add({ bench: `- npm and scripts above it (${launchers.length})`, unit: 'MiB', values: [pssOf(launchers)] });
}

function kindOf({ pid, command }: ProcessFacts, product: Product): string {
  if (pid === product.pid) return 'server';
  if (command.includes('task-process')) return 'task processes';
  return command.startsWith('postgres') || command.includes('/postgres ') ? 'database server' : 'others';
}

const ticksOf = (processes: readonly ProcessFacts[]): number => processes.reduce((sum, one) => sum + one.ticks, 0);
const pssOf = (processes: readonly ProcessFacts[]): number =>
  processes.reduce((sum, one) => sum + one.pssKib, 0) / 1024;
