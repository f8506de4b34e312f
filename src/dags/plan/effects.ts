/** Whom a plan concerns beside the DAGs that change: what is open, and what other DAGs count on. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { isPlainText } from '#dags/check/names.ts';
import type { Sql } from '#db/database.ts';
import { selectPoolSlots } from '#db/queries/check-names.ts';
import { selectOpenBackfillsOf, selectOpenRunsOf } from '#db/queries/plan.ts';
import { awaitedBy } from '#domain/dag-difference.ts';

export interface Effects {
  /** They end with the version that they have. */
  openRuns: { dagId: string; runId: string; state: string; version: number | null }[];
  /** `waiting`: dates without a run yet, which get the version that is newest then. Of a DAG that is removed they wait. */
  backfills: { dagId: string; id: number; from: string; to: string; waiting: number }[];
  /** Other DAGs that run after the changed ones, or wait for them: by their assets, by `triggerDagRun`, by `externalTaskSensor`. */
  downstream: { dagId: string; of: string; by: 'asset' | 'trigger' | 'sensor' }[];
  /** What DAGs count on and will not find, though they do now. */
  lost: { dagId: string; taskId: string | null; what: 'asset' | 'dag' | 'task'; name: string }[];
  /** Pools that tasks of the files looked at name and that do not exist. */
  pools: { dagId: string; taskId: string; pool: string }[];
}

/** `planned`: DAGs of the files that are looked at. `touched`: DAGs that change or go. `before` and `after`: all DAGs that are live, and that would be. */
export async function effectsOf(
  live: Sql | null,
  planned: readonly SerializedDag[],
  touched: readonly { dagId: string }[],
  before: readonly SerializedDag[],
  after: readonly SerializedDag[],
): Promise<Effects> {
  const lost = [...lostAssets(before, after), ...lostDags(before, after)];
  const ids = touched.map(({ dagId }) => dagId);
  const downstream = ids.flatMap((id) => downstreamOf(id, after));
  if (!live) return { openRuns: [], backfills: [], downstream, lost, pools: [] };
  const slots = await selectPoolSlots(live);
  return {
    openRuns: (await selectOpenRunsOf(live, ids)).map((run) => ({
      dagId: run.dag_id,
      runId: run.run_id,
      state: run.state,
      version: run.version_number,
    })),
    backfills: (await selectOpenBackfillsOf(live, ids)).map((one) => ({
      dagId: one.dag_id,
      id: one.id,
      from: one.from_date,
      to: one.to_date,
      waiting: one.waiting,
    })),
    downstream,
    lost,
    pools: planned.flatMap(({ dagId, tasks }) =>
      tasks.filter(({ pool }) => !slots.has(pool)).map(({ taskId, pool }) => ({ dagId, taskId, pool })),
    ),
  };
}

function downstreamOf(of: string, dags: readonly SerializedDag[]): Effects['downstream'] {
  const own = dags.find(({ dagId }) => dagId === of);
  const made = own ? assetKeysOf(own) : [];
  const called = own?.tasks.map(({ options }) => options.triggerDagId).filter(isPlainText) ?? [];
  return dags.flatMap(({ dagId, assetSchedule, tasks }): Effects['downstream'] => {
    if (dagId === of) return [];
    const waits = tasks.some(({ options }) => options.externalDagId === of);
    return [
      ...(awaitedBy(assetSchedule).some((name) => made.includes(name)) ? [{ dagId, of, by: 'asset' as const }] : []),
      ...(called.includes(dagId) ? [{ dagId, of, by: 'trigger' as const }] : []),
      ...(waits ? [{ dagId, of, by: 'sensor' as const }] : []),
    ];
  });
}

/** A schedule may name an asset by its URI alone. */
const assetKeysOf = ({ tasks }: SerializedDag): string[] =>
  tasks.flatMap(({ outlets = [] }) =>
    outlets.flatMap((one) => (one.kind === 'asset' ? [one.name, one.uri] : [one.name])),
  );

/** Assets that a task makes now and none would make, while a DAG waits for them. */
function lostAssets(before: readonly SerializedDag[], after: readonly SerializedDag[]): Effects['lost'] {
  const made = new Set(before.flatMap(assetKeysOf));
  const still = new Set(after.flatMap(assetKeysOf));
  return after.flatMap(({ dagId, assetSchedule }) =>
    awaitedBy(assetSchedule)
      .filter((name) => made.has(name) && !still.has(name))
      .map((name) => ({ dagId, taskId: null, what: 'asset' as const, name })),
  );
}

/** DAGs and tasks that `triggerDagRun` and `externalTaskSensor` name, that are there now and would not be. */
function lostDags(before: readonly SerializedDag[], after: readonly SerializedDag[]): Effects['lost'] {
  const tasksOf = (dags: readonly SerializedDag[]) =>
    new Map(dags.map(({ dagId, tasks }) => [dagId, new Set(tasks.map(({ taskId }) => taskId))]));
  const [old, now] = [tasksOf(before), tasksOf(after)];
  const lost: Effects['lost'] = [];
  for (const { dagId, tasks } of after) {
    for (const { taskId, options } of tasks) {
      const named = [options.triggerDagId, options.externalDagId].find(isPlainText);
      if (named === undefined || !old.has(named)) continue;
      if (!now.has(named)) lost.push({ dagId, taskId, what: 'dag', name: named });
      const waited = Array.isArray(options.taskIds) ? options.taskIds.filter(isPlainText) : [];
      for (const id of waited)
        if (now.has(named) && old.get(named)?.has(id) && !now.get(named)?.has(id))
          lost.push({ dagId, taskId, what: 'task', name: `${named}.${id}` });
    }
  }
  return lost;
}
