/** A year of a hundred DAGs of five tasks, each once a day, as `aquilon dags simulate` plays it: in one process, without a server. */
import { Dag } from '@aquilon/sdk';
import { serialize } from '@aquilon/sdk/runtime';
import type { Figure } from '#bench/report.ts';
import type { SimulationInput } from '#simulation/input.ts';
import { simulate } from '#simulation/simulate.ts';

const DAGS = 100;
const TASKS = 5;
const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');

export async function benchSimulate({ smoke, add }: { smoke: boolean; add: (figure: Figure) => void }): Promise<void> {
  const days = smoke ? 7 : 365;
  const rounds = smoke ? 1 : 5;
  const input = makeInput();
  const options = { start: START, end: START + days * DAY_MS, seed: 1, defaultDurationMs: 1000, failures: 0 };
  const values: number[] = [];
  const processor: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const usedBefore = process.cpuUsage();
    const { attempts } = await simulate(input, options);
    const { user, system } = process.cpuUsage(usedBefore);
    values.push(performance.now() - began);
    processor.push((user + system) / 1000);
    if (attempts < DAGS * TASKS * (days - 1)) throw new Error(`${attempts} attempts were made`);
  }
  add({ bench: `${days} days of ${DAGS} DAGs of ${TASKS} tasks, simulated`, unit: 'ms', values });
  add({ bench: '- of the processor', unit: 'ms', values: processor });
}

function makeInput(): SimulationInput {
  return {
    dags: Array.from({ length: DAGS }, (_, at) => {
      const dag = new Dag(`daily_${at}`, {
        schedule: `${at % 60} ${at % 24} * * *`,
        startDate: '2025-01-01',
        catchup: false,
      });
      let before = dag.task('t0', () => 0)();
      for (let step = 1; step < TASKS; step++)
        before = dag.task(`t${step}`, ({ n }: { n: number }) => n + 1)({ n: before });
      const serialized = JSON.parse(JSON.stringify(serialize(dag)));
      const history = Object.fromEntries(
        serialized.tasks.map(({ taskId }: { taskId: string }) => [
          taskId,
          {
            durations: Array.from({ length: 20 }, (_, sample) => 60_000 + 7919 * ((sample * 31 + at) % 100)),
            instances: 1,
          },
        ]),
      );
      return {
        serialized,
        history,
        paused: false,
        maxActiveRuns: 16,
        maxActiveTasks: 16,
        maxConsecutiveFailedRuns: 0,
        lastInterval: null,
      };
    }),
    pools: [{ name: 'default_pool', slots: 128, includeDeferred: false }],
    parallelism: 32,
    catchupByDefault: false,
    maxPartitionKeys: 1000,
  };
}
