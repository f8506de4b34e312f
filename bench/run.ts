/**
 * `npm run bench [-- --smoke] [--only NAME] [--peers] [--profile FOLDER]`: prints a line of a table and a line of JSON for each figure.
 *
 * --smoke    few repetitions, for a quick look whether everything still works
 * --only     one of chain, fan-out, fibo, runs, latency, idle, starts, dag-files; may be repeated
 * --peers    BullMQ, DBOS and graphile-worker take turns with the product in chain and fan-out
 * --profile  writes a profile of the server's processor time to the folder
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureDagFiles } from './dag-files.ts';
import { mainDags } from './dags.ts';
import { measureIdle } from './idle.ts';
import { measurePostToStart, startedFile } from './latency.ts';
import { openLimit } from './limit.ts';
import { openPeers } from './peers.ts';
import { makeHome, type Product, removeHome, startProduct, until } from './product.ts';
import { type Figure, printFigure } from './report.ts';
import { measureStarts } from './starts.ts';
import { measureChain, measureFanOut, measureFibo, measureManyRuns, type Setting } from './tasks.ts';

const { values: options } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    peers: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
const isSmoke = options.smoke;

/** With one product that is warm. */
const withProduct: Record<string, (setting: Setting) => Promise<Figure[]>> = {
  chain: measureChain,
  'fan-out': measureFanOut,
  fibo: measureFibo,
  runs: measureManyRuns,
  latency: ({ product }) => measurePostToStart(product, isSmoke),
  idle: ({ product }) => measureIdle(product, isSmoke),
};

/** With products of their own. */
const alone: Record<string, () => Promise<Figure[]>> = {
  starts: () => measureStarts(isSmoke),
  'dag-files': () => measureDagFiles(isSmoke),
};

const names = [...Object.keys(withProduct), ...Object.keys(alone)];
const chosen = options.only ?? names;
const unknown = chosen.find((name) => !names.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`bench: there is no ${unknown}; there are ${names.join(', ')}\n`);
  process.exit(2);
}

const print = (figures: readonly Figure[]) => figures.forEach(printFigure);
const inProduct = chosen.flatMap((name) => withProduct[name] ?? []);
if (inProduct.length > 0) {
  await withSetting(async (setting) => {
    for (const measure of inProduct) print(await measure(setting));
  });
}
for (const measure of chosen.flatMap((name) => alone[name] ?? [])) print(await measure());

async function withSetting(act: (setting: Setting) => Promise<void>): Promise<void> {
  const home = await makeHome();
  const ends: (() => Promise<void>)[] = [() => removeHome(home)];
  try {
    await writeFile(join(home, 'dags', 'bench.ts'), mainDags(startedFile(home)));
    const product = await startProduct(home, { profile: options.profile });
    ends.push(product.stop);
    const limit = await openLimit(home);
    ends.push(limit.close);
    const peers = options.peers ? await openPeers() : undefined;
    if (peers) ends.push(peers.close);
    await warmUp(product);
    await act({ product, limit, peers: peers?.peers ?? [], isSmoke });
  } finally {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  }
}

async function warmUp(product: Product): Promise<void> {
  await until(async () => (await product.ask<{ total_entries: number }>('GET', '/dags?limit=1')).total_entries >= 5);
  for (const dagId of ['chain', 'fan', 'ten', 'start', 'chain', 'fan']) await product.run(dagId);
}
