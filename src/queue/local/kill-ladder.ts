import { signalProcess } from '#support/processes.ts';
import type { Patience } from '#worker/protocol.ts';

/** A process that does not even answer the abort message is busy computing: nothing polite reaches it, ms. */
const ANSWER_WITHIN = 250;
/** What author's code that looks at its signal gets before SIGTERM, ms. */
const SOME_PATIENCE = 5_000;

/**
 * Ends an attempt step by step: the abort message (sent by the caller), SIGTERM to the process group, SIGKILL.
 * A process that ends its attempt by itself calls it off with `stop`.
 */
export class KillLadder {
  readonly #pid: number;
  readonly #cleanupMs: number;
  #timer: NodeJS.Timeout;

  /** `cleanupMs`: `[core] killed_task_cleanup_time`, between the polite end and SIGKILL. */
  constructor(pid: number, cleanupMs: number) {
    this.#pid = pid;
    this.#cleanupMs = cleanupMs;
    this.#timer = setTimeout(() => this.#terminate(), Math.min(ANSWER_WITHIN, cleanupMs));
  }

  /** The process has heard the abort, and says how it will go on. */
  answered(patience: Patience): void {
    clearTimeout(this.#timer);
    if (patience === 'none') this.#terminate();
    else if (patience === 'some') {
      this.#timer = setTimeout(() => this.#terminate(), Math.min(SOME_PATIENCE, this.#cleanupMs));
    } else this.#timer = setTimeout(() => this.kill(), this.#cleanupMs);
  }

  kill(): void {
    this.stop();
    signalProcess(-this.#pid, 'SIGKILL');
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #terminate(): void {
    signalProcess(-this.#pid, 'SIGTERM');
    this.#timer = setTimeout(() => this.kill(), this.#cleanupMs);
  }
}
