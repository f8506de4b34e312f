/** Finds and ends the processes that a task left behind, wherever they went. */
import { setTimeout as sleep } from 'node:timers/promises';
import { listPids, type ProcessFacts, processFacts, signalProcess, startEnvironment } from './processes.ts';

/** How long to go on where processes multiply or do not die, ms. */
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
