import { memo, useLayoutEffect, useRef } from 'react';
import type { GridRun } from '#shared/api/queries/grid.ts';
import { drawCell } from './draw-cell.ts';
import classes from './grid.module.css';
import { cellOf } from './grid-cells.ts';
import type { GridRow } from './grid-rows.ts';
import { BLOCK, CELL, HEAD, ROW, TILE_ROWS } from './sizes.ts';

interface Props {
  readonly rows: readonly GridRow[];
  readonly runs: readonly GridRun[];
  /** Number of the tile from the top, and of the block of runs from the left. */
  readonly down: number;
  readonly across: number;
  readonly nameWidth: number;
}

/** What is seen of a part of the grid; what it says stands in the cells under it. Drawn anew only where one of its runs changed. */
export const GridTile = memo(function GridTile({ rows, runs, down, across, nameWidth }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = rows.slice(down * TILE_ROWS, (down + 1) * TILE_ROWS);
  const [width, height] = [runs.length * CELL, shown.length * ROW];
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shown` is a part of `rows`
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (canvas.current === null || !context) return;
    const scale = window.devicePixelRatio;
    canvas.current.width = width * scale;
    canvas.current.height = height * scale;
    context.scale(scale, scale);
    for (const [line, row] of shown.entries())
      for (const [column, run] of runs.entries()) {
        const cell = cellOf(run, row);
        if (cell) drawCell(context, cell, column * CELL, line * ROW, scale);
      }
  }, [rows, runs, down, width, height]);
  const place = { left: nameWidth + across * BLOCK * CELL, top: HEAD + down * TILE_ROWS * ROW };
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nobody can focus it
  return <canvas ref={canvas} className={classes.tile} style={{ ...place, width, height }} aria-hidden="true" />;
});
