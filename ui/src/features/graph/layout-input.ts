/** From the structure of a DAG to what elkjs lays out, and from its answer to places on the screen. Pure. */
import type { Structure } from '#shared/api/extra-operations.ts';

export type Direction = 'RIGHT' | 'DOWN';

interface ElkLabel {
  text?: string;
  width?: number;
  height?: number;
}

/** The part of elkjs' graph that we use, in both directions. */
export interface ElkNode {
  id: string;
  width?: number;
  height?: number;
  x?: number;
  y?: number;
  children?: ElkNode[];
  edges?: { id: string; sources: string[]; targets: string[]; labels?: ElkLabel[] }[];
  layoutOptions?: Record<string, string>;
}

/** A task or a group with its place; `x` and `y` count from the corner of its group. */
export interface Placed {
  readonly id: string;
  readonly kind: 'task' | 'group';
  readonly parent: string | null;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const NODE_HEIGHT = 52;
const NARROWEST = 132;
const WIDEST = 280;
/** Width of one letter of the label and of the line below it, and what mark and padding take. px */
const LETTER = 8.4;
const SMALL_LETTER = 6.6;
const FRAME = 54;
/** The line below the label also holds the state: room for its usual length. letters */
const STATE_LETTERS = 14;

/** Groups and tasks may carry the same id: in the layout a group has a name of its own. */
export const groupKey = (id: string): string => `group:${id}`;

export function nodeWidth(label: string, operator = ''): number {
  const letters = Math.max(label.length * LETTER, (operator.length + STATE_LETTERS) * SMALL_LETTER);
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, letters + FRAME)));
}

const LABEL_HEIGHT = 20;
const labelWidth = (text: string): number => Math.round(Math.min(WIDEST, text.length * SMALL_LETTER + 12));

/** What is mapped is marked as Airflow marks it: with the number of its instances, where there are some. */
export const nodeLabel = (
  { label, is_mapped: isMapped }: { label: string; is_mapped: boolean },
  instances?: number,
): string => (isMapped ? `${label} [${instances ?? ' '}]` : label);

export function layoutInput(structure: Structure, direction: Direction): ElkNode {
  const known = new Set(structure.nodes.map((node) => node.id));
  const groups = new Map<string, ElkNode>(
    structure.groups.map((group) => [
      group.id,
      { id: groupKey(group.id), children: [], layoutOptions: { 'elk.padding': '[top=36,left=14,bottom=14,right=14]' } },
    ]),
  );
  const root: ElkNode = {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': direction,
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.layered.spacing.nodeNodeBetweenLayers': '44',
      'elk.spacing.nodeNode': '20',
      // The order of the file is kept where nothing speaks against it, so that a small change moves little.
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    },
    children: [],
    edges: structure.edges
      .filter((edge) => known.has(edge.source) && known.has(edge.target))
      .map(({ source, target, label }) => ({
        id: edgeKey(source, target),
        sources: [source],
        targets: [target],
        // Room for it between the two.
        ...(label === null ? {} : { labels: [{ text: label, width: labelWidth(label), height: LABEL_HEIGHT }] }),
      })),
  };
  const into = (groupId: string | null, child: ElkNode) => {
    const parent = (groupId === null ? undefined : groups.get(groupId)) ?? root;
    parent.children?.push(child);
  };
  for (const group of structure.groups) {
    const node = groups.get(group.id);
    if (node !== undefined) into(group.parent_id, node);
  }
  for (const node of structure.nodes) {
    into(node.group_id, { id: node.id, width: nodeWidth(nodeLabel(node), node.operator), height: NODE_HEIGHT });
  }
  return root;
}

export const edgeKey = (source: string, target: string): string => JSON.stringify([source, target]);

/** Parents stand before their children, as the drawing needs them. A group without tasks is left out. */
export function placedNodes(root: ElkNode): Placed[] {
  const placed: Placed[] = [];
  const walk = (node: ElkNode, parent: string | null) => {
    for (const child of node.children ?? []) {
      const isGroup = child.children !== undefined;
      if (isGroup && child.children?.length === 0) continue;
      placed.push({
        id: child.id,
        kind: isGroup ? 'group' : 'task',
        parent,
        x: child.x ?? 0,
        y: child.y ?? 0,
        width: child.width ?? 0,
        height: child.height ?? 0,
      });
      if (isGroup) walk(child, child.id);
    }
  };
  walk(root, null);
  return placed;
}

/** How much the drawing has to shrink to be seen as a whole in a frame of this size; 1: not at all. */
export function fitScale(placed: readonly Placed[], width: number, height: number): number {
  const top = placed.filter((one) => one.parent === null);
  const right = Math.max(1, ...top.map((one) => one.x + one.width));
  const bottom = Math.max(1, ...top.map((one) => one.y + one.height));
  return Math.min(1, width / right, height / bottom);
}
