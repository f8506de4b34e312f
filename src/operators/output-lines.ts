/** Lines of what another program writes, one by one, however it writes them. */
import type { Readable } from 'node:stream';

/** A line without an end is given out in parts of this length, in characters: a flood of it must not fill the memory. */
const LONGEST_OPEN_LINE = 131_072;

/** Takes text in parts and gives lines without their ends; of a line that was written over with carriage returns, what was seen last. */
export class LineSplitter {
  #open = '';
  readonly #onLine: (line: string) => void;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  take(text: string): void {
    const lines = (this.#open + text).split('\n');
    this.#open = lines.pop() ?? '';
    for (const line of lines) this.#give(line);
    if (this.#open.length > LONGEST_OPEN_LINE) this.end();
  }

  /** Gives out what has no end of line yet. */
  end(): void {
    const rest = this.#open;
    this.#open = '';
    if (rest !== '') this.#give(rest);
  }

  #give(line: string): void {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    this.#onLine(text.slice(text.lastIndexOf('\r') + 1));
  }
}

export interface OutputLines {
  /** Resolves when the output has ended or was cut. */
  ended: Promise<void>;
  cut(): void;
}

export function readLines(stream: Readable, onLine: (line: string) => void): OutputLines {
  const splitter = new LineSplitter(onLine);
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => splitter.take(chunk));
  // A pipe that breaks is followed by its close.
  stream.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    stream.once('close', () => {
      splitter.end();
      resolve();
    });
  });
  return { ended, cut: () => stream.destroy() };
}
