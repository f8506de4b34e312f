/** The lines of a file that another process writes, as they come. */
import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** No notice of the file system works on every one: the file is looked at, milliseconds. */
const LOOK_EVERY = 50;
const BLOCK = 65_536;

export interface Following {
  /** Tells what is left, and ends. */
  close(): void;
}

/** Calls `tell` for each whole line; a file that is not there yet has none. */
export function followFile(path: string, tell: (line: string) => void): Following {
  const decoder = new StringDecoder('utf8');
  const block = Buffer.alloc(BLOCK);
  let file: number | undefined;
  let position = 0;
  let rest = '';

  function look(): void {
    file ??= tryOpen(path);
    if (file === undefined) return;
    for (
      let read = readSync(file, block, 0, BLOCK, position);
      read > 0;
      read = readSync(file, block, 0, BLOCK, position)
    ) {
      position += read;
      const lines = (rest + decoder.write(block.subarray(0, read))).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) tell(line);
    }
  }

  const timer = setInterval(look, LOOK_EVERY);
  return {
    close() {
      clearInterval(timer);
      look();
      if (rest !== '') tell(rest);
      if (file !== undefined) closeSync(file);
    },
  };
}

function tryOpen(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
