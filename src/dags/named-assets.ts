/** The assets and aliases that DAGs name, and where. */
import type { SerializedAssetRef, SerializedDag, SerializedPointer } from '@aquilon/sdk/serialized';
import type { AssetConflict, AssetWrite, ReferenceWrite, WatcherWrite } from '#db/queries/asset-store.ts';
import { leavesOf } from '#domain/assets.ts';

export interface NamedAssets {
  assets: AssetWrite[];
  aliases: { name: string; group: string }[];
  references: ReferenceWrite[];
  /** Of the assets that schedules name. */
  watchers: WatcherWrite[];
}

export function namedAssets(dags: readonly SerializedDag[]): NamedAssets {
  const named: NamedAssets = { assets: [], aliases: [], references: [], watchers: [] };
  const note =
    (dagId: string, taskId: string, role: ReferenceWrite['role']) => (one: SerializedAssetRef | SerializedPointer) => {
      // It names what another file describes.
      if (one.kind === 'ref') return;
      const { name, group } = one;
      if (one.kind === 'asset') named.assets.push({ name, uri: one.uri, group, extra: one.extra });
      else named.aliases.push({ name, group });
      if (one.kind === 'asset' && role === 'schedule')
        for (const watcher of one.watchers ?? []) named.watchers.push({ dagId, asset: name, uri: one.uri, ...watcher });
      named.references.push({ dagId, taskId, role, name, uri: one.kind === 'asset' ? one.uri : null });
    };
  for (const { dagId, assetSchedule, tasks } of dags) {
    if (assetSchedule) leavesOf(assetSchedule).forEach(note(dagId, '', 'schedule'));
    for (const { taskId, outlets = [], inlets = [] } of tasks) {
      outlets.forEach(note(dagId, taskId, 'outlet'));
      inlets.forEach(note(dagId, taskId, 'inlet'));
    }
  }
  return named;
}

/** Two of the DAGs of one file may not disagree either. */
export function ownConflict(assets: readonly AssetWrite[], fileloc: string): AssetConflict | undefined {
  const byName = new Map(assets.map((one) => [one.name, one]));
  const byUri = new Map(assets.map((one) => [one.uri, one]));
  for (const { name, uri } of assets) {
    const others = [byName.get(name), byUri.get(uri)];
    const other = others.find((one) => one && (one.name !== name || one.uri !== uri));
    if (other) return { name, uri, other_name: other.name, other_uri: other.uri, fileloc };
  }
  return undefined;
}

/** As Airflow's `AssetNameConflict`: among the assets in use a name has one URI, and a URI one name. */
export function conflictProblem(file: string, conflict: AssetConflict | undefined): string | undefined {
  if (!conflict) return undefined;
  const { name, uri, other_name: otherName, other_uri: otherUri, fileloc } = conflict;
  const what =
    name === otherName
      ? `the asset ${name} of ${file} has the URI ${uri}; in ${fileloc} it has the URI ${otherUri}`
      : `the URI ${uri} is that of the asset ${name} in ${file}, and that of the asset ${otherName} in ${fileloc}`;
  return `An asset has one name and one URI: ${what}. Name it the same in both files.`;
}
