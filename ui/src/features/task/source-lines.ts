/** The lines around the one that failed, with their numbers. Pure. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
}

const AROUND = 2;

export function linesAround(source: string, line: number): SourceLine[] {
  const lines = source.split('\n');
  if (line < 1 || line > lines.length) return [];
  const first = Math.max(1, line - AROUND);
  return lines.slice(first - 1, line + AROUND).map((text, place) => ({ number: first + place, text }));
}
