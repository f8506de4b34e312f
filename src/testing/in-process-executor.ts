/**
 * The executor of a test: attempts run in this process, at once, and take no time on the clock of the run unless the test says so. An
 * `executionTimeout` is held to real time while a function runs, and to the clock of the run where the test says how long the task takes.
 */
import { dirname, join } from 'node:path';
import type { TestLogLine } from '@aquilon/sdk/testing';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import type { CancelReason, Executor, Outcome, Report, Work } from '#queue/executor.ts';
import { outcomeOfCancel, outcomeOfNoStart } from '#queue/local/death.ts';
import { gatherInputs } from '#queue/local/inputs.ts';
import { serveRequest } from '#queue/local/serve-request.ts';
import { Attempt, TaskAborted } from '#worker/attempt.ts';
import type { TaskCode } from '#worker/author-code.ts';
import { runAttempt } from '#worker/run-attempt.ts';
import { ServerLink } from '#worker/server-link.ts';
import type { TaskServices } from '#worker/services.ts';
import type { Surroundings } from '#worker/task-context.ts';
import { nextIntervalMs } from '#worker/waiting/interval.ts';
import { waitLimitOf, waitTimedOut } from '#worker/waiting/room.ts';
import { createMemoryLog } from './memory-log.ts';
import { nameOf } from './memory-store.ts';
import { type Mocks, mockedTask } from './mocked-code.ts';
import type { VirtualClock } from './virtual-clock.ts';

const PARALLELISM = 32;
/** Of a back-off with chance in it, the middle: the same in each test. */
const MIDDLE = 0.5;

interface ExecutorParts {
  clock: VirtualClock;
  services: TaskServices;
  around: Surroundings;
  /** By the id of the DAG. */
  codeOf: (dagId: string) => TaskCode;
  mocksOf: (dagId: string) => Mocks;
  /** Milliseconds that an attempt takes on the clock of the run. */
  takes: (work: Work) => number;
  /** Template files and scripts by their absolute paths. */
  files: { readonly [path: string]: string };
  /** A file in the folder of the DAG file. */
  dagFile: string;
}

/** What is known of an attempt beside its states. */
export interface AttemptNotes {
  outcome: Outcome | undefined;
  looks: number;
  logs: TestLogLine[];
}

export class InProcessExecutor implements Executor {
  readonly parallelism = PARALLELISM;
  /** By attempt. */
  readonly notes = new Map<string, AttemptNotes>();
  /** What runs in this process now, by attempt. */
  readonly running = new Map<string, Attempt>();
  readonly #parts: ExecutorParts;
  /** Attempts that have run and still take their time, and those that wait: what calls them off. */
  readonly #timers = new Map<string, () => void>();
  #listener: (report: Report) => void = () => undefined;
  #onEnd: () => void = () => undefined;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
  }

  readyNow(): number {
    return this.parallelism;
  }

  dispatch(works: readonly Work[]): void {
    for (const work of works) void this.#begin(work);
  }

  wait(works: readonly Work[]): void {
    for (const work of works) if (!this.#timers.has(work.attemptId)) this.#planLook(work);
  }

  cancel(attemptId: string, reason: CancelReason): void {
    const attempt = this.running.get(attemptId);
    if (attempt !== undefined) {
      end(attempt, reason);
      return;
    }
    const callOff = this.#timers.get(attemptId);
    if (callOff === undefined) return;
    callOff();
    this.#timers.delete(attemptId);
    // A wait is forgotten without a report; what the scheduler believes to run is reported.
    if (this.#notesOf(attemptId).outcome?.state !== 'deferred') this.#finish(attemptId, outcomeOfCancel(reason));
  }

  onReport(listener: (report: Report) => void): void {
    this.#listener = listener;
  }

  async stop(): Promise<void> {
    for (const attempt of this.running.values()) end(attempt, { code: 'SHUTDOWN', message: 'the test is over' });
  }

  /** Calls the function of a notice, or renders its texts. */
  async tell(work: Work): Promise<Outcome> {
    const outcome = await this.#run(work);
    this.#onEnd();
    return outcome;
  }

  /** Resolves when the next function that runs in this process has ended. */
  nextEnd(): Promise<void> {
    return new Promise((resolve) => {
      this.#onEnd = resolve;
    });
  }

  async #begin(work: Work): Promise<void> {
    const { clock, takes } = this.#parts;
    const { attemptId } = work;
    this.#listener({ kind: 'started', attemptId, at: clock.now(), pid: process.pid, hostname: 'test' });
    const outcome = await this.#run(work);
    const { executionTimeoutMs } = work.task;
    const took = takes(work);
    if (outcome.state === 'deferred' || took === 0) this.#finish(attemptId, outcome);
    else if (executionTimeoutMs !== null && took > executionTimeoutMs)
      this.#after(executionTimeoutMs, attemptId, () =>
        this.#finish(attemptId, outcomeOfCancel(timeoutOf(executionTimeoutMs))),
      );
    else this.#after(took, attemptId, () => this.#finish(attemptId, outcome));
    this.#onEnd();
  }

  #planLook(work: Work): void {
    const { clock } = this.#parts;
    if (work.wait === undefined) return;
    const { since, for: poke } = work.wait;
    const waited = clock.now() - since;
    const left = (waitLimitOf(work.task) ?? Number.POSITIVE_INFINITY) - waited;
    const interval = nextIntervalMs(poke.intervalMs, work.task.sensor, waited, () => MIDDLE);
    this.#after(Math.min(interval, Math.max(0, left)), work.attemptId, () => void this.#look(work, left <= interval));
  }

  async #look(work: Work, isLast: boolean): Promise<void> {
    const outcome = await this.#run(work);
    if (outcome.state !== 'deferred') this.#finish(work.attemptId, outcome);
    else if (isLast) this.#finish(work.attemptId, waitTimedOut(work.taskId, work.task));
    else this.#planLook(work);
    this.#onEnd();
  }

  async #run(given: Work): Promise<Outcome> {
    const { services, around, codeOf, mocksOf, files, dagFile, clock } = this.#parts;
    const notes = this.#notesOf(given.attemptId);
    notes.looks += 1;
    const { dagId } = given.run;
    const server = new ServerLink((message) => {
      if (message.kind !== 'request') return;
      void serveRequest(services, { work: given }, message.id, message.request).then((reply) => server.answered(reply));
    });
    const makeLog = (mask: Attempt['mask']) => createMemoryLog(mask, clock.now, (line) => notes.logs.push(line));
    // Copies, as other processes would get them: what a function changes of its arguments, no other sees.
    const work = structuredClone({
      ...given,
      task: given.notice ? given.task : mockedTask(given.task, mocksOf(dagId)),
    });
    const attempt = new Attempt({ kind: 'run', work, inputs: {}, logFile: '' }, server, around.settings, makeLog);
    this.running.set(given.attemptId, attempt);
    const { executionTimeoutMs } = given.task;
    const timer =
      executionTimeoutMs === null
        ? undefined
        : setTimeout(() => end(attempt, timeoutOf(executionTimeoutMs)), Math.min(executionTimeoutMs, 2 ** 31 - 1));
    try {
      Object.assign(attempt.order, structuredClone(await gatherInputs(services, given)));
      const paths = given.task.template?.files ?? [];
      attempt.order.templates = Object.fromEntries(
        paths.map((path) => [path, files[join(dirname(dagFile), path)] ?? '']),
      );
      attempt.order.scripts = Object.fromEntries((given.task.scripts ?? []).map((path) => [path, files[path] ?? '']));
      return await runAttempt(attempt, codeOf(dagId), around);
    } catch (error) {
      return outcomeOfNoStart(messageOf(error));
    } finally {
      clearTimeout(timer);
      this.running.delete(given.attemptId);
    }
  }

  #notesOf(attemptId: string): AttemptNotes {
    const known = this.notes.get(attemptId);
    if (known !== undefined) return known;
    const notes: AttemptNotes = { outcome: undefined, looks: 0, logs: [] };
    this.notes.set(attemptId, notes);
    return notes;
  }

  #after(ms: number, attemptId: string, callback: () => void): void {
    const callOff = this.#parts.clock.after(ms, () => {
      this.#timers.delete(attemptId);
      callback();
    });
    this.#timers.set(attemptId, callOff);
  }

  #finish(attemptId: string, outcome: Outcome): void {
    this.#notesOf(attemptId).outcome = outcome;
    this.#listener({ kind: 'finished', attemptId, at: this.#parts.clock.now(), outcome });
  }
}

function end(attempt: Attempt, { code, message }: CancelReason): void {
  const reason = new TaskAborted(code, message);
  attempt.abort(reason);
  attempt.breakOff(reason);
}

function timeoutOf(ms: number): CancelReason {
  const { code, message } = new AquilonError('TASK_TIMEOUT', { seconds: ms / 1000 });
  return { code, message };
}

/** As people name it: `task`, or `task[2]`. */
export function nameOfAttempt({ work }: Attempt): string {
  const name = `${nameOf(work)} of ${work.run.dagId}`;
  if (!work.notice) return name;
  return `a callback (${work.notice.event}) of ${work.notice.taskId === null ? work.run.dagId : name}`;
}
