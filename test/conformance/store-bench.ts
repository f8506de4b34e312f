/** What the tests of a scheduler's store need: a fresh store for each test, registered as the only server, and runs of the DAG `two`. */
import { after, beforeEach } from 'node:test';
import { buildGraph } from '#domain/graph.ts';
import { allInstances, createRun, type Run } from '#domain/run.ts';
import { emptyBatch, instanceRow, newRunRow } from '#scheduler/rows.ts';
import { Rows } from '#scheduler/rows-in-series.ts';
import type { Batch, Store } from '#scheduler/store.ts';
import { dag, task } from '#test/support/dags.ts';

export interface StoreBench {
  store: Store;
  /** The version that the DAG `two` stands on: two tasks, `a` before `b`. */
  versionId: string;
  close(): Promise<void>;
}

export const TWO = dag('two', [task('a'), task('b', ['a'])]);

export const LEASE_MS = 60_000;

export const batchOf = (part: Partial<Batch>): Batch => ({ ...emptyBatch(), ...part });

export class OpenStore {
  #bench: StoreBench | undefined;
  #epoch = 0;

  get store(): Store {
    if (this.#bench === undefined) throw new Error('no test is under way');
    return this.#bench.store;
  }

  get epoch(): number {
    return this.#epoch;
  }

  async open(bench: StoreBench): Promise<void> {
    this.#bench = bench;
    this.#epoch = await bench.store.register({ hostname: 'here', pid: 1 }, LEASE_MS);
    await bench.store.othersAreDead(this.#epoch);
  }

  async close(): Promise<void> {
    await this.#bench?.close();
    this.#bench = undefined;
  }

  /** A queued run of `two`, not written yet. */
  async makeRun(facts: Partial<Run['facts']> & { runAfter: number }): Promise<Run> {
    const [dagRunId = 0] = await this.store.reserveRunIds(1);
    let last = 0;
    const newId = () => `00000000-0000-4000-8000-${String(dagRunId * 100 + last++).padStart(12, '0')}`;
    return createRun(
      {
        facts: {
          dagRunId,
          dagId: 'two',
          runId: `run_${dagRunId}`,
          runType: 'manual',
          logicalDate: null,
          dataIntervalStart: null,
          dataIntervalEnd: null,
          isForLater: false,
          conf: {},
          triggeringUser: null,
          backfillId: null,
          ...facts,
        },
        state: 'queued',
        startedAt: null,
        paused: false,
        versionId: this.#bench?.versionId ?? '',
        snapshotHash: 'test-two',
        graph: buildGraph(TWO),
        maxActiveTasks: 16,
        clearNumber: 0,
      },
      newId,
    );
  }
}

/** The rows of a run and of its instances, as its first commit writes them. */
export const birthOf = (
  run: Run,
  at: number,
  origin: Parameters<typeof newRunRow>[2],
): Pick<Batch, 'newRuns' | 'instances'> => ({
  newRuns: [newRunRow(run, at, origin)],
  instances: new Rows(allInstances(run).map((one) => instanceRow(one, undefined, null, 'here'))),
});

/** Opens a store before each test of the file, and closes the last one after all. */
export function useStore(open: () => Promise<StoreBench>): OpenStore {
  const one = new OpenStore();
  beforeEach(async () => {
    await one.close();
    await one.open(await open());
  });
  after(() => one.close());
  return one;
}
