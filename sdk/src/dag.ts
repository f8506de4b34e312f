/** A DAG as an author writes it. */
import type { AssetSchedule } from './asset-schedule.ts';
import { type ConditionHost, If, Switch } from './conditions.ts';
import type { DeadlineAlert } from './deadlines.ts';
import type { Duration } from './duration.ts';
import { type Decider, isDecider } from './flow.ts';
import { elementArguments, type GroupFactory, groupFactory } from './mapped-group.ts';
import { type Expandable, type Expansion, sourceTasks } from './mapping.ts';
import type { Callbacks } from './notifiers.ts';
import {
  type ArgumentOperator,
  isOperator,
  isOperatorFactory,
  type Operator,
  type OperatorFactory,
} from './operator.ts';
import type { TaskOptions } from './options.ts';
import { DagDefinitionError, show } from './problems.ts';
import type { Schedule } from './schedule.ts';
import { isSensor, type Sensor } from './sensors/custom.ts';
import type { Json, SerializedDecision } from './serialized.ts';
import { callerLine } from './source-line.ts';
import {
  argumentParts,
  type Handler,
  type Inputs,
  isTaskRef,
  makeRef,
  type PlacedTask,
  partsOf,
  type TaskRef,
} from './task-ref.ts';

/** A param: its default value, or a JSON Schema that values must fit, with a default. */
export type ParamDefinition = Json | ParamObject;
export interface ParamObject {
  /** Left out: whoever triggers a run gives the value. A DAG with a schedule needs one. */
  default?: Json;
  description?: string;
  /**
   * JSON Schema: `type`, `enum`, `format`, `minimum`, `properties`... The form that triggers a run reads `title`, `examples` and the format
   * `multiline` as well.
   */
  schema: { [keyword: string]: Json };
}

export interface DagOptions {
  /** Default null. */
  schedule?: Schedule | AssetSchedule;
  /** First tick; ISO 8601, or a Date. A date without an offset is in the DAG's time zone. */
  startDate?: string | Date;
  /** Last tick. */
  endDate?: string | Date;
  /** IANA name of the zone of the schedule. Default UTC. */
  timezone?: string;
  /** Make up missed ticks. Default: `[scheduler] catchup_by_default`, which is false. */
  catchup?: boolean;
  /** Default: `[core] max_active_runs_per_dag`, which is 16. */
  maxActiveRuns?: number;
  /** Tasks of one run that are active at once. Default: `[core] max_active_tasks_per_dag`, which is 16. */
  maxActiveTasks?: number;
  /** The DAG is switched off after so many failed runs in a row. Default: `[core] max_consecutive_failed_dag_runs_per_dag`, which is 0: never. */
  maxConsecutiveFailedDagRuns?: number;
  /** The run is failed after this time. */
  dagrunTimeout?: Duration;
  /** The first task that fails ends the run: what runs is failed, what waits is skipped; teardowns still run. Default false. */
  failFast?: boolean;
  /** Default: `[core] dags_are_paused_at_creation`, which is true. */
  isPausedUponCreation?: boolean;
  tags?: string[];
  displayName?: string;
  description?: string;
  /** Documentation in Markdown. */
  docMd?: string;
  /** What a template makes becomes a number, a list, an object where it is the JSON of one. Default false: texts stay texts. */
  renderTemplateAsNativeObj?: boolean;
  /** Names for the templates of its tasks: values, and functions of plain values. Not for mails, whose process runs no code of a DAG file. */
  userDefinedMacros?: { [name: string]: unknown };
  /** Filters for the templates of its tasks: `{{ value | name }}`. */
  userDefinedFilters?: { [name: string]: (...values: never[]) => unknown };
  params?: { [name: string]: ParamDefinition };
  /** Options that tasks have unless they say otherwise. */
  defaultArgs?: TaskOptions;
  /** Address by owner: a web page or `mailto:`. */
  ownerLinks?: { [owner: string]: string };
  /** Told when a run has succeeded. */
  onSuccessCallback?: Callbacks;
  /** Told when a run has failed. */
  onFailureCallback?: Callbacks;
  /** Who is told when a run has not ended in time. */
  deadline?: DeadlineAlert | readonly DeadlineAlert[];
}

/** Places the task in its DAG when it is called, and gives what other tasks refer to. `expand` places it once for each element of a list. */
export type TaskFactory<A, R> = keyof A extends never
  ? () => TaskRef<R>
  : (Record<never, never> extends A ? (inputs?: Inputs<A>) => TaskRef<R> : (inputs: Inputs<A>) => TaskRef<R>) &
      Expandable<A, R>;

/** Of arguments that are not known here: every handler is one. */
export type AnyHandler = Handler<never, unknown>;

type TaskBody<A extends object, R> = Handler<A, R> | OperatorFactory<A, R> | Operator<R> | Decider<A, R> | Sensor<A, R>;

export interface GroupOptions {
  tooltip?: string;
}

/** A task that was declared. `placements`: how often it was placed. */
export interface TaskDefinition {
  baseId: string;
  body: AnyHandler | Operator<unknown> | OperatorFactory<never, unknown>;
  /** Set where the handler's result decides what follows. */
  decider: Decider<never, unknown> | undefined;
  /** Set where the handler is asked until it is done. */
  sensor: Sensor<never, unknown> | undefined;
  options: TaskOptions;
  placements: number;
  line: number | null;
}

export interface Placement {
  definition: TaskDefinition;
  /** What runs; of an operator that takes its options as arguments, with those that the file itself gives. */
  body: AnyHandler | Operator<unknown>;
  taskId: string;
  label: string;
  groupId: string | null;
  inputs: { readonly [name: string]: unknown };
  upstream: Set<string>;
  /** Labels of the edges to the tasks after it, by their ids. */
  labels: Map<string, string>;
  /** What `if` and `switch` said of it. */
  decision: Extract<SerializedDecision, { kind: 'cases' }> | undefined;
  role: 'setup' | 'teardown' | undefined;
  expansion: Expansion | undefined;
  onFailureFailDagrun: boolean;
  line: number | null;
}

export interface Group {
  groupId: string;
  parentId: string | null;
  label: string;
  tooltip: string;
  expansion?: Expansion;
  line: number | null;
}

/** What the SDK itself reads of a DAG; nothing for authors. */
export interface DagParts {
  definitions: TaskDefinition[];
  placements: Placement[];
  groups: Group[];
  problems: string[];
}

const PARTS = Symbol.for('@aquilon/sdk/dag');

export class Dag {
  readonly dagId: string;
  readonly options: DagOptions;
  readonly [PARTS]: DagParts = { definitions: [], placements: [], groups: [], problems: [] };
  private group_: string | null = null;

  constructor(dagId: string, options: DagOptions = {}) {
    if (typeof dagId !== 'string') throw new DagDefinitionError(show(dagId), ['the id of a DAG is a text']);
    this.dagId = dagId;
    this.options = options;
  }

  /** Declares a task. The id may be left out for a named function. Calling the result places it. */
  task<A extends object, R>(decider: Decider<A, R>, options?: TaskOptions): TaskFactory<A, R>;
  task<R>(handler: () => R, options?: TaskOptions): () => TaskRef<Awaited<R>>;
  task<A extends object, R>(handler: (args: A) => R, options?: TaskOptions): TaskFactory<A, Awaited<R>>;
  task<O extends object, R>(taskId: string, operator: OperatorFactory<O, R>, options?: TaskOptions): TaskFactory<O, R>;
  task<A extends object, R>(taskId: string, operator: ArgumentOperator<A, R>, options?: TaskOptions): TaskFactory<A, R>;
  task<R>(taskId: string, operator: Operator<R>, options?: TaskOptions): () => TaskRef<R>;
  task<A extends object, R>(taskId: string, decider: Decider<A, R>, options?: TaskOptions): TaskFactory<A, R>;
  task<A extends object, R>(taskId: string, sensor: Sensor<A, R>, options?: TaskOptions): TaskFactory<A, R>;
  task<R>(taskId: string, handler: () => R, options?: TaskOptions): () => TaskRef<Awaited<R>>;
  task<A extends object, R>(taskId: string, handler: (args: A) => R, options?: TaskOptions): TaskFactory<A, Awaited<R>>;
  // Takes what those above take: of a call that fits none, the compiler tells what is wrong by the last one, such as a misspelt option.
  task<A extends object, R>(taskId: string, body: TaskBody<A, R>, options?: TaskOptions): TaskFactory<A, R>;
  task(...given: unknown[]): (inputs?: { [name: string]: unknown }) => TaskRef<unknown> {
    const named = typeof given[0] === 'string';
    const [what, options] = (named ? given.slice(1) : given) as [unknown, TaskOptions?];
    const decider = isDecider(what) ? what : undefined;
    const sensor = isSensor(what) ? what : undefined;
    const body = (decider?.handler ?? sensor?.handler ?? what) as AnyHandler | Operator<unknown>;
    const baseId = named ? (given[0] as string) : typeof body === 'function' ? body.name : '';
    const definition = { baseId, body, decider, sensor, options: options ?? {}, placements: 0, line: callerLine() };
    this.checkBody(definition);
    this[PARTS].definitions.push(definition);
    return Object.assign((inputs = {}) => this.place(definition, inputs), this.expandable(definition, {}));
  }

  /** Puts the tasks that `fill` places into a group: their ids begin with `groupId.`. Groups nest. */
  group<T>(groupId: string, fill: () => T, options: GroupOptions = {}): T {
    return this.fillGroup(groupId, options, undefined, fill);
  }

  /**
   * Declares a group of tasks with arguments. Calling the result places it; `expand` places it once for each element of a list: then each instance of
   * a task follows those of the same element.
   */
  taskGroup<A extends object, T>(
    groupId: string,
    fill: (args: A) => T,
    options: GroupOptions = {},
  ): GroupFactory<A, T> {
    let placements = 0;
    return groupFactory((given, expansion) => {
      // As of tasks, the second placing gets the id `group__1`.
      const label = placements === 0 ? groupId : `${groupId}__${placements}`;
      placements += 1;
      return this.fillGroup(label, options, expansion, (id) =>
        fill((expansion ? elementArguments(id, given) : given) as A),
      );
    });
  }

  private fillGroup<T>(
    label: string,
    { tooltip = '' }: GroupOptions,
    expansion: Expansion | undefined,
    fill: (groupId: string) => T,
  ): T {
    const outer = this.group_;
    const groupId = outer === null ? label : `${outer}.${label}`;
    const line = callerLine();
    this[PARTS].groups.push({ groupId, parentId: outer, label, tooltip, line, ...(expansion ? { expansion } : {}) });
    this.group_ = groupId;
    try {
      return fill(groupId);
    } finally {
      this.group_ = outer;
    }
  }

  /** `dag.if(condition).then(tasks).else(others)`: the value of the task `condition` decides which of them run. */
  if(condition: TaskRef<boolean>): If {
    return new If(this.conditionHost(), condition);
  }

  /** `dag.switch(value).case('a', tasks).case('b', others).default(rest)`. */
  switch<V>(value: TaskRef<V>): Switch<V> {
    return new Switch(this.conditionHost(), value);
  }

  private conditionHost(): ConditionHost {
    const { placements, problems } = this[PARTS];
    return {
      placement: (ref) =>
        isTaskRef(ref) && partsOf(ref).dag === this
          ? placements.find(({ taskId }) => taskId === ref.taskId)
          : undefined,
      problem: (text) => void problems.push(text),
    };
  }

  private checkBody({ baseId, body }: TaskDefinition): void {
    const { problems } = this[PARTS];
    if (baseId === '') problems.push(`a task has no id: name its function, or write dag.task('id', ...)`);
    if (typeof body !== 'function' && !isOperator(body)) {
      problems.push(
        `task ${baseId || '(without id)'}: its body is ${show(body)}; it must be a function or an operator`,
      );
    }
  }

  private expandable(
    definition: TaskDefinition,
    given: { readonly [name: string]: unknown },
  ): Expandable<{ [name: string]: unknown }, unknown> {
    const place = (expansion: Expansion) => this.place(definition, given, expansion) as TaskRef<unknown[]>;
    return {
      partial: (more) => this.expandable(definition, { ...given, ...more }),
      expand: (lists) => place({ kind: 'product', inputs: lists }),
      expandKwargs: (rows) => place({ kind: 'rows', rows }),
    };
  }

  private place(
    definition: TaskDefinition,
    given: { readonly [name: string]: unknown },
    expansion?: Expansion,
  ): TaskRef<unknown> {
    const parts = this[PARTS];
    definition.placements += 1;
    // As in Airflow, the second placing of the same task gets the id `task__1`.
    const label =
      definition.placements === 1 ? definition.baseId : `${definition.baseId}__${definition.placements - 1}`;
    const taskId = this.group_ === null ? label : `${this.group_}.${label}`;
    const upstream = new Set<string>();
    const { body, inputs } = bodyOf(definition, given);
    const placement: Placement = {
      definition,
      body,
      taskId,
      label,
      groupId: this.group_,
      inputs,
      upstream,
      labels: new Map(),
      decision: undefined,
      role: undefined,
      expansion,
      onFailureFailDagrun: false,
      line: callerLine(),
    };
    parts.placements.push(placement);
    if (typeof inputs === 'object' && inputs !== null) {
      for (const [name, value] of Object.entries(inputs))
        if (isTaskRef(value)) this.link(value, taskId, upstream, `input ${name}`);
    }
    for (const source of expansion ? sourceTasks(expansion) : []) this.link(source, taskId, upstream, 'expand');
    return makeRef(taskId, this, upstream, {
      link: (from, to, text) => this.linkRefs(from, to, text),
      setRole: (role, onFailureFailDagrun) => void Object.assign(placement, { role, onFailureFailDagrun }),
    });
  }

  private linkRefs(from: PlacedTask, to: PlacedTask, text: string | undefined): void {
    if (!isTaskRef(from) || !isTaskRef(to)) {
      this[PARTS].problems.push(
        `an edge leads to ${show(isTaskRef(from) ? to : from)}; before() and after() take placed tasks: call the task first`,
      );
      return;
    }
    const target = partsOf(to);
    if (target.dag !== this) {
      this[PARTS].problems.push(`task ${to.taskId} belongs to another DAG`);
      return;
    }
    this.link(from, to.taskId, target.upstream, 'edge');
    if (text !== undefined)
      this[PARTS].placements.find((one) => one.taskId === from.taskId)?.labels.set(to.taskId, text);
  }

  private link(from: PlacedTask, taskId: string, upstream: Set<string>, what: string): void {
    if (partsOf(from).dag !== this)
      this[PARTS].problems.push(`task ${taskId}: ${what} refers to task ${from.taskId} of another DAG`);
    else upstream.add(from.taskId);
  }
}

/** The options of an operator that stand in the file are its own; the others come when it runs. */
function bodyOf(
  { body }: TaskDefinition,
  given: { readonly [name: string]: unknown },
): Pick<Placement, 'body' | 'inputs'> {
  if (!isOperatorFactory(body)) return { body: body as Placement['body'], inputs: given };
  const [later, now] = [true, false].map((isLater) =>
    Object.fromEntries(Object.entries({ ...given }).filter(([, value]) => isPassedOn(value) === isLater)),
  );
  return { body: body(now ?? {}), inputs: later ?? {} };
}

const isPassedOn = (value: unknown): boolean => isTaskRef(value) || argumentParts(value) !== undefined;

export const dagParts = (dag: Dag): DagParts => dag[PARTS];

export function isDag(value: unknown): value is Dag {
  return typeof value === 'object' && value !== null && PARTS in value;
}
