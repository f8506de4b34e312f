/**
 * `npm run simulate [FIRST_SEED] [COUNT]`: a million histories by default, on all processors; the first broken promise ends it, and is told.
 * `npm run simulate -- --replay TOKEN`: tells the history that such a report names.
 */
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { playAndExplain, tapeOf, tellTape } from './replay.ts';

const TOLD_EVERY = 1000;

if (!isMainThread) await playPart(workerData);
else {
  const [first = '1', second] = process.argv.slice(2);
  if (first === '--replay') process.stdout.write(`${(await tellTape(tapeOf(second ?? ''))).join('\n')}\n`);
  else await playAll(Number(first), Number(second ?? 1_000_000));
  process.exit();
}

/** Each thread plays every so manyth seed. */
async function playAll(from: number, count: number): Promise<void> {
  const began = performance.now();
  const threads = Math.min(availableParallelism(), count);
  let played = 0;
  const parts = Array.from({ length: threads }, (_, at) => {
    const worker = new Worker(import.meta.filename, { workerData: { from: from + at, until: from + count, threads } });
    worker.on('message', (more: number) => {
      const before = Math.floor(played / 10_000);
      played += more;
      if (Math.floor(played / 10_000) > before)
        process.stdout.write(`${played} histories, ${Math.round((performance.now() - began) / 1000)} s\n`);
    });
    return new Promise((resolve, reject) => worker.once('error', reject).once('exit', resolve));
  });
  try {
    await Promise.all(parts);
    process.stdout.write(`${count} histories from seed ${from}: every promise was kept\n`);
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

async function playPart({ from, until, threads }: { from: number; until: number; threads: number }): Promise<void> {
  let played = 0;
  for (let seed = from; seed < until; seed += threads) {
    await playAndExplain(seed);
    played += 1;
    if (played % TOLD_EVERY === 0) parentPort?.postMessage(TOLD_EVERY);
  }
}
