/** Task groups that are declared first and placed after: once as they are, or once for each element of a list. */
import type { Expansion, MapSource } from './mapping.ts';
import { type GroupArgument, makeGroupArgument, type TaskRef } from './task-ref.ts';

/** The value that an argument of a group stands for. */
type Plain<V> = V extends TaskRef<infer T> | GroupArgument<infer T> ? T : V;

/** What a mapped group gives to the outside: of each of its tasks, the list of what the instances returned. */
export type Collected<T> =
  T extends TaskRef<infer R> ? TaskRef<R[]> : T extends object ? { [K in keyof T]: Collected<T[K]> } : T;

/** What remains to be given of a group's arguments, each as a list. */
export interface ExpandableGroup<A extends object, T> {
  /** These arguments are the same for all instances. */
  partial<K extends keyof A>(given: Pick<A, K>): ExpandableGroup<Omit<A, K>, T>;
  /** All tasks of the group once for each element; of several lists, for each combination, the last one changing fastest. */
  expand(lists: { [K in keyof A]: MapSource<Plain<A[K]>> }): Collected<T>;
  /** All tasks of the group once for each element, which is an object of named arguments. */
  expandKwargs(rows: MapSource<{ [K in keyof A]: Plain<A[K]> }>): Collected<T>;
}

/** Calling it places the group once. */
export interface GroupFactory<A extends object, T> extends ExpandableGroup<A, T> {
  (args: A): T;
}

/** Places a group and fills it with its arguments. */
export type PlaceGroup = (given: object, expansion?: Expansion) => unknown;

export function groupFactory<A extends object, T>(place: PlaceGroup): GroupFactory<A, T> {
  return Object.assign((args: A) => place({ ...args }) as T, expandable<A, T>(place, {}));
}

function expandable<A extends object, T>(place: PlaceGroup, given: object): ExpandableGroup<A, T> {
  return {
    partial: (more) => expandable(place, { ...given, ...more }),
    expand: (lists) => place(given, { kind: 'product', inputs: { ...lists } }) as Collected<T>,
    expandKwargs: (rows) => place(given, { kind: 'rows', rows }) as Collected<T>,
  };
}

/** The arguments of the function of a mapped group: what was given, and for any other name that of the element. */
export function elementArguments(groupId: string, given: object): object {
  return new Proxy(given, {
    get: (target, name) =>
      typeof name === 'symbol' || Object.hasOwn(target, name)
        ? Reflect.get(target, name)
        : makeGroupArgument({ groupId, name }),
  });
}
