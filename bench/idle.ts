/** What the product costs while it has nothing to do. */
import { memoryOf, type Process, processesOf } from './processes.ts';
import type { Product } from './product.ts';
import type { Figure } from './report.ts';

/** Task processes are given up after 10 s without work. */
const SETTLE_S = 15;

const kindOf = ({ command }: Process): string =>
  command.includes('postgres') ? 'PostgreSQL' : command.includes('task-process') ? 'task processes' : 'server';

export async function measureIdle(product: Product, isSmoke: boolean): Promise<Figure[]> {
  const seconds = isSmoke ? 2 : 30;
  const now = () => processesOf(product.pid, product.home);
  await sleep(isSmoke ? 1 : SETTLE_S);
  const before = new Map(now().map((one) => [one.pid, one.ticks]));
  await sleep(seconds);
  const after = now();
  // What a process that ended meanwhile has used is not known: none should end in an idle product.
  const ticks = after.reduce((sum, one) => sum + one.ticks - (before.get(one.pid) ?? 0), 0);
  const memory = after.map((one) => ({ kind: kindOf(one), mib: memoryOf(one.pid) }));
  const sumOf = (kind?: string) =>
    memory.filter((one) => kind === undefined || one.kind === kind).reduce((sum, one) => sum + one.mib, 0);
  return [
    { bench: 'idle memory, PSS of all processes', unit: 'MiB', values: [sumOf()] },
    ...['server', 'task processes', 'PostgreSQL'].map((kind) => ({
      bench: `idle memory: ${kind}`,
      unit: 'MiB',
      values: [sumOf(kind)],
    })),
    { bench: 'idle CPU', unit: '% of a core', values: [ticks / seconds] },
  ];
}

const sleep = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
