/** The server's side of one process in which deferred attempts wait. */
import type { ChildProcess } from 'node:child_process';
import { type ForkOptions, forkTaskProcess } from '#queue/local/fork.ts';
import { signalProcess } from '#support/processes.ts';
import type { FromWaiting, ToWaiting } from '#worker/waiting/protocol.ts';
import { checkWaitMessage } from './check-message.ts';

export interface WaitProcessEvents {
  heard(message: Exclude<FromWaiting, { kind: 'ready' }>): void;
  /** It ended, or could not be started: what waited in it has to be handed over anew. */
  gone(): void;
}

export class WaitProcess {
  readonly #child: ChildProcess;

  constructor(options: ForkOptions, events: WaitProcessEvents) {
    this.#child = forkTaskProcess(options, 'wait').child;
    // Nothing is read of it: what its attempts write goes to their logs.
    this.#child.stdout?.resume();
    this.#child.stderr?.resume();
    this.#child.on('message', (message) => {
      const checked = checkWaitMessage(message);
      if (checked !== undefined && checked.kind !== 'ready') events.heard(checked);
    });
    let isGone = false;
    const gone = () => {
      if (!isGone) events.gone();
      isGone = true;
    };
    this.#child.once('error', gone);
    this.#child.once('exit', gone);
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
    if (this.pid > 0) signalProcess(-this.pid, 'SIGKILL');
  }
}
