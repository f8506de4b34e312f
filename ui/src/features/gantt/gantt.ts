/** A run over time: when each task waited, was in the queue, and ran; and which tasks are the longest chain. Pure. */
import { criticalPath } from '#features/graph/critical-path.ts';
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
  const critical = new Set(criticalPath(durationsOf(tasks, now), edges));
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

/** Of a mapped task the longest of its instances counts. ms */
function durationsOf(tasks: readonly TaskInstance[], now: number): ReadonlyMap<string, number> {
  const durations = new Map<string, number>();
  for (const { task_id: id, start_date: start, end_date: end } of tasks) {
    if (start === null) continue;
    const took = (end === null ? now : Date.parse(end)) - Date.parse(start);
    durations.set(id, Math.max(took, durations.get(id) ?? 0));
  }
  return durations;
}
