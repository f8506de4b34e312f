/** One server per home folder: a lock file that names its process. A lock whose process is gone is taken over. */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AquilonError } from '#errors/aquilon-error.ts';

/** A server that was killed a moment ago may take this long to be gone. */
const PATIENCE_MS = 1000;

/** Takes the lock; returns the function that gives it back. Throws `HOME_LOCKED`. */
export async function lockHome(home: string): Promise<() => void> {
  mkdirSync(home, { recursive: true, mode: 0o755 });
  const path = join(home, 'aquilon.lock');
  for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(20)) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, `${process.pid} ${startOf(process.pid)}\n`);
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = livingHolder(path);
    if (holder === undefined) rmSync(path, { force: true });
    else if (performance.now() > deadline) throw new AquilonError('HOME_LOCKED', { pid: holder, home });
  }
}

function livingHolder(path: string): number | undefined {
  const [pid, start = ''] = readFileSync(path, 'utf8').trim().split(' ');
  const number = Number(pid);
  return Number.isInteger(number) && isProcessAlive(number) && (start === '' || startOf(number) === start)
    ? number
    : undefined;
}

/** A zombie is dead: it only waits to be counted by its parent. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return statFields(pid)[0] !== 'Z';
}

/** When the process began, in ticks since boot: a number that is given again is not the same process. Empty where /proc is missing. */
const startOf = (pid: number): string => statFields(pid)[19] ?? '';

/** The fields of proc(5) `stat` from the third on, which is the state. */
function statFields(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may have blanks in it: count from the last bracket.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
