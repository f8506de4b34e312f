/** What a simulation needs, from a folder of DAG files alone: without a server and without a database, and so without a history. */
import { resolve } from 'node:path';
import type { SerializedDag } from '@aquilon/sdk/serialized';
import type { Config } from '#config/config.ts';
import { bundleFolders } from '#dags/bundles/bundles.ts';
import { findDagFiles } from '#dags/find.ts';
import { loadFiles, loadOptions } from '#dags/load.ts';
import type { DagInput, SimulationInput } from '#simulation/input.ts';
import { PRODUCT_ROOT } from './product.ts';

const DEFAULT_POOL_SLOTS = 128;

/** `folder` null: those of the bundles. Every DAG counts as switched on. `onBroken` hears of files that could not be loaded. A pool that tasks name has as many slots as `default_pool`. */
export async function inputFromFolder(
  config: Config,
  folder: string | null,
  onBroken: (error: string) => void,
): Promise<SimulationInput> {
  const folders =
    folder === null ? (await bundleFolders(config, PRODUCT_ROOT)).map(({ path }) => path) : [resolve(folder)];
  const files = (await Promise.all(folders.map((one) => findDagFiles(one)))).flat();
  const dags: DagInput[] = [];
  for await (const loaded of loadFiles(files, loadOptions(config))) {
    if (loaded.ok) dags.push(...loaded.dags.map((dag) => dagInput(dag, config)));
    else onBroken(loaded.error);
  }
  const named = dags.flatMap(({ serialized }) => serialized.tasks.map(({ pool }) => pool));
  const pools = [...new Set(['default_pool', ...named])];
  return {
    dags,
    pools: pools.map((name) => ({ name, slots: DEFAULT_POOL_SLOTS, includeDeferred: false })),
    parallelism: config.core.parallelism,
    catchupByDefault: config.scheduler.catchupByDefault,
    maxPartitionKeys: config.scheduler.partitionMapperMaxDownstreamKeys,
  };
}

const dagInput = (serialized: SerializedDag, { core, sensors }: Config): DagInput => ({
  serialized: {
    ...serialized,
    tasks: serialized.tasks.map((task) =>
      task.sensor?.timeoutMs === null
        ? { ...task, sensor: { ...task.sensor, timeoutMs: sensors.defaultTimeout * 1000 } }
        : task,
    ),
  },
  paused: false,
  maxActiveRuns: serialized.maxActiveRuns ?? core.maxActiveRunsPerDag,
  maxActiveTasks: serialized.maxActiveTasks ?? core.maxActiveTasksPerDag,
  maxConsecutiveFailedRuns: serialized.maxConsecutiveFailedDagRuns ?? core.maxConsecutiveFailedDagRunsPerDag,
  lastInterval: null,
  history: {},
});
