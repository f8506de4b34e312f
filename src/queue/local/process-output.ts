import type { ChildProcess } from 'node:child_process';
import { AttemptLog } from '#support/attempt-log.ts';
import type { Job } from './job.ts';
import { NativeOutput } from './native-output.ts';

/**
 * What a task process writes past JavaScript, given to the right attempt, and what the server itself adds to its log.
 *
 * Two channels bring the end of an attempt and its last native output, so their order must be made: what was written
 * before the `finished` message is readable when that arrives, and is read before the event loop goes round once more.
 * Until then output belongs to the old attempt, although the next one may have begun.
 */
export class ProcessOutput {
  readonly #streams: NativeOutput[] = [];
  readonly #limit: number;
  readonly #onTrouble: (message: string) => void;
  #owner: Job | undefined;
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
    if (this.#owner === undefined) this.#owner = job;
    else setImmediate(() => this.#handOver(job));
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

  #handOver(job: Job): void {
    this.close();
    this.#owner = job;
  }

  #openLog(): AttemptLog | undefined {
    if (this.#owner === undefined) return undefined;
    this.#log ??= new AttemptLog(this.#owner.logFile, this.#limit, this.#onTrouble);
    return this.#log;
  }
}
