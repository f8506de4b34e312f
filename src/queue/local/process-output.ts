import type { ChildProcess } from 'node:child_process';
import { AttemptLog } from '#support/attempt-log.ts';
import type { Job } from './job.ts';
import { NativeOutput } from './native-output.ts';

/**
 * What a task process writes past JavaScript, given to the right attempt, and what the server itself adds to its log.
 *
 * Two channels bring the end of an attempt and its last native output, so their order must be made. What was written
 * before the `finished` message is readable when that arrives, and the event loop reads it within two rounds; where the
 * next attempt is sent sooner, it is read on the spot before. (A mark written by the child after each attempt would do
 * too, but costs the server two more reads for every attempt: a third of a no-op.)
 */
export class ProcessOutput {
  readonly #streams: NativeOutput[] = [];
  readonly #limit: number;
  readonly #onTrouble: (message: string) => void;
  #owner: Job | undefined;
  /** The event loop has gone round twice since the last attempt ended. */
  #isSettled = true;
  #endings = 0;
  #log: AttemptLog | undefined;

  constructor(child: ChildProcess, limit: number, onTrouble: (message: string) => void) {
    this.#limit = limit;
    this.#onTrouble = onTrouble;
    const target = () => this.#openLog();
    if (child.stdout) this.#streams.push(new NativeOutput(child.stdout, 'info', 'task.stdout', target));
    if (child.stderr) this.#streams.push(new NativeOutput(child.stderr, 'error', 'task.stderr', target));
  }

  get lastWords(): string {
    return this.#streams.map((stream) => stream.lastWords).join('\n');
  }

  begin(job: Job): void {
    if (this.#owner !== undefined) this.#handOver();
    this.#owner = job;
  }

  /** The attempt has ended: what comes until the next one begins is still its own. */
  end(): void {
    this.#isSettled = false;
    const ending = ++this.#endings;
    setImmediate(() =>
      setImmediate(() => {
        // Unless one more attempt has ended meanwhile: then its own rounds count.
        if (ending === this.#endings) this.#isSettled = true;
      }),
    );
  }

  /** Writes a line of the server's own to the log of the present attempt. */
  note(level: 'warning' | 'error', event: string, fields: Record<string, unknown>): void {
    this.#openLog()?.line(level, event, 'aquilon.worker', fields);
  }

  /** Gives out what has no end of line, and closes the log; late output opens it again. */
  close(): void {
    for (const stream of this.#streams) stream.flushLine();
    this.#log?.close();
    this.#log = undefined;
  }

  #handOver(): void {
    for (const stream of this.#streams) if (!this.#isSettled || stream.isPaused) stream.drain();
    this.close();
  }

  #openLog(): AttemptLog | undefined {
    if (this.#owner === undefined) return undefined;
    const owner = this.#owner;
    this.#log ??= new AttemptLog(owner.logFile, this.#limit, this.#onTrouble, () => owner.mask);
    return this.#log;
  }
}
