/** One server per home folder: a lock file that names its process. A lock whose process is gone is taken over. */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { AquilonError } from '#errors/aquilon-error.ts';

/** Takes the lock; returns the function that gives it back. Throws `HOME_LOCKED`. */
export function lockHome(home: string): () => void {
  mkdirSync(home, { recursive: true, mode: 0o755 });
  const path = join(home, 'aquilon.lock');
  // Twice: the lock of a dead process is removed and tried for once more.
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, `${process.pid} ${startOf(process.pid)}\n`);
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = livingHolder(path);
    if (holder !== undefined) throw new AquilonError('HOME_LOCKED', { pid: holder, home });
    rmSync(path, { force: true });
  }
  throw new AquilonError('HOME_LOCKED', { pid: 'unknown', home });
}

function livingHolder(path: string): number | undefined {
  const [pid, start] = readFileSync(path, 'utf8').trim().split(' ');
  const number = Number(pid);
  return Number.isInteger(number) && isProcessAlive(number) && (start === '' || startOf(number) === start)
    ? number
    : undefined;
}

export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When the process began, in ticks since boot: a number that is given again is not the same process. Empty where /proc is missing. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may have blanks in it: count from the last bracket. Field 22 of proc(5).
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
