/**
 * A binary heap that knows where its elements are: the least by `before` comes out first, and an element whose rank has changed
 * is moved to its place with `update`. Each element stands in it once.
 */
export interface Heap<T> {
  readonly size: number;
  /** Every element, in no order. */
  items(): Iterable<T>;
  has(item: T): boolean;
  /** Enters `item`, or moves it to its place where it is in already. */
  update(item: T): void;
  remove(item: T): void;
  peek(): T | undefined;
  pop(): T | undefined;
}

export function createHeap<T>(before: (a: T, b: T) => boolean): Heap<T> {
  const items: T[] = [];
  const places = new Map<T, number>();

  const put = (item: T, at: number) => {
    items[at] = item;
    places.set(item, at);
  };

  const rise = (item: T, from: number): number => {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] as T;
      if (!before(item, above)) break;
      put(above, at);
      at = parent;
    }
    put(item, at);
    return at;
  };

  const sink = (item: T, from: number): void => {
    let at = from;
    for (let child = 2 * at + 1; child < items.length; child = 2 * at + 1) {
      const right = child + 1;
      if (right < items.length && before(items[right] as T, items[child] as T)) child = right;
      const below = items[child] as T;
      if (!before(below, item)) break;
      put(below, at);
      at = child;
    }
    put(item, at);
  };

  const remove = (item: T): void => {
    const at = places.get(item);
    if (at === undefined) return;
    places.delete(item);
    const last = items.pop() as T;
    if (at === items.length) return;
    if (rise(last, at) === at) sink(last, at);
  };

  return {
    get size() {
      return items.length;
    },
    items: () => items,
    has: (item) => places.has(item),
    update(item) {
      const at = places.get(item);
      if (at === undefined) rise(item, items.length);
      else if (rise(item, at) === at) sink(item, at);
    },
    remove,
    peek: () => items[0],
    pop() {
      const least = items[0];
      if (least !== undefined) remove(least);
      return least;
    },
  };
}
