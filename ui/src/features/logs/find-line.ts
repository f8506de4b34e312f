/** Looks through a whole log, range by range: it need not be held for that. */
import { type LogLine, parseRange } from './log-lines.ts';
import { LARGEST_RANGE, type ReadRange } from './log-range.ts';

export interface Search {
  readonly read: ReadRange;
  /** Address of the line to go on from; that line is not looked at. null: from the start, or backwards from the end. */
  readonly from: number | null;
  readonly isBackwards: boolean;
  readonly isWanted: (line: LogLine) => boolean;
  readonly signal: AbortSignal;
  /** How much of the log was looked through, 0 to 1. */
  readonly onProgress?: (part: number) => void;
}

/** The next line that is wanted; null: there is none in this direction. */
export async function findLine(search: Search): Promise<LogLine | null> {
  return search.isBackwards ? findBefore(search) : findAfter(search);
}

async function findAfter({ read, from, isWanted, signal, onProgress }: Search): Promise<LogLine | null> {
  for (let start = from ?? 0; ; ) {
    const range = await read({ start, length: LARGEST_RANGE, signal });
    const { lines } = parseRange(range.text, range.start);
    const found = lines.find((line) => (from === null || line.offset > from) && isWanted(line));
    if (found) return found;
    if (range.end >= range.size || range.end === start) return null;
    start = range.end;
    onProgress?.(start / range.size);
  }
}

async function findBefore({ read, from, isWanted, signal, onProgress }: Search): Promise<LogLine | null> {
  let end = from ?? (await read({ start: 0, length: 0, signal })).size;
  const whole = Math.max(1, end);
  while (end > 0) {
    const start = Math.max(0, end - LARGEST_RANGE);
    const range = await read({ start, length: end - start, signal });
    const { lines } = parseRange(range.text, range.start);
    const found = lines.findLast((line) => line.offset < end && isWanted(line));
    if (found) return found;
    end = start;
    onProgress?.(1 - end / whole);
  }
  return null;
}

/** What a search text means; an error where it is no regular expression. Capital letters count where the text has one. */
export function matcherOf(text: string, isRegex: boolean): RegExp | SyntaxError | null {
  if (text === '') return null;
  const flags = /\p{Lu}/u.test(isRegex ? text.replace(/\\./g, '') : text) ? 'g' : 'gi';
  try {
    return new RegExp(isRegex ? text : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), flags);
  } catch (error) {
    return error as SyntaxError;
  }
}

/** A pattern that also fits no text at all marks nothing. */
export function matchesIn(text: string, matcher: RegExp): { from: number; to: number }[] {
  return [...text.matchAll(matcher)]
    .filter(([found]) => found !== '')
    .map((match) => ({ from: match.index, to: match.index + match[0].length }));
}
