import type { AttemptUsage } from '#domain/usage.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import type { Logger } from '#support/logger.ts';

/** What comes within so long is written together, ms. */
const GATHER = 250;
/** Most of one statement. */
const AT_ONCE = 1_000;
/** While the database does not keep up, what comes beyond is lost: it is worth less than the memory it would take. */
const MOST_WAITING = 20_000;

export type KeepUsage = (usage: readonly AttemptUsage[]) => Promise<void>;

/**
 * Writes what attempts have used, in batches, beside the scheduler and never in its way. Nothing waits for it: what cannot be written is lost,
 * as is what a crash overtakes.
 */
export class UsageBook {
  readonly #write: KeepUsage;
  readonly #logger: Logger;
  /** The newest of each try. */
  #waiting = new Map<string, AttemptUsage>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;

  constructor(write: KeepUsage, logger: Logger) {
    this.#write = write;
    this.#logger = logger;
  }

  keep(usage: AttemptUsage): void {
    const key = `${usage.dagRunId} ${usage.mapIndex} ${usage.tryNumber} ${usage.taskId}`;
    if (this.#waiting.size >= MOST_WAITING && !this.#waiting.has(key)) return;
    this.#waiting.set(key, usage);
    this.#plan();
  }

  /** Writes what is left. Called once no attempt runs any more. */
  async close(): Promise<void> {
    while (this.#waiting.size > 0 || this.#writing !== undefined) await this.#flush();
  }

  #plan(): void {
    if (this.#timer !== undefined || this.#writing !== undefined) return;
    this.#timer = setTimeout(() => void this.#flush(), GATHER);
    this.#timer.unref();
  }

  async #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
      if (this.#waiting.size > 0) this.#plan();
    });
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    const batch = [...this.#waiting.values()];
    this.#waiting = new Map();
    try {
      for (let at = 0; at < batch.length; at += AT_ONCE) await this.#write(batch.slice(at, at + AT_ONCE));
    } catch (error) {
      this.#logger.warning('what attempts have used could not be written', { reason: messageOf(error) });
    }
  }
}
