/** `npm run bench [-- --smoke]`: the product beside the limit, in turn, in the same run. Prints a table, then one JSON line for each figure. */
import { cpus } from 'node:os';
import { openLimit } from './limit.ts';
import { processesOf } from './processes.ts';
import { makeHome, memoryOf, type Product, removeHome, startProduct, until } from './product.ts';
import { percentile, statsOf } from './stats.ts';

const smoke = process.argv.includes('--smoke');
const rounds = smoke ? 3 : 15;

interface Figure {
  bench: string;
  unit: string;
  values: readonly number[];
  limit?: readonly number[];
}

const figures: Figure[] = [];
const home = await makeHome();
const limit = await openLimit(2);
let product: Product | undefined;
try {
  product = await startProduct(home);
  figures.push({ bench: 'first start', unit: 'ms', values: [product.startMs] });
  await product.stop();
  product = await startProduct(home);
  figures.push({ bench: 'second start', unit: 'ms', values: [product.startMs] });
  for (const warmUp of ['chain', 'fan', 'chain']) await product.run(warmUp);
  figures.push(await beside('chain of 40', 'chain', () => limit.chain(40), product));
  figures.push(await beside('fan-out 1 -> 200 -> 1', 'fan', () => limit.fanOut(200), product));
  figures.push(await beside('10 x fibo(33)', 'fibo', bareFibo, product));
  figures.push(await manyRuns(product));
  figures.push(...(await postToStart(product)));
  figures.push(...(await idle(product)));
} finally {
  await product?.stop();
  await limit.close();
  await removeHome(home);
}
print(figures);

async function beside(bench: string, dagId: string, play: () => Promise<number>, server: Product): Promise<Figure> {
  const values: number[] = [];
  const limits: number[] = [];
  for (let round = 0; round < rounds; round++) {
    limits.push(await play());
    values.push(await server.run(dagId));
  }
  return { bench, unit: 'ms', values, limit: limits };
}

async function bareFibo(): Promise<number> {
  const fibo = (n: number): number => (n < 2 ? n : fibo(n - 1) + fibo(n - 2));
  const began = performance.now();
  for (let at = 0; at < 10; at++) fibo(33);
  return performance.now() - began;
}

/** 100 runs of ten tasks at once: tasks a second, from the first request until the last run has ended. */
async function manyRuns(server: Product): Promise<Figure> {
  const runs = smoke ? 20 : 100;
  const values: number[] = [];
  for (let round = 0; round < (smoke ? 1 : 3); round++) {
    const began = performance.now();
    const before = (await server.ask<{ total_entries: number }>('GET', '/dags/ten/dagRuns?state=success&limit=1'))
      .total_entries;
    await Promise.all(
      Array.from({ length: runs }, () => server.ask('POST', '/dags/ten/dagRuns', { logical_date: null })),
    );
    await until(async () => {
      const { total_entries: ended } = await server.ask<{ total_entries: number }>(
        'GET',
        '/dags/ten/dagRuns?state=success&limit=1',
      );
      return ended >= before + runs;
    }, 20);
    values.push((runs * 10) / ((performance.now() - began) / 1000));
  }
  return { bench: `${runs} runs x 10 tasks`, unit: 'tasks/s', values };
}

/** From the moment before the request is sent until the body of the first task runs. */
async function postToStart(server: Product): Promise<Figure[]> {
  const values: number[] = [];
  for (let at = 0; at < (smoke ? 30 : 300); at++) {
    const began = performance.timeOrigin + performance.now();
    const { dag_run_id: runId } = await server.ask<{ dag_run_id: string }>('POST', '/dags/start/dagRuns', {
      logical_date: null,
    });
    const path = `/dags/start/dagRuns/${encodeURIComponent(runId)}/taskInstances/now/xcomEntries/return_value?deserialize=true`;
    let started: unknown;
    await until(async () => {
      started = (await server.ask<{ value?: unknown }>('GET', path)).value;
      return started !== undefined;
    });
    values.push(Number(started) - began);
  }
  return [
    { bench: 'POST to start, p50', unit: 'ms', values: [percentile(values, 0.5)] },
    { bench: 'POST to start, p99', unit: 'ms', values: [percentile(values, 0.99)] },
  ];
}

async function idle(server: Product): Promise<Figure[]> {
  const seconds = smoke ? 3 : 20;
  // The pool goes back to its spare process first.
  await new Promise((resolve) => setTimeout(resolve, smoke ? 2000 : 15_000));
  const before = new Map(processesOf(server.pid, home).map((one) => [one.pid, one.ticks]));
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  // A process that ended meanwhile took its time with it: only those that are still there count.
  const spent = processesOf(server.pid, home).reduce((sum, one) => sum + one.ticks - (before.get(one.pid) ?? 0), 0);
  const used = (spent * 10) / (seconds * 1000);
  const memory = await memoryOf(processesOf(server.pid, home).map((one) => one.pid));
  return [
    { bench: 'idle memory, PSS of all processes', unit: 'MiB', values: [memory] },
    { bench: 'idle CPU', unit: '% of a core', values: [used * 100] },
  ];
}

function print(all: readonly Figure[]): void {
  const at = new Date().toISOString();
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  const short = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
  for (const { bench, unit, values, limit: limits } of all) {
    const { min, median, max } = statsOf(values);
    const bound = limits ? statsOf(limits).median : undefined;
    const ratio = bound === undefined ? '' : `  limit ${short(bound)}  ratio ${(median / bound).toFixed(2)}`;
    process.stdout.write(
      `${bench.padEnd(36)} ${short(median).padStart(9)} ${unit.padEnd(12)} (${short(min)} to ${short(max)})${ratio}\n`,
    );
  }
  for (const { bench, unit, values, limit: limits } of all) {
    const value = statsOf(values).median;
    const bound = limits ? statsOf(limits).median : null;
    process.stdout.write(
      `${JSON.stringify({ bench, value, unit, limit: bound, ratio: bound === null ? null : value / bound, at, machine })}\n`,
    );
  }
}
