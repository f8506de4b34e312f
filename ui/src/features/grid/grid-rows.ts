/** The rows of the grid: tasks and groups in the order in which they run, folded groups as one row. Pure. */
import type { Structure, StructureGroup, StructureNode } from '#shared/api/extra-operations.ts';

export interface GridRow {
  /** Groups and tasks may carry the same id. */
  readonly key: string;
  readonly id: string;
  readonly kind: 'task' | 'group';
  readonly label: string;
  readonly depth: number;
  readonly isMapped: boolean;
  readonly isFolded: boolean;
  /** What its cells stand for. */
  readonly taskIds: readonly string[];
  /** The newest version of the DAG does not have it any more. */
  readonly isGone: boolean;
}

const ROOT = '';

export function gridRows(structure: Structure, folded: ReadonlySet<string>, seen: Iterable<string>): GridRow[] {
  const nodes = inOrder(structure);
  const groups = new Map(structure.groups.map((group) => [group.id, group]));
  const children = childrenOf(nodes, groups);
  const rows: GridRow[] = [];
  const tasksOf = (groupId: string): string[] =>
    (children.get(groupId) ?? []).flatMap((child) => ('operator' in child ? [child.id] : tasksOf(child.id)));
  const add = (parent: string, depth: number) => {
    for (const child of children.get(parent) ?? []) {
      const { id, label, is_mapped: isMapped } = child;
      if ('operator' in child) {
        rows.push({ ...plain(id, label, depth), isMapped });
        continue;
      }
      const isFolded = folded.has(id);
      rows.push({
        ...plain(id, label, depth),
        key: `group:${id}`,
        kind: 'group',
        isMapped,
        isFolded,
        taskIds: tasksOf(id),
      });
      if (!isFolded) add(id, depth + 1);
    }
  };
  add(ROOT, 0);
  const known = new Set(nodes.map((node) => node.id));
  for (const id of seen) if (!known.has(id)) rows.push({ ...plain(id, id, 0), isGone: true });
  return rows;
}

const plain = (id: string, label: string, depth: number): GridRow => ({
  key: id,
  id,
  kind: 'task',
  label,
  depth,
  isMapped: false,
  isFolded: false,
  taskIds: [id],
  isGone: false,
});

/** A group stands where its first task does. */
function childrenOf(nodes: readonly StructureNode[], groups: ReadonlyMap<string, StructureGroup>) {
  const children = new Map<string, (StructureNode | StructureGroup)[]>();
  const placed = new Set<string>();
  const place = (parent: string, child: StructureNode | StructureGroup) => {
    const list = children.get(parent);
    if (list === undefined) children.set(parent, [child]);
    else list.push(child);
  };
  const placeGroup = (groupId: string | null): string => {
    const group = groupId === null ? undefined : groups.get(groupId);
    if (group === undefined) return ROOT;
    if (!placed.has(group.id)) {
      placed.add(group.id);
      place(placeGroup(group.parent_id), group);
    }
    return group.id;
  };
  for (const node of nodes) place(placeGroup(node.group_id), node);
  return children;
}

/** Upstream first; of those that may stand in any order, as they stand in the file. */
function inOrder({ nodes, edges }: Structure): StructureNode[] {
  const waiting = new Map(nodes.map((node) => [node.id, 0]));
  const after = new Map<string, string[]>();
  for (const { source, target } of edges) {
    if (!waiting.has(source) || !waiting.has(target)) continue;
    waiting.set(target, (waiting.get(target) ?? 0) + 1);
    const list = after.get(source);
    if (list === undefined) after.set(source, [target]);
    else list.push(target);
  }
  // Layer by layer, and in each as in the file: a task stands near those that it runs beside.
  const depth = new Map<string, number>();
  let layer = nodes.filter((node) => waiting.get(node.id) === 0).map((node) => node.id);
  for (let level = 0; layer.length > 0; level += 1) {
    const next: string[] = [];
    for (const id of layer) {
      depth.set(id, level);
      for (const target of after.get(id) ?? []) {
        const left = (waiting.get(target) ?? 1) - 1;
        waiting.set(target, left);
        if (left === 0) next.push(target);
      }
    }
    layer = next;
  }
  return nodes.toSorted((a, b) => (depth.get(a.id) ?? 0) - (depth.get(b.id) ?? 0));
}
