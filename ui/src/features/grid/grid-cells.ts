/** What a cell of the grid shows, and which cells a selection holds. Pure. */
import type { GridCell, GridRun } from '#shared/api/queries/grid.ts';
import { type AnyState, summarizeCounts } from '#shared/state/states.ts';
import type { GridRow } from './grid-rows.ts';

const sums = new WeakMap<GridRun, Map<string, GridCell | null>>();

/** Undefined: the run does not have the task. A group counts what is in it; each sum is made once. */
export function cellOf(run: GridRun, row: GridRow): GridCell | undefined {
  if (row.kind === 'task') return run.cells.get(row.id);
  const known = sums.get(run) ?? new Map<string, GridCell | null>();
  sums.set(run, known);
  const name = `${row.key} ${row.taskIds.length}`;
  const held = known.get(name);
  if (held !== undefined) return held ?? undefined;
  const sum = sumOf(row.taskIds.flatMap((id) => run.cells.get(id) ?? []));
  known.set(name, sum);
  return sum ?? undefined;
}

function sumOf(cells: readonly GridCell[]): GridCell | null {
  if (cells.length === 0) return null;
  const counts = new Map<AnyState, number>();
  let start: number | null = null;
  let end: number | null = 0;
  for (const cell of cells) {
    for (const { state, count } of cell.counts) counts.set(state, (counts.get(state) ?? 0) + count);
    if (cell.start !== null && (start === null || cell.start < start)) start = cell.start;
    end = cell.end === null || end === null ? null : Math.max(end, cell.end);
  }
  return { ...summarizeCounts(counts), isMapped: true, start, end };
}

/** Seconds that the cell took, or has taken so far. */
export const secondsOf = ({ start, end }: Pick<GridCell, 'start' | 'end'>, now: number): number | null =>
  start === null ? null : Math.max(0, ((end ?? now) - start) / 1000);

/** Median of what a row took in the runs in which it succeeded, seconds. Null: in none. */
export function medianOf(runs: readonly GridRun[], row: GridRow): number | null {
  const took = runs
    .flatMap((run) => {
      const cell = cellOf(run, row);
      return cell?.state === 'success' && cell.end !== null ? (secondsOf(cell, cell.end) ?? []) : [];
    })
    .sort((a, b) => a - b);
  const middle = took.length >> 1;
  if (took.length === 0) return null;
  return took.length % 2 === 1 ? (took[middle] ?? null) : ((took[middle - 1] ?? 0) + (took[middle] ?? 0)) / 2;
}

/** A place in the grid: row -1 is that of the runs, column -1 that of the names. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface Rectangle {
  readonly rows: readonly [first: number, last: number];
  readonly columns: readonly [first: number, last: number];
}

/** From one corner to the other, without heads and names. */
export function rectangle(from: Place, to: Place): Rectangle {
  const span = (a: number, b: number) => [Math.max(0, Math.min(a, b)), Math.max(0, a, b)] as const;
  return { rows: span(from.row, to.row), columns: span(from.column, to.column) };
}

export interface ChosenRun {
  readonly runId: string;
  readonly taskIds: readonly string[];
  /** Task instances that these are. */
  readonly instances: number;
}

/** The tasks of each run within the rectangle, those that the run has. */
export function chosenIn(
  { rows: [top, bottom], columns: [left, right] }: Rectangle,
  runs: readonly GridRun[],
  rows: readonly GridRow[],
): ChosenRun[] {
  const wanted = new Set(rows.slice(top, bottom + 1).flatMap((row) => row.taskIds));
  return runs.slice(left, right + 1).flatMap((run) => {
    const taskIds = [...wanted].filter((id) => run.cells.has(id));
    const instances = taskIds.reduce((sum, id) => sum + (run.cells.get(id)?.total ?? 0), 0);
    return taskIds.length === 0 ? [] : [{ runId: run.dag_run_id, taskIds, instances }];
  });
}

const PAGE_ROWS = 15;

/** Where a key leads; null: it is none that moves. */
export function moved(key: string, from: Place, rows: number, columns: number, isFar: boolean): Place | null {
  const within = (row: number, column: number): Place => ({
    row: Math.max(-1, Math.min(rows - 1, row)),
    column: Math.max(-1, Math.min(columns - 1, column)),
  });
  switch (key) {
    case 'ArrowUp':
      return within(isFar ? -1 : from.row - 1, from.column);
    case 'ArrowDown':
      return within(isFar ? rows - 1 : from.row + 1, from.column);
    case 'ArrowLeft':
      return within(from.row, isFar ? 0 : from.column - 1);
    case 'ArrowRight':
      return within(from.row, isFar ? columns - 1 : from.column + 1);
    case 'Home':
      return within(isFar ? 0 : from.row, isFar ? 0 : -1);
    case 'End':
      return within(isFar ? rows - 1 : from.row, columns - 1);
    case 'PageUp':
      return within(Math.max(0, from.row - PAGE_ROWS), from.column);
    case 'PageDown':
      return within(from.row + PAGE_ROWS, from.column);
    default:
      return null;
  }
}

/** Runs in blocks that are drawn as one. A block whose runs are the same stays the same. */
export function blocksOf(
  runs: readonly GridRun[],
  size: number,
  before: readonly (readonly GridRun[])[],
): (readonly GridRun[])[] {
  return Array.from({ length: Math.ceil(runs.length / size) }, (_, place) => {
    const block = runs.slice(place * size, (place + 1) * size);
    const old = before[place];
    return old !== undefined && old.length === block.length && old.every((run, at) => run === block[at]) ? old : block;
  });
}
