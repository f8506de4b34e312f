/** From counted states to the cells of a grid. Pure. */
import type { CountedState } from './select-grid.ts';

/** How many instances of a mapped task are in each state; `none` stands for no state. */
export type StateCounts = Record<string, number>;

/** Place of the task among `task_ids`, its state or the counts of its instances, first start and last end in epoch ms. */
export type Cell = [task: number, state: string | null | StateCounts, start: number | null, end: number | null];

/** Gives each task the next free place when it is first seen. */
export interface Places {
  readonly taskIds: string[];
  of(taskId: string): number;
}

export function makePlaces(): Places {
  const places = new Map<string, number>();
  const taskIds: string[] = [];
  return {
    taskIds,
    of(taskId) {
      const known = places.get(taskId);
      if (known !== undefined) return known;
      places.set(taskId, taskIds.length);
      return taskIds.push(taskId) - 1;
    },
  };
}

/** The end of a mapped task is that of its last instance: none while one has none. */
export function cellsOf(states: readonly CountedState[], places: Places): Cell[] {
  const cells = new Map<string, Cell>();
  for (const [taskId, state, count, isMapped, start, end] of states) {
    const counts = isMapped ? { [state ?? 'none']: count } : state;
    const cell = cells.get(taskId);
    if (cell === undefined) {
      cells.set(taskId, [places.of(taskId), counts, start, end]);
      continue;
    }
    if (typeof counts !== 'object' || typeof cell[1] !== 'object') continue;
    cell[1] = { ...cell[1], ...counts };
    cell[2] = start === null || (cell[2] !== null && cell[2] < start) ? cell[2] : start;
    cell[3] = end === null || cell[3] === null ? null : Math.max(cell[3], end);
  }
  return [...cells.values()];
}
