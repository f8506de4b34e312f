/**
 * The store of a simulation: nothing is asked of it but what the scheduler asks of its own accord. What it is given to write, it shows to `onBatch` and
 * forgets; only of DAGs whose tasks depend on the past it keeps runs.
 */
import type { StoredInstance } from '#domain/run.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Batch, InstanceRow, NewRun, Store, StoredDag } from '#scheduler/store.ts';

interface KeptRun {
  run: NewRun;
  state: NewRun['state'];
  startedAt: number | null;
  instances: Map<string, InstanceRow>;
}

export function createSimulatedStore(
  dags: readonly StoredDag[],
  pools: Awaited<ReturnType<Store['pools']>>,
  onBatch: (batch: Batch) => void,
): Store {
  const versions = new Map(dags.map((dag) => [dag.versionId, dag]));
  const asking = new Set(
    dags.filter(({ serialized }) => serialized.tasks.some((task) => task.dependsOnPast)).map((dag) => dag.dagId),
  );
  const kept = new Map<number, KeptRun>();
  const ofDag = (dagId: string) => [...kept.values()].filter(({ run }) => run.facts.dagId === dagId);
  let nextRunId = 1;
  return {
    register: async () => 1,
    load: async () => ({ dags: [...dags], pools, backfills: [], runs: [], arrivals: [], deadlines: [] }),
    renew: async () => true,
    othersAreDead: async () => true,
    resign: async () => undefined,
    loadDags: unasked,
    async loadRun(dagRunId) {
      const one = kept.get(dagRunId);
      if (!one) return undefined;
      const { facts, versionId } = one.run;
      const instances = [...one.instances.values()].map((row): StoredInstance => ({ ...row, lostAttempts: 0 }));
      const { state, startedAt } = one;
      return { facts, state, startedAt, clearNumber: 0, versionId, editedPools: null, instances };
    },
    loadVersion: async (versionId) => versions.get(versionId),
    hasXCom: unasked,
    findRun: unasked,
    findRequest: unasked,
    async findPreviousRun(dagId, { before, since }) {
      const dates = ofDag(dagId).filter(
        ({ run: { facts } }) =>
          facts.logicalDate !== null && facts.logicalDate < before && facts.logicalDate >= (since ?? facts.logicalDate),
      );
      const newest = dates.toSorted((a, b) => (b.run.facts.logicalDate ?? 0) - (a.run.facts.logicalDate ?? 0))[0];
      return newest?.run.facts.dagRunId;
    },
    runsOfDates: unasked,
    loadBackfill: unasked,
    reserveBackfillId: unasked,
    existingRuns: unasked,
    pools: async () => pools,
    reserveAssetEventId: unasked,
    reserveRunIds: async (count) => Array.from({ length: count }, () => nextRunId++),
    async commit(_epoch, _number, batch) {
      if (asking.size > 0) keep(kept, asking, batch);
      onBatch(batch);
      return NOTHING_LOST;
    },
    lastCommit: unasked,
    close: async () => undefined,
  };
}

const NOTHING_LOST = { lostRuns: [], firstSeq: 1 };

function keep(kept: Map<number, KeptRun>, asking: ReadonlySet<string>, batch: Batch): void {
  for (const run of batch.newRuns)
    if (asking.has(run.facts.dagId))
      kept.set(run.facts.dagRunId, { run, state: run.state, startedAt: run.startedAt, instances: new Map() });
  for (const { dagRunId, state, startedAt } of batch.runs)
    Object.assign(kept.get(dagRunId) ?? {}, { state, startedAt });
  for (const { dagRunId, taskId, mapIndex } of batch.goneInstances)
    kept.get(dagRunId)?.instances.delete(`${mapIndex} ${taskId}`);
  for (const row of batch.instances) kept.get(row.dagRunId)?.instances.set(`${row.mapIndex} ${row.taskId}`, row);
}

/** Commands ask this, and a simulation has none. */
const unasked = (): Promise<never> => Promise.reject(new AquilonError('INTERNAL', { id: 'simulation-asks-store' }));
