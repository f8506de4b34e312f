import { processFacts } from '#support/processes.ts';
import type { ProcessUse } from './protocol.ts';

/** Resident memory takes longer to be read than a no-op lasts: of many short attempts in a row it is read once in so long, ms. */
const SAME_MEMORY = 50;

/**
 * Tells what this process has used so far. It costs some microseconds, and is asked for at the end of every attempt: /proc is read only
 * once a child was started (`spawned`: since the last call), whose CPU time no call of Node's tells.
 */
export function watchUse(): (spawned: boolean) => ProcessUse {
  let hasChildren = false;
  // The system keeps the largest memory that there ever was. Of an attempt it is known where it has grown.
  let largest = process.resourceUsage().maxRSS;
  let memory = 0;
  let readAt = Number.NEGATIVE_INFINITY;
  return (spawned) => {
    hasChildren ||= spawned;
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const ended = hasChildren ? (processFacts(process.pid)?.endedCpuSeconds ?? 0) : 0;
    const peakMemory = maxRSS > largest ? maxRSS * 1024 : null;
    largest = maxRSS;
    if (performance.now() - readAt > SAME_MEMORY) {
      memory = process.memoryUsage.rss();
      readAt = performance.now();
    }
    return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 + ended, memory, peakMemory };
  };
}
