/** The assets of a DAG beside its tasks: what starts it, what its tasks read and make. Pure. */
import type { Asset } from '#shared/api/queries/assets.ts';
import type { GraphNode, GraphStructure } from './shown-structure.ts';

type Named = Pick<Asset, 'id' | 'name' | 'scheduled_dags' | 'producing_tasks' | 'consuming_tasks'>;

const KEY = 'asset:';
/** Of an asset that is both read and made there are two nodes: the drawing has no circle. */
const assetKey = (id: number, end: 'in' | 'out'): string => `${KEY}${end}:${id}`;

/** The id of the asset; null: the node is none. */
export const assetOf = (nodeId: string): string | null =>
  nodeId.startsWith(KEY) ? (nodeId.split(':')[2] ?? null) : null;

/** An asset that starts the DAG points at its first tasks. */
export function withAssets(
  structure: GraphStructure,
  dagId: string,
  assets: readonly Named[],
  word: string,
): GraphStructure {
  const known = new Set(structure.nodes.map((node) => node.id));
  const waiting = new Set(structure.edges.map((edge) => edge.target));
  const first = structure.nodes.filter((node) => !waiting.has(node.id)).map((node) => node.id);
  const nodes = new Map<string, GraphNode>();
  const edges: { source: string; target: string; label: null }[] = [];
  const node = (asset: Named, end: 'in' | 'out'): string => {
    const id = assetKey(asset.id, end);
    const fields = { group_id: null, trigger_rule: 'all_success', role: null, is_mapped: false } as const;
    nodes.set(id, { kind: 'asset', id, label: asset.name, operator: word, ...fields });
    return id;
  };
  const tasksOf = (list: readonly { dag_id: string; task_id: string }[]) =>
    list.filter((one) => one.dag_id === dagId && known.has(one.task_id)).map((one) => one.task_id);
  for (const asset of assets) {
    const starts = asset.scheduled_dags.some((one) => one.dag_id === dagId);
    const readers = new Set([...(starts ? first : []), ...tasksOf(asset.consuming_tasks)]);
    for (const target of readers) edges.push({ source: node(asset, 'in'), target, label: null });
    for (const source of tasksOf(asset.producing_tasks))
      edges.push({ source, target: node(asset, 'out'), label: null });
  }
  if (nodes.size === 0) return structure;
  return { ...structure, nodes: [...structure.nodes, ...nodes.values()], edges: [...structure.edges, ...edges] };
}
