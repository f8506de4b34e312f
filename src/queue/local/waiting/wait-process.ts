/** The server's side of one process in which deferred attempts wait. */
import type { ChildProcess } from 'node:child_process';
import { type ForkOptions, forkTaskProcess } from '#queue/local/fork.ts';
import { signalProcess } from '#support/processes.ts';
import type { FromWaiting, ToWaiting } from '#worker/waiting/protocol.ts';
import { checkWaitMessage } from './check-message.ts';

export interface WaitProcessOptions extends ForkOptions {
  /** After so long without a sign of life, a look computes without a pause, ms. */
  blockedMs: number;
}

export interface WaitProcessEvents {
  heard(message: Extract<FromWaiting, { kind: 'finished' | 'request' | 'log_failed' }>): void;
  /** It computes without a pause; `attemptId`: whose look began last. It is ended, and `gone` follows. */
  blocked(attemptId: string | undefined): void;
  /** It ended, or could not be started: what waited in it has to be handed over anew. */
  gone(): void;
}

/** Of the time after which a process counts as blocked, how often it is asked for a sign of life. */
const CHECKS = 4;

export class WaitProcess {
  readonly #child: ChildProcess;
  readonly #options: WaitProcessOptions;
  readonly #events: WaitProcessEvents;
  readonly #checks: NodeJS.Timeout;
  /** Checks since it was asked and did not answer. */
  #unanswered = 0;
  #lastLook: string | undefined;
  #isGone = false;

  constructor(options: WaitProcessOptions, events: WaitProcessEvents) {
    this.#options = options;
    this.#events = events;
    this.#child = forkTaskProcess(options, 'wait').child;
    // Nothing is read of it: what its attempts write goes to their logs.
    this.#child.stdout?.resume();
    this.#child.stderr?.resume();
    this.#child.on('message', (message) => this.#hear(checkWaitMessage(message)));
    this.#child.once('error', () => this.#end());
    this.#child.once('exit', () => this.#end());
    this.#checks = setInterval(() => this.#check(), this.#options.blockedMs / CHECKS);
    this.#checks.unref();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  send(message: ToWaiting): void {
    // A channel that has just broken is followed by the exit of the process.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** It holds nothing that would be lost. */
  kill(): void {
    clearInterval(this.#checks);
    if (this.pid > 0) signalProcess(-this.pid, 'SIGKILL');
  }

  #hear(message: FromWaiting | undefined): void {
    this.#unanswered = 0;
    if (message?.kind === 'looking') this.#lastLook = message.attemptId;
    else if (message !== undefined && message.kind !== 'ready' && message.kind !== 'pong') this.#events.heard(message);
  }

  /** Counted in checks, not by the clock: where this process itself did not run, the other one is not to blame. */
  #check(): void {
    if (this.#unanswered === 0) this.send({ kind: 'ping' });
    this.#unanswered += 1;
    if (this.#unanswered <= CHECKS) return;
    this.#events.blocked(this.#lastLook);
    this.kill();
  }

  #end(): void {
    clearInterval(this.#checks);
    if (!this.#isGone) this.#events.gone();
    this.#isGone = true;
  }
}
