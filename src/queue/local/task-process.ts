import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CancelReason, Outcome } from '#queue/executor.ts';
import { endLeftovers } from '#support/descendants.ts';
import type { Logger } from '#support/logger.ts';
import { residentBytes, signalProcess } from '#support/processes.ts';
import { taskFolder } from '#support/task-folder.ts';
import type { FromChild, ProcessUse, TaskRequest, ToChild } from '#worker/protocol.ts';
import { checkMessage } from './check-message.ts';
import { outcomeOfDeath } from './death.ts';
import { type ForkOptions, forkTaskProcess } from './fork.ts';
import type { Job } from './job.ts';
import { KillLadder } from './kill-ladder.ts';
import { ProcessOutput } from './process-output.ts';
import type { EndUse } from './usage-watch.ts';

/** How long the output of a dead process may still be read, ms. */
const OUTPUT_GRACE = 500;
/** A process that is not ready by then has failed to start, ms. */
const START_WITHIN = 30_000;

/**
 * `starting` -> `idle` <-> `busy`, and at last `gone`. `settling`: the attempt has ended, but something of it is still
 * in the process; `ending`: told to end.
 */
export type ProcessState = 'starting' | 'idle' | 'busy' | 'settling' | 'ending' | 'gone';

export interface ProcessEvents {
  idle(process: TaskProcess): void;
  /** `use` is missing where the process died. */
  finished(process: TaskProcess, job: Job, outcome: Outcome, at: number, use?: EndUse): void;
  gone(process: TaskProcess, startProblem: string | undefined): void;
  request(process: TaskProcess, job: Job, id: number, request: TaskRequest): void;
}

/** The server's side of one task process. */
export class TaskProcess {
  state: ProcessState = 'starting';
  /** What it is kept for, see Job.key; undefined: it has run nothing yet. */
  key: string | undefined;
  job: Job | undefined;
  attempts = 0;
  /** When its present attempt was sent to it, epoch ms. */
  busySince = 0;
  /** CPU seconds that it had used before its present attempt. */
  cpuBefore = 0;
  /** Monotonic ms. */
  idleSince = 0;
  endsAfterJob = false;
  readonly #child: ChildProcess;
  readonly #mark: string;
  readonly #output: ProcessOutput;
  readonly #events: ProcessEvents;
  readonly #options: ForkOptions & { cleanupMs: number };
  readonly #startTimer: NodeJS.Timeout;
  #reason: CancelReason | undefined;
  #ladder: KillLadder | undefined;
  #timeout: NodeJS.Timeout | undefined;
  #hasBegun = false;
  #overLimit = false;
  /** Its attempt has ended, and is reported as soon as nothing that it left behind runs. */
  #said: Extract<FromChild, { kind: 'finished' }> | undefined;
  #peakRss = 0;

  constructor(options: ForkOptions & { cleanupMs: number }, events: ProcessEvents, logger: Logger) {
    this.#options = options;
    this.#events = events;
    const { child, mark } = forkTaskProcess(options);
    this.#child = child;
    this.#mark = mark;
    this.#output = new ProcessOutput(child, options.settings.logLimit, (message) =>
      logger.error('a task log cannot be written', { reason: message, pid: child.pid }),
    );
    child.on('message', (message) => {
      const checked = checkMessage(message);
      if (checked?.kind === 'log_failed') {
        logger.error('a task log cannot be written', { reason: checked.message, attemptId: checked.attemptId });
      } else if (checked !== undefined) this.#hear(checked);
    });
    child.once('error', (error) => this.#notStarted(error.message));
    child.once('exit', (code, signal) => void this.#died(code, signal));
    this.#startTimer = setTimeout(() => this.kill(), START_WITHIN);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Sends the attempt. What comes of it is told by `finished`. */
  run(job: Job, extras: Pick<Extract<ToChild, { kind: 'run' }>, 'snapshot' | 'mail' | 'templates' | 'scripts'>): void {
    this.attempts++;
    this.busySince = Date.now();
    this.#hasBegun = true;
    this.#output.begin(job);
    const { executionTimeoutMs } = job.work.task;
    if (executionTimeoutMs !== null) this.#startTimeout(executionTimeoutMs);
    const { work, inputs, row, logFile, api } = job;
    this.send({ kind: 'run', work, inputs, row, logFile, api, ...extras });
  }

  send(message: ToChild): void {
    // A channel that has just broken is followed by the exit of the process, which says it all.
    this.#child.send(message, () => undefined);
  }

  /** False while its attempt waits for its code: nothing has been sent yet. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Takes back an attempt that has not begun. */
  release(): void {
    this.job = undefined;
    this.endsAfterJob = false;
    this.#becomeIdle();
  }

  /** Walks the ladder for the present attempt; the first reason counts. */
  cancel(reason: CancelReason): void {
    if (this.job === undefined || this.#reason !== undefined) return;
    this.#reason = reason;
    const { code, message } = reason;
    this.send({ kind: 'abort', attemptId: this.job.work.attemptId, code, message });
    this.#ladder = new KillLadder(this.pid, this.#options.cleanupMs);
  }

  /** Ends a process that has nothing to do. */
  end(): void {
    this.state = 'ending';
    this.send({ kind: 'exit' });
  }

  kill(): void {
    if (this.pid > 0 && this.state !== 'gone') signalProcess(-this.pid, 'SIGKILL');
  }

  /** Looks at the memory of the process, and ends it above its limit. Returns the resident bytes. */
  checkMemory(): number {
    const rss = residentBytes(this.pid) ?? 0;
    if (this.job === undefined) return rss;
    this.#peakRss = Math.max(this.#peakRss, rss);
    if (rss > this.#options.memoryMb * 1_048_576) {
      this.#overLimit = true;
      this.kill();
    }
    return rss;
  }

  #hear(message: Exclude<FromChild, { kind: 'log_failed' }>): void {
    if (message.kind === 'ready') {
      clearTimeout(this.#startTimer);
      this.cpuBefore = message.cpuSeconds ?? this.cpuBefore;
      if (this.state === 'starting' || this.state === 'settling') this.#becomeIdle();
      return;
    }
    const { job } = this;
    // It speaks for its present attempt only.
    if (job === undefined || message.attemptId !== job.work.attemptId) return;
    if (message.kind === 'aborting') this.#ladder?.answered(message.patience);
    else if (message.kind === 'request') this.#events.request(this, job, message.id, message.request);
    else if (message.spawned) void this.#finishAfterLeftovers(job, message);
    else this.#finish(job, message);
  }

  #finish(job: Job, message: Extract<FromChild, { kind: 'finished' }>): void {
    if (this.job !== job) return;
    this.#stopTimers();
    this.#reason = undefined;
    this.#said = undefined;
    this.#hasBegun = false;
    this.job = undefined;
    const isDying = this.state === 'ending';
    if (!isDying) this.state = 'settling';
    const { outcome } = message;
    if (outcome.state === 'failed') {
      outcome.error.peakRss = Math.max(outcome.error.peakRss ?? 0, this.#peakRss);
    }
    const use = this.#endUse(message.use);
    this.#peakRss = 0;
    this.#output.end();
    // First the report: the next attempt of this process may be what it brings about.
    this.#events.finished(this, job, outcome, message.at, use);
    if (isDying) return;
    if (this.endsAfterJob) this.end();
    else if (message.idle) this.#becomeIdle();
  }

  #endUse({ cpuSeconds, memory, peakMemory }: ProcessUse): EndUse {
    const used = Math.max(0, cpuSeconds - this.cpuBefore);
    this.cpuBefore = cpuSeconds;
    return { cpuSeconds: used, memory, peakMemory: Math.max(memory, peakMemory ?? 0, this.#peakRss) };
  }

  async #finishAfterLeftovers(job: Job, message: Extract<FromChild, { kind: 'finished' }>): Promise<void> {
    this.#stopTimers();
    this.#said = message;
    const ended = await endLeftovers(this.pid, `AQUILON_ATTEMPT_ID=${job.work.attemptId}`);
    if (this.job !== job) return;
    this.#noteLeftovers(ended);
    this.#finish(job, message);
  }

  #becomeIdle(): void {
    this.state = 'idle';
    this.idleSince = performance.now();
    this.#events.idle(this);
  }

  #startTimeout(ms: number): void {
    const message = `The task ran longer than its executionTimeout of ${ms / 1000} s and was ended.`;
    // The longest timer there is: 24.8 days.
    this.#timeout = setTimeout(() => this.cancel({ code: 'TASK_TIMEOUT', message }), Math.min(ms, 2 ** 31 - 1));
  }

  #stopTimers(): void {
    clearTimeout(this.#timeout);
    this.#ladder?.stop();
    this.#ladder = undefined;
  }

  #notStarted(problem: string): void {
    if (this.#child.pid !== undefined) return;
    clearTimeout(this.#startTimer);
    this.state = 'gone';
    this.#events.gone(this, problem);
  }

  /** The process has ended. Its attempt is reported when nothing of it runs any more and its last output is read. */
  async #died(exitCode: number | null, signal: NodeJS.Signals | null): Promise<void> {
    clearTimeout(this.#startTimer);
    this.#stopTimers();
    const wasStarting = this.state === 'starting';
    this.state = 'ending';
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    const ended = this.attempts > 0 ? await endLeftovers(this.pid, this.#mark) : [];
    await Promise.race([closed, sleep(OUTPUT_GRACE, undefined, { ref: false })]);
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    const { lastWords } = this.#output;
    // Asked only now: a last message may have been read after the exit was noticed.
    const { job } = this;
    if (job !== undefined && this.#said !== undefined) this.#finish(job, this.#said);
    else if (job !== undefined) {
      const outcome = outcomeOfDeath({
        exitCode,
        signal,
        reason: this.#reason,
        overLimit: this.#overLimit,
        lastWords,
        peakRss: this.#peakRss,
        memoryLimitMb: this.#options.memoryMb,
      });
      this.#noteLeftovers(ended);
      await rm(taskFolder(job.work.attemptId), { recursive: true, force: true }).catch(() => undefined);
      if (outcome.state === 'failed') this.#output.note('error', outcome.error.message, { ...outcome.error });
      this.job = undefined;
      this.#events.finished(this, job, outcome, Date.now());
    }
    this.#output.close();
    this.state = 'gone';
    const how = signal ?? `exit code ${exitCode}`;
    this.#events.gone(this, wasStarting ? `it ended at once (${how}) ${lastWords.trim().slice(-500)}` : undefined);
  }

  #noteLeftovers(pids: number[]): void {
    if (pids.length === 0) return;
    const event = `The task left ${pids.length} process(es) running; they were ended.`;
    this.#output.note('warning', event, { pids });
  }
}
