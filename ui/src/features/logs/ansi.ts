/** The colours of terminals: from escape sequences to pieces of text. Pure. */

const ESCAPE = String.fromCharCode(27);
const CODES = new RegExp(`${ESCAPE}\\[[0-9;?]*[A-Za-z]`, 'g');
const COLOURS = new RegExp(`${ESCAPE}\\[([0-9;]*)m`, 'g');

export interface Style {
  /** 0 to 7: black, red, green, yellow, blue, magenta, cyan, white. */
  readonly ink?: number;
  readonly ground?: number;
  readonly bold?: boolean;
  readonly underline?: boolean;
}

export interface Piece extends Style {
  readonly text: string;
}

export const withoutCodes = (text: string): string => (text.includes(ESCAPE) ? text.replace(CODES, '') : text);

/** Pieces of one style each. What is no colour is left out. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let style: Style = {};
  let from = 0;
  const add = (to: number) => {
    const plain = withoutCodes(text.slice(from, to));
    if (plain !== '') pieces.push({ ...style, text: plain });
  };
  for (const match of text.matchAll(COLOURS)) {
    add(match.index);
    style = applied(style, (match[1] ?? '').split(';').map(Number));
    from = match.index + match[0].length;
  }
  add(text.length);
  return pieces;
}

function applied(style: Style, codes: readonly number[]): Style {
  let { ink, ground, bold, underline } = style;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 0) [ink, ground, bold, underline] = [undefined, undefined, false, false];
    else if (code === 1) bold = true;
    else if (code === 22) bold = false;
    else if (code === 4) underline = true;
    else if (code === 24) underline = false;
    else if (code === 39) ink = undefined;
    else if (code === 49) ground = undefined;
    else if (code >= 30 && code <= 37) ink = code - 30;
    else if (code >= 90 && code <= 97) ink = code - 90;
    else if (code >= 40 && code <= 47) ground = code - 40;
    else if (code >= 100 && code <= 107) ground = code - 100;
    else if (code === 38 || code === 48) {
      const [colour, used] = nearest(codes.slice(at + 1));
      if (code === 38) ink = colour;
      else ground = colour;
      at += used;
    }
  }
  return { ink, ground, bold, underline };
}

/** Of 256 or 16 million colours the nearest of eight: those are readable in both themes. And how many codes named it. */
function nearest(codes: readonly number[]): [colour: number | undefined, used: number] {
  const [kind, ...values] = codes;
  if (kind === 2) return [ofLight(values.slice(0, 3)), 4];
  if (kind !== 5) return [undefined, 0];
  const [number = 0] = values;
  if (number < 16) return [number % 8, 2];
  if (number >= 232) return [undefined, 2];
  const cube = number - 16;
  return [ofLight([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((part) => part * 51)), 2];
}

const ofLight = (parts: readonly number[]): number =>
  parts.reduce((colour, part, place) => colour | (part >= 128 ? 1 << place : 0), 0);
