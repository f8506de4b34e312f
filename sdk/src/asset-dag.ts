/** Airflow's `@asset`: a DAG of one task that makes an asset. */
import { type Asset, isAssetOrAlias } from './assets.ts';
import { Dag, type DagOptions } from './dag.ts';
import type { TaskOptions } from './options.ts';
import { DagDefinitionError, show } from './problems.ts';

export interface AssetDagOptions extends DagOptions {
  /** Id of the DAG and of its task. Default: the name of the asset; several assets have none. */
  dagId?: string;
  /** Assets whose earlier events the task may read. */
  inlets?: TaskOptions['inlets'];
}

/**
 * A DAG with one task, which makes `made`: `export default assetDag(report, write, { schedule: sales })`. Both are named like the asset. For several
 * assets (Airflow's `@asset.multi`) give a list, and a `dagId`. Throws where there is no id.
 */
export function assetDag<R>(made: Asset | readonly Asset[], write: () => R, options: AssetDagOptions = {}): Dag {
  const outlets: readonly Asset[] = Array.isArray(made) ? made : [made as Asset];
  const { dagId = outlets.length === 1 ? outlets[0]?.name : undefined, inlets, ...dagOptions } = options;
  const isList = outlets.length > 0 && outlets.every((one) => isAssetOrAlias(one) && one.kind === 'asset');
  if (!isList)
    throw new DagDefinitionError(String(dagId), [`assetDag(${show(made)}): it takes an asset, or a list of them`]);
  if (dagId === undefined) throw new DagDefinitionError('?', ['assetDag() of several assets needs a dagId']);
  const dag = new Dag(dagId, dagOptions);
  dag.task(dagId, write, { outlets, ...(inlets ? { inlets } : {}) })();
  return dag;
}
