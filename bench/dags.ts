/** The DAG files that are measured. Every task takes nothing and waits for its upstreams only. */

/** Chain, fan-out, ten tasks, fibo and the one whose body writes down when it started, in the file `started`. */
export const mainDags = (started: string): string => `
import { appendFileSync } from 'node:fs';
import { Dag, type TaskRef } from '@aquilon/sdk';

const options = { isPausedUponCreation: false, maxActiveTasks: 1000, maxActiveRuns: 1000 };

function chainOf(id: string, length: number, body: () => unknown): Dag {
  const dag = new Dag(id, options);
  let last: TaskRef<unknown> | undefined;
  for (let at = 0; at < length; at++) {
    const task = dag.task(\`t\${at}\`, body)();
    if (last) task.after(last);
    last = task;
  }
  return dag;
}

const fan = new Dag('fan', options);
const first = fan.task('first', () => {})();
const end = fan.task('end', () => {})();
for (let at = 0; at < 200; at++) fan.task(\`m\${at}\`, () => {})().after(first).before(end);

const fibo = (n: number): number => (n < 2 ? n : fibo(n - 1) + fibo(n - 2));

const start = new Dag('start', options);
start.task('now', () => appendFileSync(${JSON.stringify(started)}, \`\${performance.timeOrigin + performance.now()}\\n\`))();

export default [chainOf('chain', 40, () => {}), fan, chainOf('ten', 10, () => {}), chainOf('fibo', 10, () => fibo(33)), start];
`;

/** One of a thousand files: five tasks, and a tag that tells its versions apart. */
export const smallDag = (number: number, tag: string): string => `
import { Dag } from '@aquilon/sdk';

const dag = new Dag('dag_${number}', { tags: ['${tag}'], isPausedUponCreation: false });
const load = dag.task('load', () => [${number}, 2, 3])();
const clean = dag.task('clean', ({ rows }: { rows: number[] }) => rows.filter((row) => row > 1))({ rows: load });
const count = dag.task('count', ({ rows }: { rows: number[] }) => rows.length)({ rows: clean });
const sum = dag.task('sum', ({ rows }: { rows: number[] }) => rows.reduce((a, b) => a + b, 0))({ rows: clean });
dag.task('report', ({ count, sum }: { count: number; sum: number }) => sum / count)({ count, sum });
export default dag;
`;
