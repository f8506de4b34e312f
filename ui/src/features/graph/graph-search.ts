/** What the address says of a graph: what is looked for, the part that is shown, and how it is coloured. Pure. */
import type { Side } from './shown-structure.ts';

export const COLOURS = ['state', 'duration', 'pool', 'operator'] as const;
export type Colour = (typeof COLOURS)[number];

export interface GraphSearch {
  /** What is looked for among the tasks. */
  q?: string | undefined;
  /** Node that the keyboard is at. */
  node?: string | undefined;
  /** Task whose neighbourhood is shown. */
  focus?: string | undefined;
  /** Absent: both. */
  side?: Exclude<Side, 'both'> | undefined;
  /** Steps from the task; absent: all. */
  depth?: number | undefined;
  colour?: Exclude<Colour, 'state'> | undefined;
  /** The critical path is marked. */
  critical?: true | undefined;
  /** Ids of the groups that are folded, with commas between them. */
  fold?: string | undefined;
  assets?: 'hide' | undefined;
}

const text = (value: unknown): string | undefined =>
  value === undefined || value === null || value === '' ? undefined : String(value);
const oneOf = <const T extends string>(value: unknown, allowed: readonly T[]): T | undefined =>
  allowed.find((one) => one === value);

/** What does not fit is left out. */
export function graphSearch(given: Readonly<Record<string, unknown>>): GraphSearch {
  const depth = Number(given.depth ?? Number.NaN);
  return {
    q: text(given.q),
    node: text(given.node),
    focus: text(given.focus),
    side: oneOf(given.side, ['upstream', 'downstream']),
    depth: Number.isSafeInteger(depth) && depth > 0 ? depth : undefined,
    colour: oneOf(given.colour, ['duration', 'pool', 'operator']),
    critical: given.critical === true || given.critical === 'true' || undefined,
    fold: text(given.fold),
    assets: oneOf(given.assets, ['hide']),
  };
}

interface Named {
  readonly id: string;
  readonly label: string;
}

/** Ids of the nodes that hold the text, in their order. */
export function findNodes(nodes: readonly Named[], looked: string | undefined): string[] {
  const wanted = looked?.trim().toLowerCase();
  if (!wanted) return [];
  return nodes
    .filter(({ id, label }) => id.toLowerCase().includes(wanted) || label.toLowerCase().includes(wanted))
    .map(({ id }) => id);
}

/** The find after the node, or before it, round and round; undefined: there is none. */
export function nextFound(
  found: readonly string[],
  node: string | undefined,
  isBackwards: boolean,
): string | undefined {
  const at = found.indexOf(node ?? '');
  if (at === -1) return found.at(isBackwards ? -1 : 0);
  return found[(at + (isBackwards ? -1 : 1) + found.length) % found.length];
}
