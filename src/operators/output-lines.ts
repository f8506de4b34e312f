/** Lines of what another program writes, one by one, however it writes them. */
import type { Readable } from 'node:stream';

/** A line without an end is given out in parts of this length, in characters: a flood of it must not fill the memory. */
const LONGEST_OPEN_LINE = 131_072;

export interface OutputLines {
  /** Resolves when the output has ended or was cut. */
  ended: Promise<void>;
  cut(): void;
}

/** `onLine` gets each line without its end; where a line was written over with carriage returns, what was seen last. */
export function readLines(stream: Readable, onLine: (line: string) => void): OutputLines {
  let open = '';
  const give = (line: string) => {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    onLine(text.slice(text.lastIndexOf('\r') + 1));
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (open + chunk).split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) give(line);
    if (open.length > LONGEST_OPEN_LINE) {
      give(open);
      open = '';
    }
  });
  const ended = new Promise<void>((resolve) => {
    stream.once('close', () => {
      if (open !== '') give(open);
      open = '';
      resolve();
    });
    // A pipe that breaks is followed by its close.
    stream.on('error', () => undefined);
  });
  return { ended, cut: () => stream.destroy() };
}
