/** What processes use together with all that they have started. */
import { listPids, type ProcessFacts, processFacts } from './processes.ts';

export interface TreeUse {
  /** From the start of the process on, with children that have ended and were collected. */
  cpuSeconds: number;
  /** Resident, bytes; what several processes share counts in each. */
  memory: number;
}

/** By the pid of each root that lives: its own use with that of its descendants and of its session. All processes are read, once. */
export function useOfTrees(roots: ReadonlySet<number>): Map<number, TreeUse> {
  const all = new Map<number, ProcessFacts>();
  for (const pid of listPids()) {
    const facts = processFacts(pid);
    if (facts !== undefined) all.set(pid, facts);
  }
  const found = new Map<number, TreeUse>();
  for (const facts of all.values()) {
    const root = rootOf(facts, roots, all);
    // The session of a process that is gone, and whose pid is nobody's.
    if (root === undefined || !all.has(root)) continue;
    const use = found.get(root) ?? { cpuSeconds: 0, memory: 0 };
    use.cpuSeconds += facts.cpuSeconds + facts.endedCpuSeconds;
    use.memory += facts.resident;
    found.set(root, use);
  }
  return found;
}

/** A task process leads a session of its own; what left that session is known by its parents. */
function rootOf(
  facts: ProcessFacts,
  roots: ReadonlySet<number>,
  all: ReadonlyMap<number, ProcessFacts>,
): number | undefined {
  let at: ProcessFacts | undefined = facts;
  // Bounded, because the table was not read in one moment and may hold a circle.
  for (let steps = 0; at !== undefined && steps < 100; steps++) {
    if (roots.has(at.pid)) return at.pid;
    if (roots.has(at.session)) return at.session;
    at = all.get(at.parent);
  }
  return undefined;
}
