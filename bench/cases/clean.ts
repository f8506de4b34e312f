/** `aquilon db clean` of a million task instances: what the scheduler does meanwhile. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { withFilled } from '#bench/lists/fill.ts';
import type { Product } from '#bench/product.ts';
import type { Figure } from '#bench/report.ts';

const ROOT = join(import.meta.dirname, '../..');
/** After everything that was filled in. */
const BEFORE = '2026-03-01';

export const benchClean = ({ smoke, add }: { smoke: boolean; add: (figure: Figure) => void }): Promise<void> =>
  withFilled(smoke, (product) => play(product, smoke, add));

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
