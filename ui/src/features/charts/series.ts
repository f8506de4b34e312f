/** Lines over the runs of a DAG: what tasks took, and how long after its time each run had them done. Pure. */
import type { GridRun } from '#shared/api/queries/grid.ts';

export interface Line {
  readonly taskId: string;
  /** One for each run, seconds; null: the task did not end in it. */
  readonly values: readonly (number | null)[];
  readonly median: number;
}

export interface Lines {
  readonly runs: readonly GridRun[];
  /** The longest first. */
  readonly lines: readonly Line[];
}

export type Measure = 'duration' | 'landing';

/** `runs` oldest first. At most `most` tasks: those with the largest median. */
export function linesOf(runs: readonly GridRun[], measure: Measure, most: number): Lines {
  const ids = new Set(runs.flatMap((run) => [...run.cells.keys()]));
  const lines = [...ids].flatMap((taskId) => {
    const values = runs.map((run) => measured(run, taskId, measure));
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? [] : [{ taskId, values, median: median(known) }];
  });
  return {
    runs,
    lines: lines.toSorted((a, b) => b.median - a.median).slice(0, most),
  };
}

function measured(run: GridRun, taskId: string, measure: Measure): number | null {
  const cell = run.cells.get(taskId);
  if (!cell || cell.end === null || cell.start === null) return null;
  const from = measure === 'duration' ? cell.start : Date.parse(run.run_after);
  return Math.max(0, (cell.end - from) / 1000);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
