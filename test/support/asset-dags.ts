/** DAGs that make and use assets, and what became of their events. */
import type { SerializedAlias, SerializedAsset, SerializedAssetCondition } from '@aquilon/sdk/serialized';
import type { Actor } from '#scheduler/commands.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { createTestScheduler, type Play, untilEnded } from '#test/support/scheduler.ts';

const actor: Actor = { user: 'ada', via: 'test' };

export const asset = (name: string): SerializedAsset => ({
  kind: 'asset',
  name,
  uri: `s3://b/${name}`,
  group: 'asset',
  extra: {},
});

interface MadeRun {
  id: number;
  run_id: string;
  run_type: string;
  triggered_by: string;
  logical_date: string | null;
  data_interval_start: string | null;
  run_after: string;
  /** Names of the assets of the events that it was made for, in their order. */
  events: string[];
}

async function openBench(db: () => TestDatabase, play: Play = () => ({ state: 'success' })) {
  const { scheduler, executor } = createTestScheduler(db().database, { play });
  await scheduler.start();
  const start = async (dagId: string) =>
    (await scheduler.submit({ kind: 'trigger_run', dagId, logicalDate: null, conf: {} }, actor)).dagRunId ?? 0;
  /** The run of a producer to its end: its event, and the run that it makes, were committed with it. */
  const produce = async (dagId: string) => untilEnded(db().database, await start(dagId));
  const setPaused = (dagId: string, paused: boolean) => scheduler.submit({ kind: 'set_paused', dagId, paused }, actor);
  return { scheduler, start, produce, setPaused, stop: () => scheduler.stop(() => executor.stop(0)) };
}
export type AssetBench = Awaited<ReturnType<typeof openBench>>;

/** `db`: where they are, once it is there. */
export function assetDags(db: () => TestDatabase) {
  async function producer(name: string, outlets: (SerializedAsset | SerializedAlias)[]): Promise<void> {
    await insertDag(db().database, dag(name, [task('make', [], { outlets })]));
  }
  async function consumer(name: string, assetSchedule: SerializedAssetCondition, maxActiveRuns = 16): Promise<void> {
    await insertDag(db().database, dag(name, [task('use')], { assetSchedule }));
    await db().database.pool.query('update dag set max_active_runs = $2 where dag_id = $1', [name, maxActiveRuns]);
  }

  async function withScheduler(body: (bench: AssetBench) => Promise<void>, play?: Play): Promise<void> {
    const bench = await openBench(db, play);
    try {
      await body(bench);
    } finally {
      await bench.stop();
    }
  }

  async function runsOf(dagId: string): Promise<MadeRun[]> {
    const { rows } = await db().database.pool.query<MadeRun>(
      `select dag_run.id, run_id, run_type, triggered_by, logical_date, data_interval_start, run_after,
       array(select asset.name from dag_run_asset_event link join asset_event on asset_event.id = link.event_id
             join asset on asset.id = asset_event.asset_id where link.dag_run_id = dag_run.id order by asset_event.id) as events
     from dag_run where dag_id = $1 order by dag_run.id`,
      [dagId],
    );
    return rows;
  }
  const eventsOfRuns = async (dagId: string) => (await runsOf(dagId)).map(({ events }) => events);
  async function queuedFor(dagId: string): Promise<string[]> {
    const { rows } = await db().database.pool.query(
      `select asset.name from asset_event_queue join asset on asset.id = asset_id where dag_id = $1 order by event_id`,
      [dagId],
    );
    return rows.map((row) => row.name);
  }

  const keysOfRuns = async (dagId: string) => {
    const text = 'select partition_key from dag_run where dag_id = $1 order by id';
    return (await db().database.pool.query(text, [dagId])).rows.map((row) => row.partition_key);
  };
  const runFor = async ({ scheduler }: AssetBench, dagId: string, partitionKey: string) => {
    const command = { kind: 'trigger_run' as const, dagId, logicalDate: null, conf: {}, partitionKey };
    await untilEnded(db().database, (await scheduler.submit(command, actor)).dagRunId ?? 0);
  };

  return { producer, consumer, withScheduler, runsOf, eventsOfRuns, queuedFor, keysOfRuns, runFor };
}
