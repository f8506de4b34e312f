/**
 * What the machine knows about processes, read from /proc. Where there is none (no Linux), nothing is found:
 * then process groups are all that is ended.
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessFacts {
  pid: number;
  parent: number;
  session: number;
  /** Clock ticks after boot: with the pid, it names a process for good. */
  startedAt: number;
  /** Its own, to a hundredth. */
  cpuSeconds: number;
  /** Of its children that have ended and were collected, with theirs. */
  endedCpuSeconds: number;
  /** Resident memory, bytes. */
  resident: number;
}

export function listPids(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
}

const PAGE = 4096;
/** What Linux tells programs of, a second. */
const TICKS = 100;

/** Undefined when it is gone, or dead and only waiting to be collected. */
export function processFacts(pid: number): ProcessFacts | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The name stands in parentheses and may hold any character: the fields begin after the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const number = (at: number) => Number(fields[at]);
  return {
    pid,
    parent: number(1),
    session: number(3),
    startedAt: number(19),
    cpuSeconds: (number(11) + number(12)) / TICKS,
    endedCpuSeconds: (number(13) + number(14)) / TICKS,
    resident: number(21) * PAGE,
  };
}

/** True while the process that started then still lives: a pid alone may have been given to another. */
export function isAlive(pid: number, startedAt: number): boolean {
  return processFacts(pid)?.startedAt === startedAt;
}

/** The environment a process was started with, as `NAME=value` entries; empty when it may not be read. */
export function startEnvironment(pid: number): string[] {
  return (read(`/proc/${pid}/environ`) ?? '').split('\0');
}

/** Resident memory in bytes; undefined when the process is gone. */
export function residentBytes(pid: number): number | undefined {
  const text = read(`/proc/${pid}/statm`);
  if (text === undefined) return undefined;
  const pages = Number(text.split(' ')[1]);
  return pages > 0 ? pages * PAGE : undefined;
}

/** Sends a signal; a process that is gone is no error. A negative pid means a group. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
