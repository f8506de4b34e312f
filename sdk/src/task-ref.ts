/** A placed task: what other tasks take as input, and hang edges on. */

declare const VALUE: unique symbol;

export type Edge = TaskRef<unknown> | readonly TaskRef<unknown>[];

/** Stands before the tasks whose edges it names: `a.before(label('best'), b)`. */
export interface EdgeLabel {
  readonly kind: 'label';
  readonly text: string;
}

export const label = (text: string): EdgeLabel => ({ kind: 'label', text });

export interface TaskRef<out T> {
  readonly taskId: string;
  /** This task runs before `others`; returns this one, for chaining. */
  before(...others: (Edge | EdgeLabel)[]): this;
  /** This task runs after `others`; returns this one, for chaining. */
  after(...others: (Edge | EdgeLabel)[]): this;
  /** It makes what the tasks between it and its teardowns need: where it fails, they do not run. */
  asSetup(): this;
  /**
   * It removes what a setup has made, when the tasks between them have ended in whatever way: its trigger rule is `all_done_setup_success`. That it
   * fails does not fail the run.
   */
  asTeardown(options?: TeardownOptions): this;
  /** Only for the type of the value. */
  readonly [VALUE]?: T;
}

export interface TeardownOptions {
  /** Its setups: they become setups, and it runs after them. */
  setups?: Edge;
  /** Default false. */
  onFailureFailDagrun?: boolean;
}

const ARGUMENT = Symbol.for('@aquilon/sdk/group-argument');

/** Inside of a mapped group: an argument of which each instance gets the value of its own element. It is passed on to tasks. */
export interface GroupArgument<out T> {
  readonly [ARGUMENT]: ArgumentParts;
  /** Only for the type of the value. */
  readonly [VALUE]?: T;
}

interface ArgumentParts {
  groupId: string;
  name: string;
}

/** An argument: the value itself, the task that returns it, or, in a mapped group, an argument of that. */
export type Input<T> = T | TaskRef<T> | GroupArgument<T>;

export type Inputs<A> = { [K in keyof A]: Input<A[K]> };

export type Handler<A, R> = (args: A) => R | Promise<R>;

const BRAND = Symbol.for('@aquilon/sdk/task-ref');

/** The part of a ref that the SDK itself uses. */
export interface PlacedTask extends TaskRef<unknown> {
  readonly [BRAND]: { dag: object; upstream: Set<string> };
}

/** What a ref can do to its DAG. */
export interface RefHost {
  link: (from: PlacedTask, to: PlacedTask, text: string | undefined) => void;
  setRole: (role: 'setup' | 'teardown', onFailureFailDagrun: boolean) => void;
}

export function makeRef(taskId: string, dag: object, upstream: Set<string>, { link, setRole }: RefHost): PlacedTask {
  const ref: PlacedTask = {
    taskId,
    [BRAND]: { dag, upstream },
    before(...others) {
      for (const { task, text } of labelled(others)) link(ref, task, text);
      return this;
    },
    after(...others) {
      for (const { task, text } of labelled(others)) link(task, ref, text);
      return this;
    },
    asSetup() {
      setRole('setup', false);
      return this;
    },
    asTeardown({ setups = [], onFailureFailDagrun = false } = {}) {
      setRole('teardown', onFailureFailDagrun);
      for (const setup of [setups].flat()) ref.after(setup.asSetup());
      return this;
    },
  };
  return ref;
}

/** The tasks one by one, each with the label that stands before it. */
function labelled(edges: readonly (Edge | EdgeLabel)[]): { task: PlacedTask; text: string | undefined }[] {
  let text: string | undefined;
  return edges.flat().flatMap((edge) => {
    if (!isLabel(edge)) return [{ task: edge as PlacedTask, text }];
    text = edge.text;
    return [];
  });
}

function isLabel(value: unknown): value is EdgeLabel {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'label';
}

export function isTaskRef(value: unknown): value is PlacedTask {
  return typeof value === 'object' && value !== null && BRAND in value;
}

export const partsOf = (ref: PlacedTask): { dag: object; upstream: Set<string> } => ref[BRAND];

export const makeGroupArgument = (parts: ArgumentParts): GroupArgument<unknown> => ({ [ARGUMENT]: parts });

/** The group and the name of an argument of a mapped group; undefined for anything else. */
export function argumentParts(value: unknown): ArgumentParts | undefined {
  return typeof value === 'object' && value !== null && ARGUMENT in value
    ? (value as GroupArgument<unknown>)[ARGUMENT]
    : undefined;
}
