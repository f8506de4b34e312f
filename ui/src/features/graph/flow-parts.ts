/** From the layout to what the drawing library takes. Pure. */
import { type Edge, MarkerType, Position } from '@xyflow/react';
import { type Direction, edgeKey, groupKey, nodeLabel, type Placed } from './layout-input.ts';
import type { GraphStructure } from './shown-structure.ts';
import type { GroupNodeType, TaskNodeType } from './task-node.tsx';

export function flowNodes(
  structure: GraphStructure,
  placed: readonly Placed[],
  direction: Direction,
): (TaskNodeType | GroupNodeType)[] {
  const nodes = new Map(structure.nodes.map((node) => [node.id, node]));
  const groups = new Map(structure.groups.map((group) => [groupKey(group.id), group]));
  return placed.flatMap((one): (TaskNodeType | GroupNodeType)[] => {
    const place = {
      id: one.id,
      position: { x: one.x, y: one.y },
      width: one.width,
      height: one.height,
      ...(one.parent === null ? {} : { parentId: one.parent }),
    };
    const group = groups.get(one.id);
    if (one.kind === 'group')
      return group === undefined ? [] : [{ ...place, type: 'group', data: { id: group.id, label: nodeLabel(group) } }];
    const node = nodes.get(one.id);
    if (node === undefined) return [];
    return [{ ...place, type: 'task', data: { node, direction }, handles: handlesOf(one, direction) }];
  });
}

/** Where edges end, so that they are drawn to nodes that are not mounted. */
function handlesOf({ width, height }: Placed, direction: Direction) {
  const isRight = direction === 'RIGHT';
  const at = (type: 'source' | 'target', position: Position, x: number, y: number) => ({
    type,
    position,
    x,
    y,
    width: 1,
    height: 1,
  });
  return isRight
    ? [at('target', Position.Left, 0, height / 2), at('source', Position.Right, width - 1, height / 2)]
    : [at('target', Position.Top, width / 2, 0), at('source', Position.Bottom, width / 2, height - 1)];
}

export function flowEdges(structure: GraphStructure, critical: ReadonlySet<string>): Edge[] {
  return structure.edges.map((edge) => ({
    id: edgeKey(edge.source, edge.target),
    source: edge.source,
    target: edge.target,
    ...(edge.label === null ? {} : { label: edge.label, labelBgPadding: [6, 3], labelBgBorderRadius: 4 }),
    ...(critical.has(edge.source) && critical.has(edge.target) && { className: 'critical-edge' }),
    // A critical edge is thicker; its arrow is not.
    markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16, markerUnits: 'userSpaceOnUse' },
  }));
}
