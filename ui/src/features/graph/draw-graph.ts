/** Draws a graph on a canvas: seen from afar, and on the small map. Two thousand nodes in the document would take seconds. */
import { type AnyState, STATES } from '#shared/state/states.ts';
import type { Direction } from './layout-input.ts';
import type { Rectangle } from './walk.ts';

export interface Picture {
  /** By id, groups before what lies in them. */
  readonly places: ReadonlyMap<string, Rectangle>;
  readonly groups: ReadonlyMap<string, string>;
  readonly edges: readonly { readonly source: string; readonly target: string }[];
  readonly direction: Direction;
}

export interface Paint {
  readonly colourOf: (id: string) => string | undefined;
  readonly stateOf: (id: string) => AnyState | undefined;
  /** They are framed. */
  readonly marked: ReadonlySet<string>;
  readonly path: ReadonlySet<string>;
  readonly line: string;
  readonly text: string;
  readonly surface: string;
  readonly accent: string;
}

/** Where the drawing lies on the canvas: `x`, `y` px, `zoom` 1 = life size. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** A glyph is legible from this size on. px */
const GLYPH = 8;
/** The name of a group is written where it is at least so wide. px */
const NAMED = 70;
const PLAIN = '#868e96';

export function drawGraph(canvas: HTMLCanvasElement, picture: Picture, paint: Paint, { x, y, zoom }: Place): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const scale = window.devicePixelRatio;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = width * scale;
  canvas.height = height * scale;
  context.scale(scale, scale);
  const seen = (place: Rectangle): Rectangle | null => {
    const on = { x: place.x * zoom + x, y: place.y * zoom + y, width: place.width * zoom, height: place.height * zoom };
    return on.x > width || on.y > height || on.x + on.width < 0 || on.y + on.height < 0 ? null : on;
  };
  drawEdges(context, picture, paint, { x, y, zoom }, width, height);
  for (const [id, place] of picture.places) {
    const on = seen(place);
    if (on === null) continue;
    const group = picture.groups.get(id);
    if (group !== undefined) drawFrame(context, on, paint);
    else drawNode(context, on, id, paint);
  }
  // On top of all: from afar the tasks reach up to the names.
  for (const [id, name] of picture.groups) {
    const place = picture.places.get(id);
    const on = place === undefined ? null : seen(place);
    if (on !== null && on.width >= NAMED) drawName(context, on, name, paint);
  }
}

function drawEdges(
  context: CanvasRenderingContext2D,
  picture: Picture,
  paint: Paint,
  at: Place,
  width: number,
  height: number,
) {
  const isRight = picture.direction === 'RIGHT';
  const point = (place: Rectangle, isEnd: boolean): [number, number] => {
    const along = isEnd ? 0 : isRight ? place.width : place.height;
    const [px, py] = isRight ? [along, place.height / 2] : [place.width / 2, along];
    return [(place.x + px) * at.zoom + at.x, (place.y + py) * at.zoom + at.y];
  };
  for (const isCritical of [false, true]) {
    context.beginPath();
    for (const { source, target } of picture.edges) {
      if ((paint.path.has(source) && paint.path.has(target)) !== isCritical) continue;
      const [from, to] = [picture.places.get(source), picture.places.get(target)];
      if (from === undefined || to === undefined) continue;
      const [ax, ay] = point(from, false);
      const [bx, by] = point(to, true);
      if (Math.max(ax, bx) < 0 || Math.min(ax, bx) > width || Math.max(ay, by) < 0 || Math.min(ay, by) > height)
        continue;
      context.moveTo(ax, ay);
      context.lineTo(bx, by);
    }
    context.strokeStyle = isCritical ? paint.accent : paint.line;
    context.lineWidth = isCritical ? 2.5 : 0.75;
    context.stroke();
  }
}

function drawFrame(context: CanvasRenderingContext2D, on: Rectangle, paint: Paint) {
  context.strokeStyle = paint.line;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.strokeRect(on.x, on.y, on.width, on.height);
  context.setLineDash([]);
}

function drawName(context: CanvasRenderingContext2D, on: Rectangle, name: string, paint: Paint) {
  context.font = '600 11px system-ui, sans-serif';
  const width = Math.min(on.width, context.measureText(name).width + 8);
  context.fillStyle = paint.surface;
  context.fillRect(on.x + 1, on.y + 1, width, 15);
  context.fillStyle = paint.text;
  context.fillText(name, on.x + 4, on.y + 12, width - 8);
}

function drawNode(context: CanvasRenderingContext2D, on: Rectangle, id: string, paint: Paint) {
  const state = paint.stateOf(id);
  const width = Math.max(on.width, 1.5);
  const height = Math.max(on.height, 1.5);
  context.fillStyle = paint.colourOf(id) ?? (state === undefined ? PLAIN : STATES[state].colour);
  context.fillRect(on.x, on.y, width, height);
  if (state !== undefined && height >= GLYPH) {
    context.save();
    context.translate(on.x + (width - height) / 2, on.y);
    context.scale(height / 16, height / 16);
    context.strokeStyle = '#fff';
    context.lineWidth = 2;
    context.stroke(new Path2D(STATES[state].glyph));
    context.restore();
  }
  if (paint.path.has(id)) {
    context.strokeStyle = paint.accent;
    context.lineWidth = 1.5;
    context.strokeRect(on.x, on.y, width, height);
  }
  if (!paint.marked.has(id)) return;
  context.strokeStyle = paint.accent;
  context.lineWidth = 3;
  context.strokeRect(on.x - 3, on.y - 3, width + 6, height + 6);
}
