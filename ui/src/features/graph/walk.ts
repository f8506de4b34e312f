/** Where an arrow key leads from a node: along its edges, or to the one beside it. Pure. */
import type { Direction, Placed } from './layout-input.ts';

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';
export const isArrow = (key: string): key is Arrow => /^Arrow(Left|Right|Up|Down)$/.test(key);

interface Edge {
  readonly source: string;
  readonly target: string;
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Places as they are on the drawing, not within their groups. */
export function absolutePlaces(placed: readonly Placed[]): ReadonlyMap<string, Rectangle> {
  const places = new Map<string, Rectangle>();
  // Parents stand before their children.
  for (const { id, parent, x, y, width, height } of placed) {
    const corner = parent === null ? undefined : places.get(parent);
    places.set(id, { x: x + (corner?.x ?? 0), y: y + (corner?.y ?? 0), width, height });
  }
  return places;
}

/** The node that the arrow leads to; undefined: there is none. */
export function step(
  places: ReadonlyMap<string, Rectangle>,
  edges: readonly Edge[],
  from: string,
  arrow: Arrow,
  direction: Direction,
): string | undefined {
  const here = places.get(from);
  if (here === undefined) return undefined;
  const isRight = direction === 'RIGHT';
  const [back, forth] = isRight ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  const across = (one: Rectangle) => (isRight ? one.y + one.height / 2 : one.x + one.width / 2);
  const along = (one: Rectangle) => (isRight ? one.x + one.width / 2 : one.y + one.height / 2);
  const nearest = (ids: readonly string[], distance: (one: Rectangle) => number): string | undefined => {
    const measured = ids.flatMap((id) => {
      const place = places.get(id);
      return place === undefined ? [] : [{ id, far: distance(place) }];
    });
    return measured.reduce<{ id: string; far: number } | undefined>(
      (best, one) => (best === undefined || one.far < best.far ? one : best),
      undefined,
    )?.id;
  };
  const beside = (one: Rectangle) => Math.abs(across(one) - across(here));
  if (arrow === forth)
    return nearest(
      edges.filter((edge) => edge.source === from).map((edge) => edge.target),
      beside,
    );
  if (arrow === back)
    return nearest(
      edges.filter((edge) => edge.target === from).map((edge) => edge.source),
      beside,
    );
  const isOnwards = arrow === 'ArrowDown' || arrow === 'ArrowRight';
  const onSide = [...places].filter(([id, one]) => {
    const isOf = isOnwards ? across(one) > across(here) : across(one) < across(here);
    return isOf && id !== from && Math.abs(along(one) - along(here)) < (isRight ? here.width : here.height);
  });
  return nearest(
    onSide.map(([id]) => id),
    beside,
  );
}

/** The rectangle that holds all of them; one of one pixel where there are none. */
export function boundsOf(places: ReadonlyMap<string, Rectangle>): Rectangle {
  let [right, bottom] = [1, 1];
  for (const { x, y, width, height } of places.values()) {
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return { x: 0, y: 0, width: right, height: bottom };
}
