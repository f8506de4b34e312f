/** Ten thousand sensors wait: what that takes of the machine, and how soon the next task starts when what they wait for has come. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeHome, removeHome } from '#bench/homes.ts';
import { type ProcessFacts, productProcesses } from '#bench/processes.ts';
import { type Product, startProduct, untilDags } from '#bench/product.ts';
import type { Figure } from '#bench/report.ts';
import { pause, until } from '#bench/wait.ts';

type Add = (figure: Figure) => void;

/** Half of them the author's functions, half of them files; every one looks once a minute, which is the default. */
const dagsOf = (each: number): string => `import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Dag, fileSensor, sensor } from '@aquilon/sdk';
const flags = join(import.meta.dirname, '..', 'flags');
const options = { isPausedUponCreation: false, maxActiveTasks: 1000 };

const own = new Dag('own', options);
const numbers = Array.from({ length: ${each} }, (_, at) => at);
own.task('ready', sensor(async ({ n }: { n: number }) => existsSync(join(flags, String(n)))), {}).expand({ n: numbers });

const files = new Dag('files', options);
for (let at = 0; at < ${each}; at++) files.task(\`f\${at}\`, fileSensor({ path: join(flags, \`\${at}.csv\`) }))();

const one = new Dag('one', options);
one.task('come', fileSensor({ path: join(flags, 'come') }))().before(
  one.task('next', () => {})());

export default [own, files, one];
`;

export async function benchSensors({ smoke, add }: { smoke: boolean; add: Add }): Promise<void> {
  const each = smoke ? 50 : 5_000;
  const home = await makeHome();
  await mkdir(join(home, 'flags'));
  await writeFile(join(home, 'dags', 'sensors.ts'), dagsOf(each));
  try {
    const product = await startProduct(home, { env: { AIRFLOW__CORE__MAX_MAP_LENGTH: '10000' } });
    try {
      await untilDags(product, 3);
      await measure(product, each, smoke, add);
    } finally {
      await product.stop();
    }
  } finally {
    await removeHome(home);
  }
}

async function measure(product: Product, each: number, smoke: boolean, add: Add): Promise<void> {
  // The pool shrinks to its spare process, before and after.
  const rest = () => pause(smoke ? 500 : 16_000);
  await rest();
  const idle = pssOf(productProcesses(product.pid, product.home));
  const began = performance.now();
  for (const dagId of ['own', 'files']) await trigger(product, dagId);
  const one = product.run('one');
  await until('all sensors wait', async () => (await countDeferred(product)) === 2 * each + 1, {
    everyMs: 500,
  });
  add({ bench: `${2 * each} sensors: until all of them wait`, unit: 'ms', values: [performance.now() - began] });
  await rest();
  const seconds = smoke ? 2 : 30;
  const first = productProcesses(product.pid, product.home);
  const before = ticksOf(first);
  await pause(seconds * 1000);
  const processes = productProcesses(product.pid, product.home);
  add({ bench: 'CPU while they wait', unit: '% of a core', values: [(ticksOf(processes) - before) / seconds] });
  add({ bench: 'PSS more than without them', unit: 'MiB', values: [pssOf(processes) - idle] });
  for (const [name, part] of Object.entries(Object.groupBy(processes, (one) => kindOf(one, product)))) {
    const known = first.filter(({ pid }) => part?.some((one) => one.pid === pid));
    add({ bench: `- ${name} (${part?.length ?? 0}), PSS`, unit: 'MiB', values: [pssOf(part ?? [])] });
    add({ bench: `- ${name}, CPU`, unit: '%', values: [(ticksOf(part ?? []) - ticksOf(known)) / seconds] });
  }
  const written = performance.now();
  await writeFile(join(product.home, 'flags', 'come'), '');
  await one;
  add({ bench: 'from the file to the end of the next task', unit: 'ms', values: [performance.now() - written] });
}

async function trigger(product: Product, dagId: string): Promise<void> {
  await product.ask('POST', `/dags/${dagId}/dagRuns`, { logical_date: null });
}

async function countDeferred(product: Product): Promise<number> {
  const path = '/dags/~/dagRuns/~/taskInstances?state=deferred&limit=1';
  return (await product.ask<{ total_entries: number }>('GET', path)).total_entries;
}

function kindOf({ pid, command }: ProcessFacts, product: Product): string {
  if (pid === product.pid) return 'server';
  if (command.includes('wait-process')) return 'processes of sensors';
  if (command.includes('task-process')) return 'task processes';
  return command.startsWith('postgres') || command.includes('/postgres ') ? 'database server' : 'others';
}

const ticksOf = (processes: readonly ProcessFacts[]): number => processes.reduce((sum, one) => sum + one.ticks, 0);
const pssOf = (processes: readonly ProcessFacts[]): number =>
  processes.reduce((sum, one) => sum + one.pssKib, 0) / 1024;
