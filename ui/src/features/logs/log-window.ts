/** The part of a log that the page holds: some ranges of the file, one after the other. However long the log is, that is all. */
import { type LogLine, parseRange } from './log-lines.ts';
import { LARGEST_RANGE, type ReadRange } from './log-range.ts';

/** Bytes that are asked for first: they are there at once. */
const FIRST = 128 * 1024;
const NEXT = 256 * 1024;
/** The page holds at most about so many lines. */
const MOST_LINES = 40_000;
/** Fewer new lines than that, of what the filter lets through: the next range is read at once. */
const ENOUGH = 100;

interface Chunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly LogLine[];
  /** Lines of the file in it, those that the filter leaves out as well. */
  readonly count: number;
}

export interface LogPart {
  readonly lines: readonly LogLine[];
  /** Number of the line with the address; null while nobody has counted. */
  readonly numberOf: (line: LogLine) => number | null;
  readonly start: number;
  readonly end: number;
  /** Of the file, bytes. */
  readonly size: number;
  readonly path: string;
  readonly isLoading: boolean;
  readonly error: unknown;
}

const NO_PART: LogPart = {
  lines: [],
  numberOf: () => null,
  start: 0,
  end: 0,
  size: 0,
  path: '',
  isLoading: true,
  error: null,
};

export class LogWindow {
  readonly #read: ReadRange;
  readonly #accepts: (line: LogLine) => boolean;
  readonly #mostLines: number;
  #stop = new AbortController();
  readonly #listeners = new Set<() => void>();
  #chunks: readonly Chunk[] = [];
  /** Lines of the file before the first chunk. */
  #linesBefore: number | null = null;
  #size = 0;
  #path = '';
  #part = NO_PART;
  /** One at a time: a range belongs to what is there when it comes. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(read: ReadRange, accepts: (line: LogLine) => boolean, mostLines = MOST_LINES) {
    this.#read = read;
    this.#accepts = accepts;
    this.#mostLines = mostLines;
  }

  readonly get = (): LogPart => this.#part;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A window that was closed can be opened again. */
  start(): void {
    this.#stop = new AbortController();
  }

  close(): void {
    this.#stop.abort();
  }

  get isAtStart(): boolean {
    return (this.#chunks[0]?.start ?? 0) === 0;
  }

  get isAtEnd(): boolean {
    return (this.#chunks.at(-1)?.end ?? 0) >= this.#size;
  }

  openEnd = (): Promise<void> => this.#inTurn(() => this.#open(-FIRST));

  openStart = (): Promise<void> => this.#inTurn(() => this.#open(0));

  /** The line with the address, with what stands before it. */
  openAt = (offset: number): Promise<void> =>
    this.#inTurn(async () => {
      if (this.#chunks.some(({ start, end }) => offset >= start && offset < end)) return;
      await this.#open(Math.max(0, offset - FIRST / 2), FIRST / 2 + FIRST);
    });

  earlier = (): Promise<void> =>
    this.#inTurn(async () => {
      for (let found = 0; found < ENOUGH && !this.isAtStart && !this.#stop.signal.aborted; ) {
        const { start: before = 0 } = this.#chunks[0] ?? {};
        const start = Math.max(0, before - this.#step(found));
        const chunk = await this.#readChunk(start, before - start);
        // Where no line begins a very long one goes on.
        const made = { ...chunk, start: chunk.count === 0 ? start : chunk.start, end: before };
        this.#chunks = [made, ...this.#chunks];
        if (this.#linesBefore !== null) this.#linesBefore -= chunk.count;
        if (made.start === 0) this.#linesBefore = 0;
        found += chunk.lines.length;
        while (this.#tooMany() && this.#chunks.length > 2) this.#chunks = this.#chunks.slice(0, -1);
      }
    });

  later = (): Promise<void> =>
    this.#inTurn(async () => {
      for (let found = 0, isFirst = true; found < ENOUGH && !this.#stop.signal.aborted; isFirst = false) {
        const start = this.#chunks.at(-1)?.end ?? 0;
        if (!isFirst && this.isAtEnd) break;
        const chunk = await this.#readChunk(start, this.#step(found));
        if (chunk.end === start) break;
        this.#chunks = joined(this.#chunks, chunk);
        found += chunk.lines.length;
        while (this.#tooMany() && this.#chunks.length > 2) {
          const [first, ...rest] = this.#chunks;
          this.#chunks = rest;
          if (this.#linesBefore !== null) this.#linesBefore += first?.count ?? 0;
        }
      }
    });

  /** How many lines stand before what is held: of a long log that is found out last. */
  count = (): Promise<void> =>
    this.#inTurn(async () => {
      const [first] = this.#chunks;
      if (first === undefined || this.#linesBefore !== null) return;
      const { signal } = this.#stop;
      const { lines_before: before } = await this.#read({ start: first.start, length: 0, count: true, signal });
      this.#linesBefore = before ?? null;
    });

  #step(found: number): number {
    return found === 0 && this.#chunks.every(({ lines }) => lines.length === 0) ? LARGEST_RANGE : NEXT;
  }

  #tooMany(): boolean {
    return this.#chunks.reduce((sum, { lines }) => sum + lines.length, 0) > this.#mostLines;
  }

  async #open(start: number, length = FIRST): Promise<void> {
    this.#chunks = [];
    this.#linesBefore = null;
    const chunk = await this.#readChunk(start, length);
    this.#chunks = [chunk];
    if (chunk.start === 0) this.#linesBefore = 0;
  }

  async #readChunk(start: number, length: number): Promise<Chunk> {
    const range = await this.#read({ start, length, signal: this.#stop.signal });
    this.#size = range.size;
    this.#path = range.path;
    const { lines, count } = parseRange(range.text, range.start);
    return { start: range.start, end: range.end, lines: lines.filter(this.#accepts), count };
  }

  async #inTurn(act: () => Promise<void>): Promise<void> {
    const before = this.#turn;
    const run = async () => {
      await before.catch(() => undefined);
      if (this.#stop.signal.aborted) return;
      try {
        await act();
        this.#tell(null);
      } catch (error) {
        if (!this.#stop.signal.aborted) this.#tell(error);
      }
    };
    this.#turn = run();
    await this.#turn;
  }

  #tell(error: unknown): void {
    const numbers = new Map<number, number>();
    let before = this.#linesBefore;
    for (const chunk of this.#chunks) {
      if (before === null) break;
      for (const line of chunk.lines) numbers.set(line.offset, before + line.index + 1);
      before += chunk.count;
    }
    this.#part = {
      lines: this.#chunks.flatMap(({ lines }) => lines),
      numberOf: ({ offset }) => numbers.get(offset) ?? null,
      start: this.#chunks[0]?.start ?? 0,
      end: this.#chunks.at(-1)?.end ?? 0,
      size: this.#size,
      path: this.#path,
      isLoading: false,
      error,
    };
    for (const listener of this.#listeners) listener();
  }
}

/** A log that grows comes in many small ranges: they become one. */
function joined(chunks: readonly Chunk[], next: Chunk): readonly Chunk[] {
  const last = chunks.at(-1);
  if (last === undefined || next.end - last.start > NEXT) return [...chunks, next];
  const moved = next.lines.map((line) => ({ ...line, index: line.index + last.count }));
  const one = { start: last.start, end: next.end, lines: [...last.lines, ...moved], count: last.count + next.count };
  return [...chunks.slice(0, -1), one];
}
