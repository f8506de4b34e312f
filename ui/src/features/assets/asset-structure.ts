/** Assets and the DAGs that make and use them, as the graph draws them. */
import type { Structure } from '#shared/api/extra-operations.ts';
import type { Asset } from '#shared/api/queries/assets.ts';

type Named = Pick<Asset, 'id' | 'name' | 'scheduled_dags' | 'producing_tasks' | 'consuming_tasks'>;

const assetKey = (id: number): string => `asset ${id}`;
const dagKey = (dagId: string): string => `dag ${dagId}`;

interface Words {
  readonly asset: string;
  readonly dag: string;
}

/** A DAG points at what it makes, an asset at the DAGs that it starts, and at those that only read it. */
export function assetStructure(assets: readonly Named[], words: Words): Structure {
  const dagIds = new Set<string>();
  const edges = new Map<string, { source: string; target: string; label: null }>();
  const connect = (source: string, target: string) =>
    edges.set(`${source}\n${target}`, { source, target, label: null });
  for (const asset of assets) {
    for (const { dag_id: dagId } of asset.producing_tasks) {
      dagIds.add(dagId);
      connect(dagKey(dagId), assetKey(asset.id));
    }
    for (const { dag_id: dagId } of [...asset.scheduled_dags, ...asset.consuming_tasks]) {
      dagIds.add(dagId);
      connect(assetKey(asset.id), dagKey(dagId));
    }
  }
  const node = (id: string, label: string, operator: string) =>
    ({ id, label, operator, group_id: null, trigger_rule: 'all_success', role: null, is_mapped: false }) as const;
  return {
    nodes: [
      ...assets.map(({ id, name }) => node(assetKey(id), name, words.asset)),
      ...[...dagIds].sort().map((dagId) => node(dagKey(dagId), dagId, words.dag)),
    ],
    edges: [...edges.values()],
    groups: [],
  };
}
