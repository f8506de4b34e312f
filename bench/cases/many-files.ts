/** Many DAG files: until all are loaded, the same at the next start, and until one changed file is live. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeHome, removeHome, smallDagFile } from '#bench/homes.ts';
import { type Product, startProduct, untilDags } from '#bench/product.ts';
import type { Figure } from '#bench/report.ts';
import { until } from '#bench/wait.ts';

const idOf = (index: number): string => `dag_${String(index).padStart(4, '0')}`;

export async function benchManyFiles({ smoke, add }: { smoke: boolean; add: (figure: Figure) => void }): Promise<void> {
  const count = smoke ? 50 : 1000;
  const first: number[] = [];
  const again: number[] = [];
  const live: number[] = [];
  for (let round = 0; round < (smoke ? 1 : 3); round++) {
    const home = await makeHome();
    try {
      // The database is made beforehand: it is not what is measured.
      await (await startProduct(home)).stop();
      for (let index = 0; index < count; index++)
        await writeFile(join(home, 'dags', `${idOf(index)}.ts`), smallDagFile(idOf(index), 'first'));
      first.push(await loadAll(home, count));
      const product = await startProduct(home);
      try {
        const began = performance.now();
        await untilLookedAt(product);
        again.push(performance.now() - began);
        for (let change = 0; change < (smoke ? 2 : 10); change++)
          live.push(await changeOne(product, home, change, count));
      } finally {
        await product.stop();
      }
    } finally {
      await removeHome(home);
    }
  }
  add({ bench: `${count} new DAG files, healthy to all loaded`, unit: 'ms', values: first });
  add({ bench: `${count} known DAG files, healthy to all seen`, unit: 'ms', values: again });
  add({ bench: `one changed file of ${count}, written to live`, unit: 'ms', values: live });
}

async function loadAll(home: string, count: number): Promise<number> {
  const product = await startProduct(home);
  try {
    const began = performance.now();
    await untilDags(product, count);
    return performance.now() - began;
  } finally {
    await product.stop();
  }
}

/** The first look at the folder since the start is over. */
async function untilLookedAt(product: Product): Promise<void> {
  await until('the first look at the DAG folder', async () => {
    const health = await product.ask<{ dag_processor: { latest_dag_processor_heartbeat: string | null } }>(
      'GET',
      '/monitor/health',
    );
    return health.dag_processor.latest_dag_processor_heartbeat !== null;
  });
}

async function changeOne(product: Product, home: string, change: number, count: number): Promise<number> {
  const dagId = idOf((change * 37) % count);
  const marker = `changed ${change}`;
  const path = join(home, 'dags', `${dagId}.ts`);
  // As an editor does: written beside it, then renamed.
  await writeFile(`${path}.new`, smallDagFile(dagId, marker));
  const began = performance.now();
  await rename(`${path}.new`, path);
  await until(`the change of ${dagId}`, async () => {
    const found = await product.ask<{ description: string }>('GET', `/dags/${dagId}`);
    return found.description === marker;
  });
  return performance.now() - began;
}
