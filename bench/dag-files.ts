/** A folder of many DAG files: until all are loaded, and until one that was changed is live. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { smallDag } from './dags.ts';
import { makeHome, removeHome, startProduct, until } from './product.ts';
import type { Figure } from './report.ts';

export async function measureDagFiles(isSmoke: boolean): Promise<Figure[]> {
  const files = isSmoke ? 50 : 1000;
  const all: number[] = [];
  const again: number[] = [];
  const changed: number[] = [];
  for (let round = 0; round < (isSmoke ? 1 : 3); round++) {
    const home = await makeHome();
    const fileOf = (number: number) => join(home, 'dags', `dag_${number}.ts`);
    try {
      for (let number = 0; number < files; number++) await writeFile(fileOf(number), smallDag(number, 'first'));
      let product = await startProduct(home);
      try {
        all.push(product.startMs + (await loaded(product.ask, files)));
        await product.stop();
        product = await startProduct(home);
        again.push(product.startMs + (await loaded(product.ask, files)));
        for (let change = 0; change < 5; change++) {
          const number = Math.floor(files / 2) + change;
          const tag = `change-${change}`;
          const began = performance.now();
          await writeFile(fileOf(number), smallDag(number, tag));
          await until(async () => {
            const dag = await product.ask<{ tags: { name: string }[] }>('GET', `/dags/dag_${number}`);
            return dag.tags.some(({ name }) => name === tag);
          });
          changed.push(performance.now() - began);
        }
      } finally {
        await product.stop();
      }
    } finally {
      await removeHome(home);
    }
  }
  return [
    { bench: `${files} new DAG files, start included`, unit: 'ms', values: all },
    { bench: `${files} known DAG files, start included`, unit: 'ms', values: again },
    { bench: `${files} DAG files, one changed, live`, unit: 'ms', values: changed },
  ];
}

/** Milliseconds from now until all of them are there. */
async function loaded(ask: <T>(method: string, path: string) => Promise<T>, files: number): Promise<number> {
  const began = performance.now();
  await until(async () => (await ask<{ total_entries: number }>('GET', '/dags?limit=1')).total_entries >= files, 20);
  return performance.now() - began;
}
