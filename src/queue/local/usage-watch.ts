import { type AttemptUsage, UsageCurve } from '#domain/usage.ts';
import type { Logger } from '#support/logger.ts';
import { useOfTrees } from '#support/process-trees.ts';
import type { Job } from './job.ts';
import type { TaskProcess } from './task-process.ts';
import { type KeepUsage, UsageBook } from './usage-book.ts';

/** Between two looks, ms. */
const INTERVAL = 500;
/** At most this part of the time is spent on looking: where a look takes long because there are many processes, there are fewer looks. */
const MOST_OF_TIME = 0.01;
/** How often an attempt of an age (both ms) is looked at. */
const LOOK_EVERY: readonly { age: number; every: number }[] = [
  { age: 10_000, every: INTERVAL },
  { age: 120_000, every: 1_000 },
  { age: Number.POSITIVE_INFINITY, every: 5_000 },
];

/** What an attempt was measured to have used at its end, since its start. */
export interface EndUse {
  cpuSeconds: number;
  memory: number;
  peakMemory: number;
}

interface Watched {
  curve: UsageCurve;
  lookedAt: number;
}

/**
 * Measures what attempts use while they run, each with all that it has started. It sleeps while none runs; of an attempt that is over before
 * the first look only the end is told, by its process, with the message that it sends anyway.
 */
export class UsageWatch {
  readonly #processes: ReadonlySet<TaskProcess>;
  readonly #book: UsageBook;
  readonly #watched = new Map<Job, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(processes: ReadonlySet<TaskProcess>, keep: KeepUsage, logger: Logger) {
    this.#processes = processes;
    this.#book = new UsageBook(keep, logger);
  }

  /** An attempt begins. */
  wake(): void {
    if (this.#timer === undefined && !this.#isStopped) this.#lookIn(INTERVAL);
  }

  /**
   * `use` is missing where the process died: then it is known up to the last look. `seen`: the largest memory that was seen otherwise. Returns the largest of all, bytes; 0: not known.
   */
  ended(job: Job, startedAt: number, at: number, use: EndUse | undefined, seen: number): number {
    const curve = this.#watched.get(job)?.curve ?? new UsageCurve();
    this.#watched.delete(job);
    if (use !== undefined) curve.add({ ...use, seconds: Math.max(0, at - startedAt) / 1000 });
    if (curve.points.length === 0) return 0;
    const usage = usageOf(job, startedAt, curve, Math.max(seen, use?.peakMemory ?? 0));
    this.#book.keep(usage);
    return usage.peakMemory;
  }

  /** Called once no attempt runs any more; resolves when what is known is written. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#book.close();
  }

  #lookIn(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#look();
    }, ms);
    this.#timer.unref();
  }

  #look(): void {
    const now = Date.now();
    const busy = [...this.#processes].filter((process) => process.job !== undefined && process.hasBegun);
    if (busy.length === 0) return;
    const began = performance.now();
    const due = busy.filter((process) => this.#isDue(process, now));
    if (due.length > 0) this.#measure(due, now);
    const took = performance.now() - began;
    this.#lookIn(Math.max(INTERVAL, took / MOST_OF_TIME));
  }

  #measure(processes: readonly TaskProcess[], now: number): void {
    const uses = useOfTrees(new Set(processes.map(({ pid }) => pid)));
    for (const { job, pid, busySince, cpuBefore } of processes) {
      const use = uses.get(pid);
      if (job === undefined || use === undefined) continue;
      const watched = this.#watched.get(job) ?? { curve: new UsageCurve(), lookedAt: 0 };
      watched.lookedAt = now;
      watched.curve.add({
        seconds: (now - busySince) / 1000,
        cpuSeconds: Math.max(0, use.cpuSeconds - cpuBefore),
        memory: use.memory,
      });
      this.#watched.set(job, watched);
      this.#book.keep(usageOf(job, busySince, watched.curve, 0));
    }
  }

  #isDue({ job, busySince }: TaskProcess, now: number): boolean {
    const age = now - busySince;
    // One that has only just begun may be over at once, like most.
    if (job === undefined || age < INTERVAL / 2) return false;
    const every = LOOK_EVERY.find((rate) => age < rate.age)?.every ?? 0;
    // Timers are never to the moment.
    return now - (this.#watched.get(job)?.lookedAt ?? 0) >= every * 0.9;
  }
}

function usageOf({ work }: Job, startedAt: number, curve: UsageCurve, peak: number): AttemptUsage {
  const { dagRunId, taskId, mapIndex, tryNumber, run } = work;
  return {
    dagId: run.dagId,
    runId: run.runId,
    ...{ dagRunId, taskId, mapIndex, tryNumber, startedAt },
    points: curve.points.slice(),
    peakMemory: Math.max(peak, curve.peakMemory),
  };
}
