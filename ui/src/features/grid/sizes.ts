/** Sizes of the grid, px. A cell is large enough to be hit with a finger (WCAG 2.5.8). */
export const CELL = 26;
export const ROW = 26;
/** Bars of the runs, their marks, the mark of their type. */
export const HEAD = 116;
export const TALLEST_BAR = 72;
/** So many runs are drawn as one. */
export const BLOCK = 8;
/** So many rows of a block are one drawing. */
export const TILE_ROWS = 16;
