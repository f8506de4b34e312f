/**
 * Brings what the page holds up to date with committed changes, without asking the server.
 * A list comes back as it was, the same object, when no event concerns it: then nothing is drawn again.
 */
import type { StateEvent } from '#shared/api/extra-operations.ts';
import type { Schemas } from '#shared/api/generated.ts';
import { isFinished, toState } from '#shared/state/states.ts';

/** What an event changes of a run. */
type Run = Pick<Schemas['DAGRunResponse'], 'dag_id' | 'dag_run_id' | 'state' | 'start_date' | 'end_date' | 'duration'>;
type Task = Schemas['TaskInstanceResponse'];

const iso = (at: number): string => new Date(at).toISOString();
const seconds = (start: string | null, at: number): number | null =>
  start === null ? null : Math.max(0, (at - Date.parse(start)) / 1000);

/** Events of this run's tasks; `missing`: one of them is not in the list, so that the list has to be asked for again. */
export function applyToTasks(
  tasks: readonly Task[],
  events: readonly StateEvent[],
): { tasks: readonly Task[]; missing: boolean } {
  let changed: Task[] | null = null;
  let missing = false;
  const places = new Map(tasks.map((task, place) => [`${task.task_id}[${task.map_index}]`, place]));
  for (const event of events) {
    const place = places.get(`${event.taskId}[${event.mapIndex ?? -1}]`);
    const before = place === undefined ? undefined : (changed ?? tasks)[place];
    if (place === undefined || before === undefined) {
      missing = true;
      continue;
    }
    const after = advanceTask(before, event);
    if (after === before) continue;
    changed ??= [...tasks];
    changed[place] = after;
  }
  return { tasks: changed ?? tasks, missing };
}

/**
 * An event may arrive after an answer that already knew better. One of an earlier try is old; so is one that would reopen a
 * finished try without coming from that very state (a clear does come from it).
 */
function advanceTask(task: Task, event: StateEvent): Task {
  if (event.tryNumber !== null && event.tryNumber < task.try_number) return task;
  const sameTry = event.tryNumber === task.try_number;
  const to = toState(event.to);
  if (sameTry && isFinished(toState(task.state)) && event.from !== task.state && !isFinished(to)) return task;
  const next: Task = {
    ...task,
    state: (event.to ?? null) as Task['state'],
    try_number: event.tryNumber ?? task.try_number,
  };
  if (to === 'running') {
    next.start_date = iso(event.at);
    next.end_date = null;
    next.duration = null;
  } else if (isFinished(to) || to === 'up_for_retry') {
    next.end_date = iso(event.at);
    next.duration = seconds(next.start_date, event.at);
  } else if (to === 'none') {
    next.start_date = null;
    next.end_date = null;
    next.duration = null;
  }
  return next;
}

export function advanceRun<T extends Run>(run: T, event: StateEvent): T {
  if (event.to === null || event.to === run.state) return run;
  const next: T = { ...run, state: event.to as Run['state'] };
  if (event.to === 'running') {
    next.start_date ??= iso(event.at);
    next.end_date = null;
    next.duration = null;
  } else if (event.to === 'queued') {
    next.end_date = null;
    next.duration = null;
  } else {
    next.end_date = iso(event.at);
    next.duration = seconds(next.start_date, event.at);
  }
  return next;
}

/** The same for a list of runs; `missing`: a run of an event is not in the list. */
export function applyToRuns<T extends Run>(
  runs: readonly T[],
  events: readonly StateEvent[],
): { runs: readonly T[]; missing: boolean } {
  let current = runs;
  let missing = false;
  for (const event of events) {
    const place = current.findIndex((run) => run.dag_run_id === event.runId && run.dag_id === event.dagId);
    const before = current[place];
    if (before === undefined) {
      missing = true;
      continue;
    }
    const after = advanceRun(before, event);
    if (after !== before) current = current.with(place, after);
  }
  return { runs: current, missing };
}
