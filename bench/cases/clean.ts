/** `aquilon db clean` of a million task instances: what the scheduler does meanwhile. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client } from 'pg';
import { makeBenchHome, removeHome } from '#bench/homes.ts';
import { fill, writeDags } from '#bench/lists/fill.ts';
import { type Product, startProduct, untilDags } from '#bench/product.ts';
import type { Figure } from '#bench/report.ts';

const ROOT = join(import.meta.dirname, '../..');
/** After everything that was filled in. */
const BEFORE = '2026-03-01';

export async function benchClean({ smoke, add }: { smoke: boolean; add: (figure: Figure) => void }): Promise<void> {
  const amounts = { dags: smoke ? 10 : 100, runsPerDag: smoke ? 10 : 100, tasksPerRun: 100 };
  const home = await makeBenchHome();
  try {
    await writeDags(home, amounts);
    const product = await startProduct(home);
    try {
      await untilDags(product, amounts.dags);
      const client = new Client({ connectionString: await product.databaseUrl('aquilon') });
      await client.connect();
      await fill(client, amounts);
      await client.end();
      await play(product, smoke, add);
    } finally {
      await product.stop();
    }
  } finally {
    await removeHome(home);
  }
}

async function play(product: Product, smoke: boolean, add: (figure: Figure) => void): Promise<void> {
  const alone: number[] = [];
  for (let round = 0; round < (smoke ? 3 : 100); round++) alone.push((await product.run('chain')).ms);
  const began = performance.now();
  const cleaning = clean(product.home);
  let isOver = false;
  void cleaning.finally(() => {
    isOver = true;
  });
  const meanwhile: number[] = [];
  while (!isOver) meanwhile.push((await product.run('chain')).ms);
  await cleaning;
  add({ bench: 'db clean of the filled runs', unit: 's', values: [(performance.now() - began) / 1000] });
  add({ bench: 'chain of 40, before it', unit: 'ms', values: alone });
  add({ bench: 'chain of 40, meanwhile', unit: 'ms', values: meanwhile });
}

async function clean(home: string): Promise<void> {
  const words = ['db', 'clean', '--clean-before-timestamp', BEFORE, '--skip-archive', '--yes'];
  const child = spawn(process.execPath, [join(ROOT, 'bin/aquilon.js'), ...words], {
    cwd: ROOT,
    env: { ...process.env, AQUILON_HOME: home, AIRFLOW__CORE__DAGS_FOLDER: join(home, 'dags') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`aquilon db clean ended with ${code}`);
}
