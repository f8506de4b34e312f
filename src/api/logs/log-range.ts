/** A part of a log file, by place: the lines that begin in a range of bytes. Whatever the size of the file, a reader holds one part. */
import { type FileHandle, open } from 'node:fs/promises';

/** A line that is longer than this is cut, bytes. */
const LONGEST_LINE = 1024 * 1024;
const STEP = 256 * 1024;
const NEWLINE = 10;

export interface LogRange {
  /** Of the file as it is now, bytes. */
  size: number;
  /** Offset of the first line of `text`. */
  start: number;
  /** Where the next range begins. */
  end: number;
  /** Whole lines, each with its newline; the last line of a finished log may have none. */
  text: string;
}

/**
 * The lines that begin in `length` bytes from `start`; a negative `start` counts from the end of the file. So ranges that follow one another tell each line once.
 * A last line without its newline is kept back while `isGrowing`. A file that is not there is empty.
 */
export async function readRange(path: string, start: number, length: number, isGrowing: boolean): Promise<LogRange> {
  const file = await openIfThere(path);
  if (!file) return { size: 0, start: 0, end: 0, text: '' };
  try {
    const { size } = await file.stat();
    const from = Math.min(start < 0 ? Math.max(0, size + start) : start, size);
    return await linesBetween(file, size, from, Math.min(from + length, size), isGrowing);
  } finally {
    await file.close();
  }
}

async function linesBetween(
  file: FileHandle,
  size: number,
  from: number,
  to: number,
  isGrowing: boolean,
): Promise<LogRange> {
  // The byte before tells whether a line begins at `from` itself.
  const lead = from === 0 ? 0 : 1;
  const head = await readBytes(file, from - lead, to - from + lead);
  const first = lead === 0 ? 0 : head.indexOf(NEWLINE) + 1;
  // Of one line, or nothing yet.
  const beginsHere = (first > 0 || lead === 0) && first < head.length;
  if (!beginsHere) return { size, start: to, end: to, text: '' };
  const rest = head.at(-1) === NEWLINE ? Buffer.alloc(0) : await readToNewline(file, to);
  const bytes = Buffer.concat([head.subarray(first), rest]);
  const reached = to + rest.length;
  const isWhole = bytes.at(-1) === NEWLINE || (reached >= size && !isGrowing) || rest.length >= LONGEST_LINE;
  const told = isWhole ? bytes : bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
  const start = from - lead + first;
  return { size, start, end: start + told.length, text: told.toString('utf8') };
}

/** What a line has after `position`, with its newline. */
async function readToNewline(file: FileHandle, position: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let read = 0; read < LONGEST_LINE; read += STEP) {
    const part = await readBytes(file, position + read, STEP);
    const newline = part.indexOf(NEWLINE);
    parts.push(newline < 0 ? part : part.subarray(0, newline + 1));
    if (newline >= 0 || part.length < STEP) break;
  }
  return Buffer.concat(parts);
}

/** How many lines begin before `offset`. A gigabyte takes about a second, in steps between which others are served. */
export async function countLines(path: string, offset: number): Promise<number> {
  const file = await openIfThere(path);
  if (!file) return 0;
  try {
    const chunk = Buffer.allocUnsafe(STEP);
    let lines = 0;
    for (let position = 0; position < offset; ) {
      const { bytesRead } = await file.read(chunk, 0, Math.min(STEP, offset - position), position);
      if (bytesRead === 0) break;
      position += bytesRead;
      for (let at = chunk.indexOf(NEWLINE); at >= 0 && at < bytesRead; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
    }
    return lines;
  } finally {
    await file.close();
  }
}

async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}

/** Null where it is not there. */
export async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
