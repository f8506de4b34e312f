/** A placed task: what other tasks take as input, and hang edges on. */

declare const VALUE: unique symbol;

export type Edge = TaskRef<unknown> | readonly TaskRef<unknown>[];

export interface TaskRef<out T> {
  readonly taskId: string;
  /** This task runs before `others`; returns this one, for chaining. */
  before(...others: Edge[]): this;
  /** This task runs after `others`; returns this one, for chaining. */
  after(...others: Edge[]): this;
  /** Only for the type of the value. */
  readonly [VALUE]?: T;
}

/** An argument: the value itself, or the task that returns it. */
export type Input<T> = T | TaskRef<T>;

export type Inputs<A> = { [K in keyof A]: Input<A[K]> };

export type Handler<A, R> = (args: A) => R | Promise<R>;

const BRAND = Symbol.for('@aquilon/sdk/task-ref');

/** The part of a ref that the SDK itself uses. */
export interface PlacedTask extends TaskRef<unknown> {
  readonly [BRAND]: { dag: object; upstream: Set<string> };
}

export function makeRef(
  taskId: string,
  dag: object,
  upstream: Set<string>,
  link: (from: PlacedTask, to: PlacedTask) => void,
): PlacedTask {
  const all = (edges: readonly Edge[]): PlacedTask[] => edges.flat().map((edge) => edge as PlacedTask);
  const ref: PlacedTask = {
    taskId,
    [BRAND]: { dag, upstream },
    before(...others) {
      for (const other of all(others)) link(ref, other);
      return this;
    },
    after(...others) {
      for (const other of all(others)) link(other, ref);
      return this;
    },
  };
  return ref;
}

export function isTaskRef(value: unknown): value is PlacedTask {
  return typeof value === 'object' && value !== null && BRAND in value;
}

export const partsOf = (ref: PlacedTask): { dag: object; upstream: Set<string> } => ref[BRAND];
