/** Finds the processes that tests left behind: all that they start has a mark in its environment. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { listPids, processFacts, signalProcess, startEnvironment } from '#support/processes.ts';

/** What is just about to end may take so long, ms. */
const GRACE_MS = 5_000;

/** Waits a little for processes with `mark` (`NAME=value`) to end, ends those that do not, and resolves with what they were. */
export async function endSurvivors(mark: string): Promise<string[]> {
  const until = performance.now() + GRACE_MS;
  let survivors = withMark(mark);
  while (survivors.length > 0 && performance.now() < until) {
    await sleep(50);
    survivors = withMark(mark);
  }
  const told = survivors.map((pid) => `${pid}: ${commandLine(pid)}`);
  for (const pid of survivors) signalProcess(pid, 'SIGKILL');
  return told;
}

const withMark = (mark: string): number[] =>
  listPids().filter((pid) => processFacts(pid) !== undefined && startEnvironment(pid).includes(mark));

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return 'it has just ended';
  }
}
