/** Two runs of a DAG side by side. Pure. */
import type { TaskInstance } from '#shared/api/queries/tasks.ts';
import { type AnyState, summarize, toState } from '#shared/state/states.ts';

export interface Side {
  readonly state: AnyState;
  /** Of a mapped task that of its longest instance. seconds */
  readonly duration: number | null;
  readonly tries: number;
}

export interface TaskPair {
  readonly taskId: string;
  /** null: the run does not have the task. */
  readonly left: Side | null;
  readonly right: Side | null;
  /** By how much the right one took longer. seconds */
  readonly longer: number | null;
}

/** Tasks of both runs, in the order of the left one; those of the right one alone stand at the end. */
export function pairTasks(left: readonly TaskInstance[], right: readonly TaskInstance[]): TaskPair[] {
  const sides = [sidesOf(left), sidesOf(right)] as const;
  const names = new Set([...sides[0].keys(), ...sides[1].keys()]);
  return [...names].map((taskId) => {
    const [one, other] = [sides[0].get(taskId) ?? null, sides[1].get(taskId) ?? null];
    const durations = [one?.duration ?? null, other?.duration ?? null] as const;
    const longer = durations[0] === null || durations[1] === null ? null : durations[1] - durations[0];
    return { taskId, left: one, right: other, longer };
  });
}

function sidesOf(tasks: readonly TaskInstance[]): Map<string, Side> {
  const byTask = Map.groupBy(tasks, (task) => task.task_id);
  return new Map(
    [...byTask].map(([taskId, instances]) => {
      const durations = instances.flatMap(({ duration }) => (duration === null ? [] : [duration]));
      return [
        taskId,
        {
          state: summarize(instances.map(({ state }) => toState(state))).state,
          duration: durations.length === 0 ? null : Math.max(...durations),
          tries: Math.max(...instances.map((one) => one.try_number)),
        },
      ];
    }),
  );
}

export interface ValuePair {
  readonly name: string;
  /** As JSON; null: it is not there. */
  readonly left: string | null;
  readonly right: string | null;
  readonly isSame: boolean;
}

/** Values by name: those that differ first. */
export function pairValues(
  left: Readonly<Record<string, unknown>> | null,
  right: Readonly<Record<string, unknown>> | null,
): ValuePair[] {
  const names = new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})]);
  const shown = (values: Readonly<Record<string, unknown>> | null, name: string) =>
    values !== null && name in values ? (JSON.stringify(values[name]) ?? null) : null;
  const pairs = [...names].sort().map((name) => {
    const [one, other] = [shown(left, name), shown(right, name)];
    return { name, left: one, right: other, isSame: one === other };
  });
  return [...pairs.filter(({ isSame }) => !isSame), ...pairs.filter(({ isSame }) => isSame)];
}
