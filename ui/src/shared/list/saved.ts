/** What is kept under names, in the order in which it was. */
export interface Saved<T> {
  readonly name: string;
  readonly value: T;
  /** It stands on the home page, too. */
  readonly isPinned?: boolean;
}

/** What else may be found in a store is passed over. */
export const savedIn = <T>(stored: unknown): All<T> => (Array.isArray(stored) ? stored : []);

type All<T> = readonly Saved<T>[];

/** Under a name that is taken, the new value takes the place of the old one. */
export function withSaved<T>(all: All<T>, name: string, value: T): All<T> {
  if (!all.some((one) => one.name === name)) return [...all, { name, value }];
  return all.map((one) => (one.name === name ? { ...one, value } : one));
}

export const without = <T>(all: All<T>, name: string): All<T> => all.filter((one) => one.name !== name);

export const pinned = <T>(all: All<T>, name: string, isPinned: boolean): All<T> =>
  all.map((one) => (one.name === name ? { ...one, isPinned } : one));

/** Where it stood before it was forgotten. What has been kept under its name since then stays. */
export const putBack = <T>(all: All<T>, one: Saved<T>, place: number): All<T> =>
  all.some(({ name }) => name === one.name) ? all : all.toSpliced(place, 0, one);
