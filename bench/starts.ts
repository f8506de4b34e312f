/** From `npm start`, and from the start of the server's own process, to healthy. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mainDags } from './dags.ts';
import { makeHome, removeHome, startProduct } from './product.ts';
import type { Figure } from './report.ts';

export async function measureStarts(isSmoke: boolean): Promise<Figure[]> {
  const first: number[] = [];
  const second: number[] = [];
  const alone: number[] = [];
  for (let round = 0; round < (isSmoke ? 1 : 3); round++) {
    const home = await makeHome();
    try {
      await writeFile(join(home, 'dags', 'bench.ts'), mainDags(join(home, 'started.txt')));
      first.push(await startAndStop(home, true));
      for (let again = 0; again < (isSmoke ? 1 : 3); again++) {
        second.push(await startAndStop(home, true));
        alone.push(await startAndStop(home, false));
      }
    } finally {
      await removeHome(home);
    }
  }
  return [
    { bench: 'first npm start to healthy', unit: 'ms', values: first },
    { bench: 'second npm start to healthy', unit: 'ms', values: second },
    { bench: 'second start without npm', unit: 'ms', values: alone },
  ];
}

async function startAndStop(home: string, byNpm: boolean): Promise<number> {
  const product = await startProduct(home, { byNpm });
  await product.stop();
  return product.startMs;
}
