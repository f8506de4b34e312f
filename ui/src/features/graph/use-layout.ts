import { useQuery } from '@tanstack/react-query';
import type { Structure } from '#shared/api/extra-operations.ts';
import { layout, MOST_FOR_ELK } from './layout.ts';
import { type Direction, fitScale, type Placed } from './layout-input.ts';

/** Smaller than this, labels are hard to read: the other direction may do better. */
const READABLE = 0.75;

/** A structure stays the same object while it is the same: its number stands for it in keys, cheaper than its text. */
const numbers = new WeakMap<Structure, number>();
let nextNumber = 1;
function numberOf(structure: Structure): number {
  const number = numbers.get(structure) ?? nextNumber++;
  numbers.set(structure, number);
  return number;
}

export interface Layout {
  readonly placed: Placed[] | null;
  readonly direction: Direction;
  readonly error: unknown;
}

/** Places of the tasks, from left to right, or downwards where the frame shows that larger. */
export function useLayout(structure: Structure, width: number, height: number): Layout {
  const query = (direction: Direction, enabled: boolean) => ({
    queryKey: ['layout', numberOf(structure), direction],
    queryFn: () => layout(structure, direction),
    enabled: enabled && structure.nodes.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const right = useQuery(query('RIGHT', width > 0));
  // One that is read from afar in either direction is not laid out twice.
  const isLarge = structure.nodes.length > MOST_FOR_ELK;
  const rightScale = right.data === undefined || isLarge ? 1 : fitScale(right.data, width, height);
  const down = useQuery(query('DOWN', rightScale < READABLE));
  const error = right.error ?? down.error;
  if (right.data === undefined || (rightScale < READABLE && down.data === undefined)) {
    return { placed: null, direction: 'RIGHT', error };
  }
  if (rightScale < READABLE && down.data !== undefined && fitScale(down.data, width, height) > rightScale) {
    return { placed: down.data, direction: 'DOWN', error };
  }
  return { placed: right.data, direction: 'RIGHT', error };
}
