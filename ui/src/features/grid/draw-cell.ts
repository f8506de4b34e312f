/** Draws cells on a canvas: thousands of small SVG drawings in the document cost 90 ms for each frame of a scroll, these 2 ms. */
import type { GridCell } from '#shared/api/queries/grid.ts';
import type { Texts } from '#shared/i18n/en.ts';
import { type AnyState, STATES } from '#shared/state/states.ts';
import { CELL, ROW } from './sizes.ts';

const SIDE = 20;
const CORNER = 4;
/** The thinnest part of a bar that is still seen. */
const THINNEST = 3;

/** What is drawn often is drawn once: by scale and state. */
const stamps = new Map<string, HTMLCanvasElement>();

/** A square in the colour of the state; for several instances a bar with a part for each state. The glyph is that of the worst. */
export function drawCell(context: CanvasRenderingContext2D, cell: GridCell, x: number, y: number, scale: number): void {
  const [left, top] = [x + (CELL - SIDE) / 2, y + (ROW - SIDE) / 2];
  const parts = partsOf(cell);
  if (parts.length < 2) {
    context.drawImage(stampOf(cell.state, scale), left, top, SIDE, SIDE);
    return;
  }
  for (const part of parts) {
    context.fillStyle = STATES[part.state].colour;
    context.fillRect(left, top + part.top, SIDE, part.height);
  }
  context.save();
  context.translate(left, top);
  drawGlyph(context, cell.state);
  context.restore();
}

function stampOf(state: AnyState, scale: number): HTMLCanvasElement {
  const known = stamps.get(`${state} ${scale}`);
  if (known !== undefined) return known;
  const stamp = document.createElement('canvas');
  stamp.width = SIDE * scale;
  stamp.height = SIDE * scale;
  const context = stamp.getContext('2d');
  if (context !== null) {
    context.scale(scale, scale);
    context.beginPath();
    context.roundRect(0, 0, SIDE, SIDE, CORNER);
    context.fillStyle = STATES[state].colour;
    context.fill();
    drawGlyph(context, state);
  }
  stamps.set(`${state} ${scale}`, stamp);
  return stamp;
}

function drawGlyph(context: CanvasRenderingContext2D, state: AnyState): void {
  context.translate(2, 2);
  context.strokeStyle = '#fff';
  context.lineWidth = 1.8;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.stroke(new Path2D(STATES[state].glyph));
}

/** The worst at the top. Each is seen, the others share what is left by their counts. */
function partsOf({ counts, total }: Pick<GridCell, 'counts' | 'total'>) {
  const free = SIDE - THINNEST * counts.length;
  let top = 0;
  return counts.map(({ state, count }) => {
    const height = THINNEST + (count / total) * free;
    const part = { state, top, height };
    top += height;
    return part;
  });
}

/** The state in words; of several instances how many are in which. */
export const cellWords = (cell: GridCell | undefined, texts: Texts): string => {
  if (cell === undefined) return texts.grid.absent;
  if (!cell.isMapped) return texts.state[cell.state];
  return cell.counts.map(({ state, count }) => texts.grid.count(count, texts.state[state])).join(', ');
};
