/** `dag.if(...)` and `dag.switch(...)`: a task's value chooses between what comes after it. */
import type { Placement } from './dag.ts';
import { show } from './problems.ts';
import type { Json } from './serialized.ts';
import { type Edge, isTaskRef, type TaskRef } from './task-ref.ts';

/** What the two need of the DAG. */
export interface ConditionHost {
  placement(ref: TaskRef<unknown>): Placement | undefined;
  problem(text: string): void;
}

/** Adds `targets` to what runs when the task's value is `value`, or, where that is absent, when it is none of the others. */
function addCase(host: ConditionHost, ref: TaskRef<unknown>, targets: readonly Edge[], given?: { value: Json }): void {
  const placement = host.placement(ref);
  if (!placement) {
    host.problem(`a condition is ${show(ref)}; it must be a placed task of this DAG: call the task first`);
    return;
  }
  if (placement.definition.decider) {
    host.problem(`task ${placement.taskId} decides by itself what runs after it; it cannot be a condition as well`);
    return;
  }
  const tasks = targets.flat().filter((target) => isTaskRef(target));
  ref.before(...targets);
  const text =
    given === undefined ? 'else' : typeof given.value === 'string' ? given.value : JSON.stringify(given.value);
  for (const { taskId } of tasks) placement.labels.set(taskId, text);
  placement.decision ??= { kind: 'cases', cases: [], otherwise: [] };
  const { decision } = placement;
  const ids = tasks.map(({ taskId }) => taskId);
  if (given === undefined) decision.otherwise.push(...ids);
  else decision.cases.push({ value: given.value, tasks: ids });
}

export interface Else {
  /** These tasks run where the condition is false. */
  else(...targets: Edge[]): void;
}

export class If {
  private readonly host: ConditionHost;
  private readonly ref: TaskRef<boolean>;

  constructor(host: ConditionHost, ref: TaskRef<boolean>) {
    this.host = host;
    this.ref = ref;
  }

  /** These tasks run where the condition is true; else they are skipped. */
  // biome-ignore lint/suspicious/noThenProperty: it reads as the sentence that it is; nobody awaits the definition of a DAG.
  then(...targets: Edge[]): Else {
    addCase(this.host, this.ref, targets, { value: true });
    return { else: (...others) => addCase(this.host, this.ref, others, { value: false }) };
  }
}

export class Switch<V> {
  private readonly host: ConditionHost;
  private readonly ref: TaskRef<V>;

  constructor(host: ConditionHost, ref: TaskRef<V>) {
    this.host = host;
    this.ref = ref;
  }

  /** These tasks run where the value is `value`. */
  case(value: V & Json, ...targets: Edge[]): this {
    addCase(this.host, this.ref, targets, { value });
    return this;
  }

  /** These tasks run where the value is that of no case. */
  default(...targets: Edge[]): void {
    addCase(this.host, this.ref, targets);
  }
}
