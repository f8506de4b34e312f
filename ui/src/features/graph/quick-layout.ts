/**
 * A layered layout for graphs that elkjs takes too long for (2,000 tasks: 2 to 10 s). It does the same in four passes, each linear in
 * tasks and edges: layers by the longest way from a beginning, order within a layer by the mean of the neighbours, places near them.
 * Groups are laid out one by one, each as a node of its parent. Pure.
 */
import { type Direction, type ElkNode, type Placed, placedNodes } from './layout-input.ts';

/** Between layers, and between the nodes of a layer. px */
const LAYER_GAP = 64;
const NODE_GAP = 20;
/** How many nodes of a layer may stand in one column; the others go on in columns beside it. */
const COLUMN_LENGTHS = [4, 6, 8, 10, 12, 16, 20, 25, 32, 40, 50, 64, 80, 100];
/** What a drawing is to be: so many times as wide as high. */
const SHAPE = 2;
const SWEEPS = 4;
/** Room around the content of a group. px */
const PADDING = { top: 36, left: 14, bottom: 14, right: 14 };

interface Box {
  readonly node: ElkNode;
  readonly before: Box[];
  readonly after: Box[];
  layer: number;
  /** Across the layers: where it begins, how much it takes. px */
  at: number;
  readonly size: number;
  readonly length: number;
}

/** Takes what is made for elkjs; its nodes get their places. */
export function quickLayout(root: ElkNode, direction: Direction): Placed[] {
  const path = new Map<string, readonly ElkNode[]>();
  const walk = (node: ElkNode, above: readonly ElkNode[]) => {
    for (const child of node.children ?? []) {
      const own = [...above, child];
      path.set(child.id, own);
      walk(child, own);
    }
  };
  walk(root, []);
  // An edge between tasks of different groups is one between the groups, where their ways part.
  const edges = new Map<ElkNode, [ElkNode, ElkNode][]>();
  for (const edge of root.edges ?? []) {
    const from = path.get(edge.sources[0] ?? '') ?? [];
    const to = path.get(edge.targets[0] ?? '') ?? [];
    let depth = 0;
    while (from[depth] !== undefined && from[depth] === to[depth]) depth += 1;
    const [source, target] = [from[depth], to[depth]];
    if (source === undefined || target === undefined) continue;
    const parent = from[depth - 1] ?? root;
    const list = edges.get(parent);
    if (list === undefined) edges.set(parent, [[source, target]]);
    else list.push([source, target]);
  }
  placeChildren(root, edges, direction, true);
  return placedNodes(root);
}

function placeChildren(
  parent: ElkNode,
  edges: ReadonlyMap<ElkNode, [ElkNode, ElkNode][]>,
  direction: Direction,
  isRoot: boolean,
): void {
  const children = (parent.children ?? []).filter((child) => child.children?.length !== 0);
  for (const child of children) if (child.children !== undefined) placeChildren(child, edges, direction, false);
  const isRight = direction === 'RIGHT';
  const boxes = new Map(
    children.map((node): [ElkNode, Box] => {
      const [width, height] = [node.width ?? 0, node.height ?? 0];
      const [length, size] = isRight ? [width, height] : [height, width];
      return [node, { node, before: [], after: [], layer: 0, at: 0, size, length }];
    }),
  );
  connect(boxes, edges.get(parent) ?? []);
  const columns = columnsOf([...boxes.values()], isRight ? SHAPE : 1 / SHAPE);
  spread(columns);
  const padding = isRoot ? { top: 0, left: 0, bottom: 0, right: 0 } : PADDING;
  const [alongStart, acrossStart] = isRight ? [padding.left, padding.top] : [padding.top, padding.left];
  let along = alongStart;
  let across = 0;
  for (const column of columns) {
    const length = Math.max(...column.map((box) => box.length));
    for (const box of column) {
      const middle = along + (length - box.length) / 2;
      [box.node.x, box.node.y] = isRight ? [middle, acrossStart + box.at] : [acrossStart + box.at, middle];
      across = Math.max(across, box.at + box.size);
    }
    along += length + LAYER_GAP;
  }
  const inner = isRight ? [along - LAYER_GAP, acrossStart + across] : [acrossStart + across, along - LAYER_GAP];
  parent.width = (inner[0] ?? 0) + padding.right;
  parent.height = (inner[1] ?? 0) + padding.bottom;
}

/** Edges that would close a circle, which groups can do among each other, are left out. */
function connect(boxes: ReadonlyMap<ElkNode, Box>, edges: readonly [ElkNode, ElkNode][]): void {
  const targets = new Map<Box, Set<Box>>();
  for (const [source, target] of edges) {
    const [from, to] = [boxes.get(source), boxes.get(target)];
    if (from === undefined || to === undefined) continue;
    const list = targets.get(from);
    if (list === undefined) targets.set(from, new Set([to]));
    else list.add(to);
  }
  const state = new Map<Box, 'open' | 'done'>();
  for (const first of boxes.values()) {
    if (state.has(first)) continue;
    const stack = [{ box: first, left: [...(targets.get(first) ?? [])] }];
    state.set(first, 'open');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.left.shift();
      if (next === undefined) {
        state.set(top.box, 'done');
        stack.pop();
        continue;
      }
      if (state.get(next) === 'open') continue;
      top.box.after.push(next);
      next.before.push(top.box);
      if (!state.has(next)) {
        state.set(next, 'open');
        stack.push({ box: next, left: [...(targets.get(next) ?? [])] });
      }
    }
  }
}

/** Layers, each in its order; a long one as several columns. `shape`: how much longer it is to be along the layers than across. */
function columnsOf(boxes: readonly Box[], shape: number): Box[][] {
  const open = new Map(boxes.map((box) => [box, box.before.length]));
  const ready = boxes.filter((box) => box.before.length === 0);
  for (const box of ready)
    for (const next of box.after) {
      next.layer = Math.max(next.layer, box.layer + 1);
      const left = (open.get(next) ?? 0) - 1;
      open.set(next, left);
      if (left === 0) ready.push(next);
    }
  const layers: Box[][] = [];
  for (const box of boxes) {
    layers[box.layer] ??= [];
    layers[box.layer]?.push(box);
  }
  const place = new Map<Box, number>();
  const remember = (layer: readonly Box[]) =>
    layer.forEach((box, at) => void place.set(box, (at + 0.5) / layer.length));
  layers.forEach(remember);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isForward = sweep % 2 === 0;
    for (const layer of isForward ? layers : layers.toReversed()) {
      const wanted = new Map(
        layer.map((box) => [box, mean(isForward ? box.before : box.after, (one) => place.get(one) ?? 0)]),
      );
      // Who has no neighbour on that side stays where it is.
      layer.sort((a, b) => (wanted.get(a) ?? place.get(a) ?? 0) - (wanted.get(b) ?? place.get(b) ?? 0));
      remember(layer);
    }
  }
  const longest = columnLength(layers, shape);
  return layers.flatMap((layer) => {
    const count = Math.ceil(layer.length / longest);
    // Dealt out like cards, so that each stays at the height that it had.
    return Array.from({ length: count }, (_, column) => layer.filter((_box, at) => at % count === column));
  });
}

/** The length of columns with which the whole comes nearest to the shape. */
function columnLength(layers: readonly (readonly Box[])[], shape: number): number {
  const boxes = layers.flat();
  const length = LAYER_GAP + (mean(boxes, (box) => box.length) ?? 0);
  const size = NODE_GAP + (mean(boxes, (box) => box.size) ?? 0);
  const highest = Math.max(...layers.map((layer) => layer.length));
  const distance = (longest: number): number => {
    const columns = layers.reduce((sum, layer) => sum + Math.ceil(layer.length / longest), 0);
    return Math.abs(Math.log((columns * length) / (Math.min(longest, highest) * size * shape)));
  };
  return COLUMN_LENGTHS.reduce((best, one) => (distance(one) < distance(best) ? one : best));
}

/** Places across the layers: near the neighbours, in the order of the layer, nothing on top of another. */
function spread(columns: readonly Box[][]): void {
  for (const column of columns) pack(column, new Map());
  const middle = (box: Box) => box.at + box.size / 2;
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isForward = sweep % 2 === 0;
    for (const column of isForward ? columns : columns.toReversed()) {
      const wanted = new Map<Box, number>();
      for (const box of column) {
        const near = mean(isForward ? box.before : box.after, middle);
        if (near !== undefined) wanted.set(box, near - box.size / 2);
      }
      pack(column, wanted);
    }
  }
  const top = columns.flat().reduce((least, box) => Math.min(least, box.at), Number.POSITIVE_INFINITY);
  for (const box of columns.flat()) box.at -= top;
}

/** As near to what is wanted as can be: the middle between pushing all downwards and pushing all upwards keeps every distance. */
function pack(column: readonly Box[], wanted: ReadonlyMap<Box, number>): void {
  const low: number[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const box of column) {
    const at = Math.max(wanted.get(box) ?? (Number.isFinite(end) ? end : box.at), end);
    low.push(at);
    end = at + box.size + NODE_GAP;
  }
  const high: number[] = [];
  let start = Number.POSITIVE_INFINITY;
  for (const box of column.toReversed()) {
    const at = Math.min(
      wanted.get(box) ?? (Number.isFinite(start) ? start - box.size - NODE_GAP : box.at),
      start - box.size - NODE_GAP,
    );
    high.unshift(at);
    start = at;
  }
  column.forEach((box, at) => {
    box.at = ((low[at] ?? 0) + (high[at] ?? 0)) / 2;
  });
}

const mean = (boxes: readonly Box[], of: (box: Box) => number): number | undefined =>
  boxes.length === 0 ? undefined : boxes.reduce((sum, box) => sum + of(box), 0) / boxes.length;
