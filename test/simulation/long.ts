/** `npm run simulate [FIRST_SEED] [COUNT]`: a million histories by default; the first broken promise ends it with its seed. */
import { playHistory } from './history.ts';

const first = Number(process.argv[2] ?? 1);
const count = Number(process.argv[3] ?? 1_000_000);
const began = performance.now();
for (let seed = first; seed < first + count; seed++) {
  await playHistory(seed);
  if (seed % 10_000 === 0)
    process.stdout.write(`${seed} histories, ${Math.round((performance.now() - began) / 1000)} s\n`);
}
process.stdout.write(`${count} histories from seed ${first}: every promise was kept\n`);
process.exit(0);
