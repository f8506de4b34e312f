import { type KeyboardEvent, type PointerEvent, useCallback, useState } from 'react';
import type { GridRun } from '#shared/api/queries/grid.ts';
import { moved, type Place, type Rectangle, rectangle } from './grid-cells.ts';
import type { GridRow } from './grid-rows.ts';

/** A place by what is there: runs and rows that come or go move it along. */
interface Spot {
  readonly row: string | null;
  readonly run: string | null;
}

export interface Cursor {
  readonly at: Place | null;
  readonly chosen: Rectangle | null;
  /** Moves to the place; with `isExtending` what lies between stays chosen. */
  goTo(place: Place, isExtending: boolean): void;
  unselect(): void;
  /** Whether the key was one of ours. */
  onKey(event: KeyboardEvent, open: (place: Place) => void): boolean;
}

/** Where the keyboard is in the grid, and the rectangle that is chosen. */
export function useCursor(rows: readonly GridRow[], runs: readonly GridRun[]): Cursor {
  const [spot, setSpot] = useState<Spot | null>(null);
  const [anchor, setAnchor] = useState<Spot | null>(null);
  const placeOf = (one: Spot | null): Place | null => {
    if (one === null) return null;
    const row = one.row === null ? -1 : rows.findIndex(({ key }) => key === one.row);
    const column = one.run === null ? -1 : runs.findIndex((run) => run.dag_run_id === one.run);
    return { row, column };
  };
  const at = placeOf(spot);
  const from = placeOf(anchor);
  const goTo = useCallback(
    ({ row, column }: Place, isExtending: boolean) => {
      const next = { row: rows[row]?.key ?? null, run: runs[column]?.dag_run_id ?? null };
      setAnchor((before) => (isExtending ? (before ?? spot ?? next) : null));
      setSpot(next);
    },
    [rows, runs, spot],
  );
  const unselect = useCallback(() => setAnchor(null), []);
  return {
    at,
    chosen: at !== null && from !== null ? rectangle(from, at) : null,
    goTo,
    unselect,
    onKey(event, open) {
      const here = at ?? { row: 0, column: runs.length - 1 };
      if (event.key === 'Enter') {
        open(here);
        return true;
      }
      if (event.key === 'Escape') {
        unselect();
        return anchor !== null;
      }
      const next = moved(event.key, here, rows.length, runs.length, event.ctrlKey || event.metaKey);
      if (next === null) return false;
      goTo(next, event.shiftKey);
      return true;
    },
  };
}

/** The cell that a pointer is at; null: none that there is something in. */
export function placeAt(event: PointerEvent | React.MouseEvent): { place: Place; element: HTMLElement } | null {
  const element = (event.target as Element).closest<HTMLElement>('[data-column]');
  if (element === null || element.dataset.empty !== undefined) return null;
  return { place: { row: Number(element.dataset.row), column: Number(element.dataset.column) }, element };
}
