/** Which colour a node gets for its duration, pool or operator; a word stands beside each. Pure. */
import type { Colour } from './graph-search.ts';
import type { GraphNode } from './shown-structure.ts';

/** Told apart in both themes, and by most who see colours otherwise. */
const KINDS = [
  '#0072b2',
  '#d55e00',
  '#00856a',
  '#b8588f',
  '#8a6d00',
  '#3a8fc0',
  '#7b4fb5',
  '#8c564b',
  '#5f6b6d',
  '#6d7a00',
];
/** From short to long. */
const STEPS = ['#9ecae1', '#6baed6', '#3182bd', '#0b559f', '#08306b'] as const;

export interface NodeColours {
  readonly of: ReadonlyMap<string, string>;
  /** A part of the word that stands in the node. */
  readonly words: ReadonlyMap<string, string>;
  readonly legend: readonly { readonly colour: string; readonly words: string }[];
}

interface Facts {
  /** seconds */
  readonly durations: ReadonlyMap<string, number>;
  readonly pools: ReadonlyMap<string, string>;
  readonly durationText: (seconds: number) => string;
}

/** Null: by state, which the nodes show themselves. */
export function nodeColours(nodes: readonly GraphNode[], colour: Colour, facts: Facts): NodeColours | null {
  if (colour === 'state') return null;
  const tasks = nodes.filter((node) => node.kind === undefined);
  if (colour === 'duration') return byDuration(tasks, facts);
  const kindOf = (node: GraphNode) => (colour === 'pool' ? facts.pools.get(node.id) : node.operator);
  return byKind(tasks, kindOf, colour === 'pool');
}

function byKind(
  tasks: readonly GraphNode[],
  kindOf: (node: GraphNode) => string | undefined,
  isSaid: boolean,
): NodeColours {
  const kinds = [...new Set(tasks.map(kindOf).filter((one) => one !== undefined))].sort();
  const colourOf = new Map(kinds.map((kind, at) => [kind, KINDS[at % KINDS.length] ?? '']));
  const known = tasks.flatMap((task) => {
    const kind = kindOf(task);
    return kind === undefined ? [] : [[task.id, kind] as const];
  });
  return {
    of: new Map(known.map(([id, kind]) => [id, colourOf.get(kind) ?? ''])),
    words: new Map(isSaid ? known : []),
    legend: kinds.map((kind) => ({ colour: colourOf.get(kind) ?? '', words: kind })),
  };
}

function byDuration(tasks: readonly GraphNode[], { durations, durationText }: Facts): NodeColours {
  const known = tasks.flatMap((task) => {
    const seconds = durations.get(task.id);
    return seconds === undefined ? [] : [[task.id, seconds] as const];
  });
  const longest = Math.max(0, ...known.map(([, seconds]) => seconds));
  const stepOf = (seconds: number) =>
    longest === 0 ? 0 : Math.min(STEPS.length - 1, Math.floor((seconds / longest) * STEPS.length));
  return {
    of: new Map(known.map(([id, seconds]) => [id, STEPS[stepOf(seconds)] ?? STEPS[0]])),
    words: new Map(known.map(([id, seconds]) => [id, durationText(seconds)])),
    legend:
      longest === 0
        ? []
        : STEPS.map((step, at) => ({ colour: step, words: `≤ ${durationText((longest * (at + 1)) / STEPS.length)}` })),
  };
}
