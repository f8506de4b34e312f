/**
 * `npm run simulate [FIRST_SEED] [COUNT]`: a million histories by default; the first broken promise ends it, and is told.
 * `npm run simulate -- --replay TOKEN`: tells the history that such a report names.
 */
import { playAndExplain, tapeOf, tellTape } from './replay.ts';

const [first = '1', second] = process.argv.slice(2);
if (first === '--replay') process.stdout.write(`${(await tellTape(tapeOf(second ?? ''))).join('\n')}\n`);
else await playMany(Number(first), Number(second ?? 1_000_000));
process.exit();

async function playMany(from: number, count: number): Promise<void> {
  const began = performance.now();
  try {
    for (let seed = from; seed < from + count; seed++) {
      await playAndExplain(seed);
      if ((seed - from + 1) % 10_000 === 0)
        process.stdout.write(`${seed - from + 1} histories, ${Math.round((performance.now() - began) / 1000)} s\n`);
    }
    process.stdout.write(`${count} histories from seed ${from}: every promise was kept\n`);
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
