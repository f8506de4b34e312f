/** One server per home folder: a lock file that names its process. A lock whose process is gone is taken over. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AquilonError } from '#errors/aquilon-error.ts';

/** A server that was killed a moment ago may take this long to be gone. */
const PATIENCE_MS = 1000;

const pathOf = (home: string): string => join(home, 'aquilon.lock');

/** Takes the lock; returns the function that gives it back. Throws `HOME_LOCKED`, `HOME_UNUSABLE`. */
export async function lockHome(home: string): Promise<() => void> {
  const path = pathOf(home);
  const draft = `${path}.${process.pid}`;
  const lock = `${process.pid} ${startOf(process.pid)}\n`;
  write(home, draft, lock);
  try {
    for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(20)) {
      // Linked, not written in place: whoever finds the lock finds its whole content.
      if (succeeds(() => linkSync(draft, path), 'EEXIST')) return () => rmSync(path, { force: true });
      const found = read(path);
      const holder = livingHolder(found);
      if (holder === undefined) removeStale(path, found);
      else if (performance.now() > deadline) throw new AquilonError('HOME_LOCKED', { pid: holder, home });
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** True when this process has the lock of `home`. */
export function holdsHome(home: string): boolean {
  return livingHolder(read(pathOf(home))) === process.pid;
}

function write(home: string, draft: string, lock: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o755 });
    // Everybody may read which process it is: another user's start shall name it.
    writeFileSync(draft, lock, { mode: 0o644 });
  } catch (error) {
    const holder = livingHolder(read(pathOf(home)));
    if (holder !== undefined) throw new AquilonError('HOME_LOCKED', { pid: holder, home });
    throw new AquilonError('HOME_UNUSABLE', { home, reason: (error as NodeJS.ErrnoException).code ?? String(error) });
  }
}

/** Two starts may find the same stale lock: only what was judged is removed, never the lock that the faster one has just made. */
function removeStale(path: string, judged: string): void {
  const aside = `${path}.stale.${process.pid}`;
  if (!succeeds(() => renameSync(path, aside), 'ENOENT')) return;
  if (read(aside) !== judged) succeeds(() => linkSync(aside, path), 'EEXIST');
  rmSync(aside, { force: true });
}

function succeeds(act: () => void, expected: string): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === expected) return false;
    throw error;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function livingHolder(lock: string): number | undefined {
  const [pid, start = ''] = lock.trim().split(' ');
  const number = Number(pid);
  if (!Number.isInteger(number) || number <= 0 || !isProcessAlive(number)) return undefined;
  return start === '' || startOf(number) === start ? number : undefined;
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
