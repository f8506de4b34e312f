/** Dynamic task mapping: one instance of a task for each element of a list that is known only when the run gets there. */
import { jsonProblem } from './json-problem.ts';
import { show } from './problems.ts';
import type { Json, SerializedExpand, SerializedSource } from './serialized.ts';
import { type Inputs, isTaskRef, type PlacedTask, type TaskRef } from './task-ref.ts';

/** A list, or a task that returns one. The results of a mapped task are a list too. */
export type Listed<T> = readonly T[] | TaskRef<readonly T[]>;

/** Lists side by side: the first elements of all, then the second ones, as many as the shortest has. */
export interface Zipped<T> {
  readonly kind: 'zip';
  readonly sources: readonly Listed<unknown>[];
  /** Only for the type of the elements. */
  readonly element?: T;
}

export type MapSource<T> = Listed<T> | Zipped<T>;

export function zip<T extends readonly unknown[]>(...lists: { [K in keyof T]: Listed<T[K]> }): Zipped<T> {
  return { kind: 'zip', sources: lists as unknown as readonly Listed<unknown>[] };
}

/** What remains to be given of a task's arguments, each as a list. */
export interface Expandable<A, R> {
  /** These arguments are the same for all instances. */
  partial<K extends keyof A>(given: Pick<Inputs<A>, K>): Expandable<Omit<A, K>, R>;
  /** One instance for each element; of several lists, for each combination, the last one changing fastest. */
  expand(lists: { [K in keyof A]: MapSource<A[K]> }): TaskRef<R[]>;
  /** One instance for each element, which is an object of named arguments. */
  expandKwargs(rows: MapSource<A>): TaskRef<R[]>;
}

/** How a task was expanded, as the author gave it. */
export type Expansion =
  | { kind: 'product'; inputs: { readonly [name: string]: unknown } }
  | { kind: 'rows'; rows: unknown };

function isZipped(value: unknown): value is Zipped<unknown> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'zip';
}

/** The placed tasks whose results are mapped over. */
export function sourceTasks(expansion: Expansion): PlacedTask[] {
  const given: unknown[] = expansion.kind === 'rows' ? [expansion.rows] : Object.values(expansion.inputs ?? {});
  const sources: unknown[] = given.flatMap((one) => (isZipped(one) ? [...one.sources] : [one]));
  return sources.filter(isTaskRef);
}

/** `add`: takes what is wrong. */
export function serializeExpansion(expansion: Expansion, add: (problem: string) => void): SerializedExpand {
  if (expansion.kind === 'rows') return { kind: 'rows', rows: sourceOf('expandKwargs', expansion.rows, add) };
  const entries = Object.entries(expansion.inputs ?? {});
  if (entries.length === 0) add('expand() names no argument: give at least one list');
  const inputs = entries.map(([name, value]) => ({ name, source: sourceOf(`expand: ${name}`, value, add) }));
  return { kind: 'product', inputs };
}

function sourceOf(what: string, value: unknown, add: (problem: string) => void): SerializedSource {
  if (isTaskRef(value)) return { kind: 'xcom', taskId: value.taskId };
  if (isZipped(value)) return { kind: 'zip', sources: value.sources.map((one) => sourceOf(what, one, add)) };
  if (!Array.isArray(value)) {
    add(`${what} is ${show(value)}; it must be a list, a placed task that returns one, or zip(...) of them`);
    return { kind: 'value', value: [] };
  }
  const problem = jsonProblem(value);
  if (problem) add(`${what} is no JSON: ${problem}`);
  return { kind: 'value', value: value as Json[] };
}
