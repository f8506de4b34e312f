/** Finds and ends the processes that a task left behind, wherever they went. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '#support/logger.ts';
import {
  isAlive,
  listPids,
  type ProcessFacts,
  processFacts,
  signalProcess,
  startEnvironment,
} from '#support/processes.ts';

/** Names the server that started a task process: `PID:START`, so that a pid given to another deceives nobody. */
export const SERVER_MARK = 'AQUILON_SERVER';
/** Unlike AQUILON_HOME it is never set by a person. */
export const HOME_MARK = 'AQUILON_TASK_HOME';

const PATIENCE = 2_000;

/**
 * Ends with SIGKILL what belongs to the task process `root` but is not it: its descendants, its session (daemons that
 * changed the group only), and all whose environment holds `mark` (`NAME=value`), which also finds a daemon with a
 * session of its own. Resolves with their pids when none is left.
 * What hides from all three (another session, an emptied environment, a parent that has ended) is not found.
 */
export async function endLeftovers(root: number, mark: string): Promise<number[]> {
  const ended = new Set<number>();
  const until = performance.now() + PATIENCE;
  for (;;) {
    const found = findLeftovers(root, mark);
    if (found.length === 0 || performance.now() > until) return [...ended];
    for (const pid of found) {
      ended.add(pid);
      signalProcess(pid, 'SIGKILL');
    }
    await sleep(2);
  }
}

function findLeftovers(root: number, mark: string): number[] {
  const all = new Map<number, ProcessFacts>();
  for (const pid of listPids()) {
    const facts = processFacts(pid);
    if (facts !== undefined) all.set(pid, facts);
  }
  const oldest = all.get(root)?.startedAt ?? 0;
  const found: number[] = [];
  for (const facts of all.values()) {
    // Nothing that a process left behind is older than it: this spares the reading of most environments.
    if (facts.startedAt < oldest || facts.pid === root || facts.pid === process.pid) continue;
    if (facts.session === root || descends(facts, root, all) || startEnvironment(facts.pid).includes(mark)) {
      found.push(facts.pid);
    }
  }
  return found;
}

function descends(facts: ProcessFacts, root: number, all: Map<number, ProcessFacts>): boolean {
  let at: ProcessFacts | undefined = facts;
  // Bounded, because the table was not read in one moment and may hold a circle.
  for (let steps = 0; at !== undefined && steps < 100; steps++) {
    if (at.pid === root) return true;
    at = all.get(at.parent);
  }
  return false;
}

/** The marks that every task process is started with. */
export function marksOf(home: string): Record<string, string> {
  const startedAt = processFacts(process.pid)?.startedAt ?? 0;
  return { [HOME_MARK]: home, [SERVER_MARK]: `${process.pid}:${startedAt}` };
}

/**
 * Ends the task processes of a server of the same home that is dead: one that was killed could not do it itself.
 * Returns how many there were. Called at the start, before anything is dispatched.
 */
export function reapOrphans(home: string, logger: Logger): number {
  const mark = `${HOME_MARK}=${home}`;
  let count = 0;
  for (const pid of listPids()) {
    if (pid === process.pid) continue;
    const environment = startEnvironment(pid);
    if (!environment.includes(mark)) continue;
    const server = environment.find((entry) => entry.startsWith(`${SERVER_MARK}=`))?.slice(SERVER_MARK.length + 1);
    const [serverPid, startedAt] = (server ?? '').split(':').map(Number);
    if (serverPid === undefined || startedAt === undefined || isAlive(serverPid, startedAt)) continue;
    if (processFacts(pid) !== undefined && signalProcess(pid, 'SIGKILL')) count++;
  }
  if (count > 0) logger.info('ended processes that tasks of a dead server had left running', { count, home });
  return count;
}
