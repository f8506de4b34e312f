import { type AnyState, type StateSummary, summarize, toState } from '#shared/state/states.ts';

/** One summary for each task id: of its instance, or of all instances where it is mapped. */
export function summarizeTasks(
  tasks: readonly { readonly task_id: string; readonly state: string | null }[],
): Map<string, StateSummary> {
  const states = new Map<string, AnyState[]>();
  for (const task of tasks) {
    const list = states.get(task.task_id);
    if (list === undefined) states.set(task.task_id, [toState(task.state)]);
    else list.push(toState(task.state));
  }
  return new Map([...states].map(([id, list]) => [id, summarize(list)]));
}
