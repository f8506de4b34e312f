/** A backfill of a thousand runs of five tasks: how long, how many tasks a second, whether every run is there and has succeeded. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeHome, removeHome } from '#bench/homes.ts';
import { type Product, startProduct, untilDags } from '#bench/product.ts';
import type { Figure } from '#bench/report.ts';
import { until } from '#bench/wait.ts';

const LIMIT_MS = 900_000;
const TASKS = 5;
const HOUR_MS = 3_600_000;

const DAG = `import { Dag } from '@aquilon/sdk';
const dag = new Dag('made_up', { schedule: '0 * * * *', isPausedUponCreation: false });
let before = dag.task('t0', () => 0)();
for (let at = 1; at < ${TASKS}; at++) before = dag.task('t' + at, ({ n }: { n: number }) => n + 1)({ n: before });
export default dag;
`;

export async function benchBackfill({ smoke, add }: { smoke: boolean; add: (figure: Figure) => void }): Promise<void> {
  const count = smoke ? 20 : 1000;
  const home = await makeHome();
  await writeFile(join(home, 'dags', 'made_up.ts'), DAG);
  try {
    const product = await startProduct(home, { way: 'node' });
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
  const from = Date.parse('2020-01-01T00:00:00Z');
  const began = performance.now();
  const { id } = await product.ask<{ id: number }>('POST', '/backfills', {
    dag_id: 'made_up',
    from_date: new Date(from).toISOString(),
    to_date: new Date(from + (count - 1) * HOUR_MS).toISOString(),
    max_active_runs: 20,
  });
  const answered = performance.now() - began;
  await until(
    'the end of the backfill',
    async () => (await product.ask<{ completed_at: string | null }>('GET', `/backfills/${id}`)).completed_at !== null,
    { everyMs: 100, limitMs: LIMIT_MS },
  );
  const took = performance.now() - began;
  const total = async (path: string) => (await product.ask<{ total_entries: number }>('GET', path)).total_entries;
  const runs = await total('/dags/made_up/dagRuns?run_type=backfill&state=success&limit=1');
  const tasks = await total(
    '/dags/made_up/dagRuns/~/taskInstances?state=success&limit=1&run_id_prefix_pattern=backfill',
  );
  if (runs !== count) throw new Error(`${runs} of ${count} runs have succeeded`);
  add({ bench: `a backfill of ${count} runs of ${TASKS} tasks, to the end`, unit: 'ms', values: [took] });
  add({ bench: '- until it is made', unit: 'ms', values: [answered] });
  add({ bench: '- tasks a second', unit: '1/s', values: [(count * TASKS * 1000) / took] });
  add({ bench: '- runs and tasks lost', unit: '', values: [count - runs + Math.max(0, count * TASKS - tasks)] });
}
