/** What the product needs of a loaded DAG file: its DAGs as JSON, and the bodies of its tasks. Authors import the package itself. */

import { isAssetOrTime } from './asset-schedule.ts';
import { getContext } from './context.ts';
import { type AnyHandler, type Dag, dagParts, isDag } from './dag.ts';
import type { NoticeFunction } from './notifiers.ts';
import { callbackList } from './notifiers.ts';
import { isOperator } from './operator.ts';
import type { Json, SerializedCallbacks } from './serialized.ts';
import { CALLBACK_OPTIONS } from './task-callbacks.ts';
import { isTimetable, type Timetable } from './timetable.ts';

export { chosenTasks } from './chosen-tasks.ts';
export { runWithContext } from './context.ts';
export type { Dag } from './dag.ts';
export { type Duration, parseDuration } from './duration.ts';
export { DagDefinitionError, nearest } from './problems.ts';
export { readSchedule } from './schedule.ts';
export { examine, serialize } from './serialize.ts';
export { literalArguments } from './templates.ts';
export { askTimetable } from './timetable.ts';

/** The DAGs that a module exports, by default or by name, each once. Lists of DAGs count too. */
export function dagsOf(module: object): Dag[] {
  const exported = Object.values(module).flatMap((value) => (Array.isArray(value) ? value : [value]));
  return [...new Set(exported.filter(isDag))];
}

/** The timetable that the author of the DAG wrote; undefined where its schedule is of another kind. */
export function timetableOf(dag: Dag): Timetable | undefined {
  const { schedule } = dag.options;
  const time = isAssetOrTime(schedule) ? schedule.schedule : schedule;
  return isTimetable(time) ? time : undefined;
}

/** The author's function of a task: takes the object of named arguments; of an operator, its rendered options. Undefined for built-in operators and unknown tasks. */
export function handlerOf(dag: Dag, taskId: string): AnyHandler | undefined {
  const body = dagParts(dag).placements.find((placement) => placement.taskId === taskId)?.body;
  if (!isOperator(body)) return body;
  const { run } = body;
  return run && ((rendered: { readonly [name: string]: Json }) => run(getContext(), rendered));
}

/** The author's function that an operator has as its option `name`. Undefined where there is none. */
export function optionFunctionOf(
  dag: Dag,
  taskId: string,
  name: string,
): ((...values: readonly unknown[]) => unknown) | undefined {
  const body = dagParts(dag).placements.find((placement) => placement.taskId === taskId)?.body;
  return isOperator(body) ? (body.functions?.[name] as (...values: readonly unknown[]) => unknown) : undefined;
}

/** A function of the author that is to be told, by its place: of a task, of the runs (`taskId` null), or of a deadline by its number. */
export function callbackOf(
  dag: Dag,
  place: { taskId: string | null; event: keyof SerializedCallbacks | number; at: number },
): NoticeFunction | undefined {
  const found = callbackList(callbacksAt(dag, place))[place.at];
  return typeof found === 'function' ? (found as NoticeFunction) : undefined;
}

function callbacksAt(dag: Dag, { taskId, event }: Parameters<typeof callbackOf>[1]): unknown {
  const { options } = dag;
  if (typeof event === 'number') {
    const alerts = Array.isArray(options.deadline) ? options.deadline : [options.deadline];
    return alerts[event]?.callback;
  }
  if (event === 'awaiting_input') {
    const body = dagParts(dag).placements.find((placement) => placement.taskId === taskId)?.body;
    return isOperator(body) ? body.notifiers : undefined;
  }
  const name = CALLBACK_OPTIONS[event];
  if (taskId === null) return (options as { [name: string]: unknown })[name];
  const own = dagParts(dag).placements.find((placement) => placement.taskId === taskId)?.definition.options;
  return own?.[name] ?? options.defaultArgs?.[name];
}

/** Names and filters that the author gives to the templates of the DAG. */
export function userDefinedOf({ options }: Dag): {
  macros: { [name: string]: unknown };
  filters: { [name: string]: (...values: readonly unknown[]) => unknown };
} {
  const { userDefinedMacros = {}, userDefinedFilters = {} } = options;
  return { macros: userDefinedMacros, filters: userDefinedFilters as never };
}
