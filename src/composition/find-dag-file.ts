/** One DAG out of the DAG bundles, loaded from its file as it is now, without a database. */
import { readFile } from 'node:fs/promises';
import type { SerializedDag } from '@aquilon/sdk/serialized';
import type { Config } from '#config/config.ts';
import { bundleFolders } from '#dags/bundles/bundles.ts';
import { findDagFiles } from '#dags/find.ts';
import { loadFiles, loadOptions } from '#dags/load.ts';
import { snapshotHash } from '#dags/snapshot.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { DagSnapshot } from '#worker/services.ts';
import { PRODUCT_ROOT } from './product.ts';

export interface FoundDag {
  dag: SerializedDag;
  snapshot: DagSnapshot;
}

/**
 * Throws `DAG_NOT_FOUND`. `onBroken` hears of files that could not be loaded: the DAG may be in one of them. Files that hold the id as a word come
 * first, so that a large folder is not loaded for one DAG; before them `knownFile`, which may lie in the DAG folder of a server, and not in ours.
 */
export async function findDagFile(
  config: Config,
  dagId: string,
  onBroken: (error: string) => void,
  knownFile?: string,
): Promise<FoundDag> {
  const broken: string[] = [];
  const files = await likelyFirst(config, dagId);
  const inOrder = knownFile === undefined ? files : [knownFile, ...files.filter((file) => file !== knownFile)];
  for await (const loaded of loadFiles(inOrder, loadOptions(config))) {
    if (!loaded.ok) {
      broken.push(loaded.error);
      continue;
    }
    const dag = loaded.dags.find((one) => one.dagId === dagId);
    if (!dag) continue;
    const hash = snapshotHash(loaded.file, loaded.files);
    return { dag, snapshot: { hash, entry: loaded.file, files: loaded.files } };
  }
  for (const error of broken) onBroken(error);
  throw new AquilonError('DAG_NOT_FOUND', { dag: dagId });
}

async function likelyFirst(config: Config, dagId: string): Promise<string[]> {
  const folders = await bundleFolders(config, PRODUCT_ROOT);
  const files = (await Promise.all(folders.map(({ path }) => findDagFiles(path)))).flat();
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  const likely = files.filter((_, at) => texts[at]?.includes(dagId));
  return [...likely, ...files.filter((file) => !likely.includes(file))];
}
