/** The executor of a simulation: an attempt ends after the time that is drawn for it. Nothing is run. */
import { createHeap, type Heap } from '#domain/heap.ts';
import type { CancelReason, Executor, Outcome, Work } from '#queue/executor.ts';
import type { Clock } from '#support/clock.ts';
import type { Fate } from './fates.ts';

export interface SimulatedEnd {
  at: number;
  /** Of two that end together, the one that was begun first comes first. */
  order: number;
  work: Work;
  outcome: Outcome;
}

/** How often something waits looks for it: nothing depends on it, as the end of the wait is drawn. */
const DEFERRED: Outcome = { state: 'deferred', waitFor: { kind: 'poke', intervalMs: 60_000 } };

export class SimulatedExecutor implements Executor {
  readonly parallelism: number;
  readonly ends: Heap<SimulatedEnd> = createHeap((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));
  readonly #byAttempt = new Map<string, SimulatedEnd>();
  readonly #clock: Clock;
  readonly #fateOf: (work: Work) => Fate;
  #begun = 0;

  constructor(parallelism: number, clock: Clock, fateOf: (work: Work) => Fate) {
    this.parallelism = parallelism;
    this.#clock = clock;
    this.#fateOf = fateOf;
  }

  readyNow(): number {
    return Number.POSITIVE_INFINITY;
  }

  dispatch(works: readonly Work[]): void {
    // Sensors look once, and wait from then on without a slot.
    for (const work of works)
      this.#plan(work, work.task.sensor ? { tookMs: 0, outcome: DEFERRED } : this.#fateOf(work));
  }

  wait(works: readonly Work[]): void {
    for (const work of works) if (!this.#byAttempt.has(work.attemptId)) this.#plan(work, this.#fateOf(work));
  }

  cancel(attemptId: string, { code, message }: CancelReason): void {
    const end = this.#byAttempt.get(attemptId);
    if (!end) return;
    this.#forget(end);
    // A wait is forgotten without a report.
    if (end.work.wait === undefined)
      this.#plan(end.work, { tookMs: 0, outcome: { state: 'failed', error: { code, message }, retryable: false } });
  }

  onReport(): void {
    // Whoever plays the simulation takes the ends himself.
  }

  async stop(): Promise<void> {
    this.#byAttempt.clear();
  }

  /** The next that ends, which is over now. */
  take(): SimulatedEnd | undefined {
    const end = this.ends.peek();
    if (end) this.#forget(end);
    return end;
  }

  #plan(work: Work, { tookMs, outcome }: Fate): void {
    const end = { at: this.#clock.now() + tookMs, order: this.#begun++, work, outcome };
    this.#byAttempt.set(work.attemptId, end);
    this.ends.update(end);
  }

  #forget(end: SimulatedEnd): void {
    this.#byAttempt.delete(end.work.attemptId);
    this.ends.remove(end);
  }
}
