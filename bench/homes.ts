/** Homes and DAG files of the benchmarks, in temporary folders. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names and number of the DAGs that `BENCH_DAGS` defines. */
export const BENCH_DAG_COUNT = 5;

const BENCH_DAGS = `import { Dag, type TaskRef } from '@aquilon/sdk';
const options = { isPausedUponCreation: false, maxActiveTasks: 1000, maxActiveRuns: 1000 };

function chainOf<T>(dag: Dag, length: number, handler: () => T): void {
  let last: TaskRef<T> | undefined;
  for (let at = 0; at < length; at++) {
    const task = dag.task(\`t\${at}\`, handler)() as TaskRef<T>;
    if (last) task.after(last);
    last = task;
  }
}

const chain = new Dag('chain', options);
chainOf(chain, 40, () => {});
const ten = new Dag('ten', options);
chainOf(ten, 10, () => {});
const fibo = (n: number): number => (n < 2 ? n : fibo(n - 1) + fibo(n - 2));
const heavy = new Dag('fibo', options);
chainOf(heavy, 10, () => void fibo(33));

const fan = new Dag('fan', options);
const first = fan.task('first', () => {})();
const end = fan.task('end', () => {})();
for (let at = 0; at < 200; at++) fan.task(\`m\${at}\`, () => {})().after(first).before(end);

const start = new Dag('start', options);
start.task('now', () => performance.timeOrigin + performance.now())();

export default [chain, ten, heavy, fan, start];
`;

/** A home with the DAGs of the benchmarks in it. */
export async function makeBenchHome(): Promise<string> {
  const home = await makeHome();
  await writeFile(join(home, 'dags', 'bench.ts'), BENCH_DAGS);
  return home;
}

/** An empty home whose folder `dags` is the DAG folder. */
export async function makeHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'aquilon-bench-'));
  // The database server of root runs as another user.
  await chmod(home, 0o755);
  await mkdir(join(home, 'dags'));
  return home;
}

export const removeHome = (home: string): Promise<void> => rm(home, { recursive: true, force: true });

/** One small DAG file of many. `marker` is its description, by which a change is seen. */
export function smallDagFile(dagId: string, marker: string): string {
  return `import { Dag } from '@aquilon/sdk';
const dag = new Dag('${dagId}', { schedule: null, description: '${marker}' });
const extract = dag.task('extract', () => [1, 2, 3]);
const transform = dag.task('transform', ({ rows }: { rows: number[] }) => rows.map((row) => row * 2));
const load = dag.task('load', ({ rows }: { rows: number[] }) => rows.length);
load({ rows: transform({ rows: extract() }) });
export default dag;
`;
}
