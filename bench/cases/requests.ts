/** 500 requests a second for a minute while 1,000 tasks run, and what that does to the chain. */
import { percentile } from '#bench/stats.ts';
import { pause } from '#bench/wait.ts';
import type { BenchContext } from './context.ts';

const RATE = 500;
const TASKS = 1000;
const TASKS_OF_RUN = 10;

/** What pages and dashboards ask for. */
const PATHS = [
  '/monitor/health',
  '/dags?limit=50',
  '/dags/chain',
  '/dags/ten/dagRuns?limit=25&order_by=-run_after',
  '/dags/~/dagRuns?limit=25&state=running',
  '/dags/~/dagRuns/~/taskInstances?limit=50&state=failed',
  '/dags/chain/tasks',
  '/pools',
  '/eventLogs?limit=20&order_by=-id',
  '/dagStats',
];

export async function benchRequests({ smoke, product, add }: BenchContext): Promise<void> {
  const seconds = smoke ? 2 : 60;
  const asked = { times: [] as number[], errors: [] as string[] };

  /** Sent when its moment has come, whatever became of those before it. */
  async function askOnAndOn(): Promise<void> {
    const began = performance.now();
    const open = new Set<Promise<void>>();
    for (let at = 0; at < RATE * seconds; at++) {
      const wait = began + (at * 1000) / RATE - performance.now();
      if (wait > 1) await pause(wait);
      const sent = performance.now();
      const one = product
        .ask('GET', PATHS[at % PATHS.length] ?? '')
        .then(() => void asked.times.push(performance.now() - sent))
        .catch((error) => void asked.errors.push(String(error)))
        .finally(() => void open.delete(one));
      open.add(one);
    }
    await Promise.all(open);
  }

  async function workOnAndOn(): Promise<void> {
    const runs = smoke ? 5 : TASKS / TASKS_OF_RUN;
    const open: Promise<unknown>[] = [];
    for (let at = 0; at < runs; at++) {
      open.push(product.run('ten'));
      await pause((seconds * 1000) / runs);
    }
    await Promise.all(open);
  }

  async function chainsDuring(...others: (() => Promise<void>)[]): Promise<number[]> {
    const taken: number[] = [];
    let goesOn = true;
    const until = Promise.all([pause(smoke ? 1_000 : 20_000), ...others.map((one) => one())]).then(() => {
      goesOn = false;
    });
    while (goesOn) taken.push((await product.run('chain')).ms);
    await until;
    return taken;
  }

  add({ bench: 'chain of 40, nothing else', unit: 'ms', values: await chainsDuring() });
  add({ bench: `chain of 40, ${TASKS} tasks in a minute`, unit: 'ms', values: await chainsDuring(workOnAndOn) });
  add({
    bench: `chain of 40, and ${RATE} requests a second`,
    unit: 'ms',
    values: await chainsDuring(workOnAndOn, askOnAndOn),
  });
  for (const share of [0.5, 0.99])
    add({
      bench: `of ${asked.times.length} requests, p${share * 100}`,
      unit: 'ms',
      values: [percentile(asked.times, share)],
    });
  add({ bench: 'errors among them', unit: '', values: [asked.errors.length] });
  for (const error of new Set(asked.errors)) process.stdout.write(`  ${error}\n`);
}
