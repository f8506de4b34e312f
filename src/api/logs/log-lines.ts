/** Reads a log file line by line in bounded memory, from any offset, while it is being written or after. */
import type { FileHandle } from 'node:fs/promises';
import { openIfThere } from './log-range.ts';

const CHUNK = 64 * 1024;
/** A longer line is told in parts of this size, bytes. */
const LONGEST_LINE = 1024 * 1024;

export interface LogLine {
  text: string;
  /** Offset in the file after this line: where the next reader goes on. */
  end: number;
}

/**
 * Lines from `offset` to the present end. A last line without its newline is kept back while `isGrowing`: the rest of it is on its way.
 * A file that is not there has no lines.
 */
export async function* readLines(path: string, offset: number, isGrowing: boolean): AsyncGenerator<LogLine> {
  const file = await openIfThere(path);
  if (!file) return;
  try {
    yield* linesOf(file, offset, isGrowing);
  } finally {
    await file.close();
  }
}

async function* linesOf(file: FileHandle, offset: number, isGrowing: boolean): AsyncGenerator<LogLine> {
  const chunk = Buffer.allocUnsafe(CHUNK);
  let rest = Buffer.alloc(0);
  let position = offset;
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    let start = 0;
    for (let newline = rest.indexOf(10, start); newline >= 0; newline = rest.indexOf(10, start)) {
      yield { text: rest.toString('utf8', start, newline), end: position - rest.length + newline + 1 };
      start = newline + 1;
    }
    rest = rest.subarray(start);
    if (rest.length >= LONGEST_LINE) {
      yield { text: rest.toString('utf8'), end: position };
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0 && !isGrowing) yield { text: rest.toString('utf8'), end: position };
}

export interface LogMessage {
  timestamp?: string;
  event: string;
  [field: string]: unknown;
}

/** A line of ours is JSON; whatever else got into the file is told as it is. */
export function toMessage(line: string): LogMessage {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && 'event' in value && typeof value.event === 'string') {
      return value as LogMessage;
    }
  } catch {
    // No JSON: told as text below.
  }
  return { event: line };
}
