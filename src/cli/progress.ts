/** How far long work is: one line on stderr that is written over, where stderr is a terminal; else nothing. */

const WIDTH = 30;
/** Milliseconds between two drawings. */
const PAUSE_MS = 100;

export interface Progress {
  /** `what`: the part that is under way. */
  add(count: number, what: string): void;
  /** Takes the line away. */
  end(): void;
}

type Terminal = Pick<NodeJS.WriteStream, 'isTTY' | 'write' | 'columns'>;

/** `total`: of everything that is counted. */
export function startProgress(total: number, stream: Terminal = process.stderr): Progress {
  let done = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    add(count, what) {
      done += count;
      const now = performance.now();
      if (!stream.isTTY || now - drawnAt < PAUSE_MS) return;
      drawnAt = now;
      stream.write(`\r${progressLine(done, total, what).slice(0, (stream.columns || 80) - 1)}\u001b[K`);
    },
    end() {
      if (stream.isTTY && drawnAt > 0) stream.write('\r\u001b[K');
    },
  };
}

/** More may come than was counted: the bar is full then. */
export function progressLine(done: number, total: number, what: string): string {
  const part = total === 0 ? 1 : Math.min(1, done / total);
  const full = Math.round(part * WIDTH);
  const bar = '#'.repeat(full) + '.'.repeat(WIDTH - full);
  return `[${bar}] ${Math.floor(part * 100)} % ${done} of ${Math.max(total, done)} ${what}`;
}
