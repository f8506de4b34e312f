import type { Pool } from './pool.ts';

/** A process that has had nothing to do for so long is given up, ms. */
const IDLE_LIMIT = 10_000;
const INTERVAL = 500;
/** An idle process that has grown by more than this since it was young is replaced, bytes. */
const GROWTH_LIMIT = 256 * 1_048_576;

export interface CaretakerOptions {
  pool: Pool;
  /** Blank processes to keep ready. */
  spare: number;
  recycleAfter: number;
}

/**
 * Looks after the processes beside the work: keeps the spare ones ready, ends those that are idle for long or worn,
 * and watches the memory of those at work. It sleeps while there is nothing to look after.
 */
export class Caretaker {
  readonly #options: CaretakerOptions;
  readonly #youngRss = new WeakMap<object, number>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: CaretakerOptions) {
    this.#options = options;
  }

  /** Something has changed: look again soon. */
  wake(): void {
    if (this.#timer !== undefined || this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#look();
    }, INTERVAL);
    this.#timer.unref();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #look(): void {
    const { pool, spare, recycleAfter } = this.#options;
    let blanks = 0;
    let isRestless = false;
    for (const process of pool.processes) {
      if (process.state === 'ending' || process.state === 'gone') continue;
      if (process.key === undefined) {
        blanks++;
        if (blanks > spare && process.state === 'idle') process.end();
        continue;
      }
      isRestless = true;
      const rss = process.checkMemory();
      if (!this.#youngRss.has(process)) this.#youngRss.set(process, rss);
      if (process.state !== 'idle') continue;
      const isIdleForLong = performance.now() - process.idleSince > IDLE_LIMIT;
      const hasGrown = rss - (this.#youngRss.get(process) ?? rss) > GROWTH_LIMIT;
      if (isIdleForLong || hasGrown || process.attempts >= recycleAfter) process.end();
    }
    if (blanks < spare && pool.waiting.length === 0) {
      pool.startOne();
      isRestless = true;
    }
    if (isRestless) this.wake();
  }
}
