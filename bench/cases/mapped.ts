/** One task mapped over a hundred thousand elements, with a task after it: how long, whether the last go as fast as the first, and what it takes. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeHome, removeHome } from '#bench/homes.ts';
import { type Product, startProduct, untilDags } from '#bench/product.ts';
import type { Figure } from '#bench/report.ts';
import { until } from '#bench/wait.ts';

const LIMIT_MS = 900_000;

const dagOf = (count: number): string => `import { Dag } from '@aquilon/sdk';
const dag = new Dag('mapped', { isPausedUponCreation: false, maxActiveTasks: 1000 });
const list = dag.task('list', () => Array.from({ length: ${count} }, (_, at) => at))();
const each = dag.task('each', ({ n }: { n: number }) => n).expand({ n: list });
dag.task('sum', ({ all }: { all: number[] }) => all.length)({ all: each });
export default dag;
`;

export async function benchMapped({ smoke, add }: { smoke: boolean; add: (figure: Figure) => void }): Promise<void> {
  const count = smoke ? 500 : 100_000;
  const home = await makeHome();
  await writeFile(join(home, 'dags', 'mapped.ts'), dagOf(count));
  try {
    const product = await startProduct(home, { way: 'node', env: { AIRFLOW__CORE__MAX_MAP_LENGTH: String(count) } });
    try {
      await untilDags(product, 1);
      await measure(product, count, add);
    } finally {
      await product.stop();
    }
  } finally {
    await removeHome(home);
  }
}

async function measure(product: Product, count: number, add: (figure: Figure) => void): Promise<void> {
  const began = performance.now();
  const { dag_run_id: runId } = await product.ask<{ dag_run_id: string }>('POST', '/dags/mapped/dagRuns', {
    logical_date: null,
  });
  const run = `/dags/mapped/dagRuns/${encodeURIComponent(runId)}`;
  const ended = async (share: number): Promise<number> => {
    const path = `${run}/taskInstances?task_id=each&state=success&limit=1`;
    await until(`${share * 100} % of the instances`, async () => (await totalOf(product, path)) >= count * share, {
      everyMs: 200,
      limitMs: LIMIT_MS,
    });
    return performance.now() - began;
  };
  const reads: number[] = [];
  const first = await ended(0.1);
  for (let read = 0; read < 20; read++) {
    const from = performance.now();
    await totalOf(product, `${run}/taskInstances?limit=100`);
    reads.push(performance.now() - from);
  }
  const late = await ended(0.9);
  await ended(1);
  await until(
    'the end of the run',
    async () => (await product.ask<{ state: string }>('GET', run)).state === 'success',
    {
      everyMs: 200,
      limitMs: 60_000,
    },
  );
  add({ bench: `${count} mapped instances, to the end`, unit: 'ms', values: [performance.now() - began] });
  add({ bench: '- the first tenth', unit: 'ms', values: [first] });
  add({ bench: '- a tenth after that', unit: 'ms', values: [(late - first) / 8] });
  add({ bench: '- a page of 100 of them, while they run', unit: 'ms', values: reads });
  add({ bench: '- most memory of the server (RSS)', unit: 'MiB', values: [peakMib(product.pid)] });
}

async function totalOf(product: Product, path: string): Promise<number> {
  return (await product.ask<{ total_entries: number }>('GET', path)).total_entries;
}

const peakMib = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
