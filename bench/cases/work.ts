/** Work in tasks, and many runs at once. */
import { alternate } from '#bench/alternate.ts';
import { percentile } from '#bench/stats.ts';
import type { BenchContext } from './context.ts';

export async function benchFibo({ smoke, product, add }: BenchContext): Promise<void> {
  const values = await alternate(
    { rounds: smoke ? 2 : 12, warmUps: 2 },
    { product: async () => (await product.run('fibo')).ms, bare: async () => bareFibo() },
  );
  add({ bench: '10 x fibo(33), beside the bare loop', unit: 'ms', values: values.product, limit: values.bare });
}

const fibo = (n: number): number => (n < 2 ? n : fibo(n - 1) + fibo(n - 2));

/** The same loop, in this process. */
function bareFibo(): number {
  const began = performance.now();
  for (let at = 0; at < 10; at++) fibo(33);
  return performance.now() - began;
}

/** Tasks a second, from the first request until the event of the last end. */
export async function benchManyRuns({ smoke, product, add }: BenchContext): Promise<void> {
  const runs = smoke ? 20 : 100;
  const values: number[] = [];
  for (let round = smoke ? 0 : -1; round < (smoke ? 1 : 7); round++) {
    const began = performance.now();
    await Promise.all(Array.from({ length: runs }, () => product.run('ten')));
    if (round >= 0) values.push((runs * 10) / ((performance.now() - began) / 1000));
  }
  add({ bench: `${runs} runs x 10 tasks at once`, unit: 'tasks/s', values });
}

/** From before the request is sent until the body of the first task runs, by the clock of the task. */
export async function benchPostToStart({ smoke, product, add }: BenchContext): Promise<void> {
  const bodies: number[] = [];
  const dates: number[] = [];
  const times = smoke ? 20 : 400;
  for (let at = -Math.ceil(times / 10); at < times; at++) {
    const from = performance.timeOrigin + performance.now();
    const { runId } = await product.run('start');
    const path = `/dags/start/dagRuns/${encodeURIComponent(runId)}/taskInstances/now`;
    const { value } = await product.ask<{ value: number }>('GET', `${path}/xcomEntries/return_value?deserialize=true`);
    const { start_date: startDate } = await product.ask<{ start_date: string }>('GET', path);
    if (at < 0) continue;
    bodies.push(value - from);
    dates.push(Date.parse(startDate) - from);
  }
  for (const [name, values] of [
    ['body runs', bodies],
    ['start_date', dates],
  ] as const) {
    for (const share of [0.5, 0.99]) {
      add({ bench: `POST until ${name}, p${share * 100}`, unit: 'ms', values: [percentile(values, share)] });
    }
  }
}
