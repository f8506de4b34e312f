/** In which state the tasks of a run were at a moment, from the times of their tries. Pure. */
import type { TaskInstance, TaskTry } from '#shared/api/queries/tasks.ts';
import { type AnyState, isFinished, toState } from '#shared/state/states.ts';

type Timed = Pick<
  TaskInstance | TaskTry,
  'try_number' | 'state' | 'scheduled_when' | 'queued_when' | 'start_date' | 'end_date'
>;

const ms = (iso: string | null): number => (iso === null ? Number.POSITIVE_INFINITY : Date.parse(iso));

/**
 * `tries`: of one instance, in any order; `moment` and `end` (of the run): epoch ms. A state that has no time of its own, such as that
 * of a task which was never queued, counts from the end of the run.
 */
export function stateAt(tries: readonly Timed[], moment: number, end: number): AnyState {
  const begun = tries
    .filter((one) => beginOf(one, end) <= moment)
    .reduce<Timed | undefined>((last, one) => (last && last.try_number > one.try_number ? last : one), undefined);
  if (begun === undefined) return 'none';
  const state = toState(begun.state);
  const isLast = tries.every((one) => one.try_number <= begun.try_number);
  if (endOf(begun, end) <= moment) return isLast ? state : 'up_for_retry';
  if (ms(begun.start_date) <= moment) return isLast && begun.end_date === null ? state : 'running';
  return ms(begun.queued_when) <= moment ? 'queued' : 'scheduled';
}

function beginOf(one: Timed, end: number): number {
  const first = Math.min(...[one.scheduled_when, one.queued_when, one.start_date, one.end_date].map(ms));
  return Number.isFinite(first) ? first : isFinished(toState(one.state)) ? end : first;
}

/** What waits again for a retry has its end already, what has no time had none before the end of the run. */
const endOf = (one: Timed, end: number): number =>
  one.end_date === null && one.start_date === null && isFinished(toState(one.state)) ? end : ms(one.end_date);

/** All instances of the run as they were. `tries`: of those that were tried more than once, by key. */
export function tasksAt(
  tasks: readonly TaskInstance[],
  tries: ReadonlyMap<string, readonly TaskTry[]>,
  keyOf: (task: TaskInstance) => string,
  moment: number,
  end: number,
): { task_id: string; state: AnyState }[] {
  return tasks.map((task) => ({
    task_id: task.task_id,
    state: stateAt(tries.get(keyOf(task)) ?? [task], moment, end),
  }));
}
