/** The part of a DAG that is shown: the neighbourhood of a task, groups that are folded into one node. Pure. */
import type { Structure, StructureNode } from '#shared/api/extra-operations.ts';
import { groupKey } from './layout-input.ts';

export interface GraphNode extends StructureNode {
  /** Absent: a task. */
  readonly kind?: 'folded' | 'asset';
  /** Of a folded group: the tasks in it. */
  readonly members?: readonly string[];
}

export interface GraphStructure extends Structure {
  readonly nodes: readonly GraphNode[];
}

export type Side = 'both' | 'upstream' | 'downstream';

type Edges = Structure['edges'];

/** Ids within so many steps of the task, and its own. */
export function neighbourhood(edges: Edges, id: string, side: Side, depth: number): ReadonlySet<string> {
  const found = new Set([id]);
  const walk = (next: ReadonlyMap<string, readonly string[]>) => {
    const seen = new Set([id]);
    let front = [id];
    for (let step = 0; step < depth && front.length > 0; step += 1) {
      front = front.flatMap((one) => next.get(one) ?? []).filter((one) => !seen.has(one) && seen.add(one));
      for (const one of front) found.add(one);
    }
  };
  if (side !== 'upstream') walk(downstreamOf(edges));
  if (side !== 'downstream') walk(upstreamOf(edges));
  return found;
}

/** The farthest that a task has neighbours on these sides. At least 1. */
export function farthest(edges: Edges, id: string, side: Side): number {
  let depth = 1;
  let size = neighbourhood(edges, id, side, depth).size;
  for (;;) {
    const next = neighbourhood(edges, id, side, depth + 1).size;
    if (next === size) return depth;
    depth += 1;
    size = next;
  }
}

const grouped = (edges: Edges, from: 'source' | 'target', to: 'source' | 'target') =>
  new Map([...Map.groupBy(edges, (edge) => edge[from])].map(([id, list]) => [id, list.map((edge) => edge[to])]));
const downstreamOf = (edges: Edges): ReadonlyMap<string, readonly string[]> => grouped(edges, 'source', 'target');
const upstreamOf = (edges: Edges): ReadonlyMap<string, readonly string[]> => grouped(edges, 'target', 'source');

/** Only these nodes, and the edges and groups that lie among them. */
export function onlyNodes(structure: GraphStructure, ids: ReadonlySet<string>): GraphStructure {
  return {
    ...structure,
    nodes: structure.nodes.filter((node) => ids.has(node.id)),
    edges: structure.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
  };
}

/** Each folded group is one node in its place; edges between its tasks are gone, several to it are one. */
export function foldGroups(structure: GraphStructure, folded: ReadonlySet<string>): GraphStructure {
  if (folded.size === 0) return structure;
  const parents = new Map(structure.groups.map((group) => [group.id, group.parent_id]));
  /** The outermost folded group that it lies in. */
  const outermost = (groupId: string | null): string | undefined => {
    let found: string | undefined;
    for (let at: string | null | undefined = groupId; at; at = parents.get(at)) if (folded.has(at)) found = at;
    return found;
  };
  const members = new Map<string, string[]>();
  const standsFor = new Map<string, string>();
  for (const node of structure.nodes) {
    const group = outermost(node.group_id);
    if (group === undefined) continue;
    standsFor.set(node.id, groupKey(group));
    const list = members.get(group);
    if (list === undefined) members.set(group, [node.id]);
    else list.push(node.id);
  }
  const edges = new Map<string, Edges[number]>();
  for (const edge of structure.edges) {
    const source = standsFor.get(edge.source) ?? edge.source;
    const target = standsFor.get(edge.target) ?? edge.target;
    const key = JSON.stringify([source, target]);
    if (source !== target && !edges.has(key)) edges.set(key, { source, target, label: edge.label });
  }
  const nodes = [
    ...structure.nodes.filter((node) => !standsFor.has(node.id)),
    ...structure.groups.flatMap((group): GraphNode[] => {
      const tasks = members.get(group.id);
      if (tasks === undefined) return [];
      return [
        {
          kind: 'folded',
          members: tasks,
          id: groupKey(group.id),
          label: group.label,
          operator: '',
          group_id: group.parent_id,
          trigger_rule: 'all_success',
          role: null,
          is_mapped: group.is_mapped,
        },
      ];
    }),
  ];
  const groups = structure.groups.filter((group) => outermost(group.id) === undefined);
  return { nodes, edges: [...edges.values()], groups };
}
