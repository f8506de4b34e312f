/** A run over time: when each task waited, was in the queue, and ran; and which tasks the end of the run waited for. Pure. */
import type { Structure } from '#shared/api/extra-operations.ts';
import type { TaskInstance, TaskTry } from '#shared/api/queries/tasks.ts';
import { type AnyState, toState } from '#shared/state/states.ts';

/** Milliseconds since 1970. */
export interface Attempt {
  readonly number: number;
  readonly state: AnyState;
  /** Null: it did not wait in a queue. */
  readonly queued: number | null;
  readonly start: number;
  /** Null: it runs. */
  readonly end: number | null;
}

export interface GanttRow {
  readonly key: string;
  readonly taskId: string;
  readonly mapIndex: number;
  readonly label: string;
  readonly state: AnyState;
  /** The earliest first. */
  readonly attempts: readonly Attempt[];
  readonly isCritical: boolean;
}

export interface Gantt {
  readonly rows: readonly GanttRow[];
  readonly from: number;
  readonly to: number;
}

type Timed = Pick<TaskInstance | TaskTry, 'try_number' | 'state' | 'queued_when' | 'start_date' | 'end_date'>;

/** `tries`: of tasks that were tried more than once, by key. `now`: the end of what runs. */
export function ganttOf(
  tasks: readonly TaskInstance[],
  tries: ReadonlyMap<string, readonly TaskTry[]>,
  edges: Structure['edges'],
  now: number,
): Gantt {
  const critical = criticalPath(tasks, edges, now);
  const rows = tasks.flatMap((task): GanttRow[] => {
    const key = keyOf(task);
    const known: readonly Timed[] = tries.get(key) ?? [task];
    const attempts = known.flatMap(attemptOf).sort((a, b) => a.number - b.number);
    if (attempts.length === 0) return [];
    return [
      {
        key,
        taskId: task.task_id,
        mapIndex: task.map_index,
        label: task.map_index < 0 ? task.task_display_name : `${task.task_display_name} [${task.map_index}]`,
        state: toState(task.state),
        attempts,
        isCritical: critical.has(task.task_id),
      },
    ];
  });
  const begins = rows.flatMap((row) => row.attempts.map((one) => one.queued ?? one.start));
  const ends = rows.flatMap((row) => row.attempts.map((one) => one.end ?? now));
  const from = begins.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const to = ends.reduce((a, b) => Math.max(a, b), from);
  return { rows: rows.toSorted((a, b) => firstOf(a) - firstOf(b)), from, to: Math.max(to, from + 1) };
}

export const keyOf = (task: { task_id: string; map_index: number }): string => `${task.task_id}[${task.map_index}]`;

const firstOf = (row: GanttRow): number => row.attempts[0]?.start ?? 0;

function attemptOf({ try_number, state, queued_when, start_date, end_date }: Timed): Attempt[] {
  if (start_date === null) return [];
  const start = Date.parse(start_date);
  const queued = queued_when === null ? null : Math.min(start, Date.parse(queued_when));
  return [
    { number: try_number, state: toState(state), queued, start, end: end_date === null ? null : Date.parse(end_date) },
  ];
}

/** From the task that ended last back to the first one: of what a task waited for, each time what ended last. */
export function criticalPath(
  tasks: readonly Pick<TaskInstance, 'task_id' | 'start_date' | 'end_date'>[],
  edges: Structure['edges'],
  now: number,
): ReadonlySet<string> {
  const ends = new Map<string, number>();
  for (const task of tasks) {
    if (task.start_date === null) continue;
    const end = task.end_date === null ? now : Date.parse(task.end_date);
    ends.set(task.task_id, Math.max(end, ends.get(task.task_id) ?? 0));
  }
  const upstream = Map.groupBy(edges, (edge) => edge.target);
  const latest = (ids: Iterable<string>): string | undefined => {
    let found: string | undefined;
    for (const id of ids)
      if (ends.has(id) && (found === undefined || (ends.get(id) ?? 0) > (ends.get(found) ?? 0))) found = id;
    return found;
  };
  const path = new Set<string>();
  let at = latest(ends.keys());
  while (at !== undefined && !path.has(at)) {
    path.add(at);
    at = latest((upstream.get(at) ?? []).map((edge) => edge.source));
  }
  return path;
}
