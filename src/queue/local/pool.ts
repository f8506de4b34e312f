import type { Job } from './job.ts';
import type { TaskProcess } from './task-process.ts';

/** How long work waits for a warm process before one more is started, ms: most attempts are over by then. */
const PATIENCE = 25;
/** Work of another snapshot waits this long at most while all processes are kept busy by theirs, ms. */
const FAIRNESS = 250;
/** A machine that starts many processes at once starts none of them soon. */
const STARTS_AT_ONCE = 2;
/** After a process could not be started, ms. */
const START_PAUSE = 1_000;

export interface PoolOptions {
  /** Most processes at once. */
  max: number;
  /** Makes a process, which tells the pool of itself by `add`'s rules; throws when the machine refuses. */
  start: () => TaskProcess;
  /** Gives the job to the process. */
  assign: (process: TaskProcess, job: Job) => void;
  /** No process can be started for this job, and none is there. */
  giveUp: (job: Job, problem: string) => void;
}

/**
 * Which process runs what, and when there is one more.
 *
 * Work goes, first come first served, to an idle process that has loaded its snapshot, else to a blank one. While all
 * are busy it waits a little: a no-op is over in 0.1 ms, a new process costs 40 ms of processor. Only work that has
 * waited `PATIENCE` gets one more process, so short tasks run on the few that are warm and long ones soon have their own.
 */
export class Pool {
  readonly processes = new Set<TaskProcess>();
  readonly #waiting: Job[] = [];
  readonly #options: PoolOptions;
  #growth: NodeJS.Timeout | undefined;
  #noStartBefore = 0;
  #isHeld = false;
  #isStopped = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get most(): number {
    return this.#options.max;
  }

  get waiting(): readonly Job[] {
    return this.#waiting;
  }

  submit(job: Job): void {
    this.#waiting.push(job);
    this.pump();
  }

  /** Takes a waiting job out of the queue. */
  withdraw(attemptId: string): Job | undefined {
    const index = this.#waiting.findIndex((job) => job.work.attemptId === attemptId);
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  count(matches: (process: TaskProcess) => boolean): number {
    let count = 0;
    for (const process of this.processes) if (matches(process)) count++;
    return count;
  }

  /** Held: what waits goes on waiting. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.pump();
  }

  /** Gives waiting work to idle processes, in order. */
  pump(): void {
    if (this.#isStopped || this.#isHeld || this.#waiting.length === 0) return;
    if (this.#mustMakeRoom()) {
      this.#grow();
      return;
    }
    for (let index = 0; index < this.#waiting.length; ) {
      const job = this.#waiting[index] as Job;
      const process = this.#idleFor(job);
      if (process === undefined) {
        if (!this.#hasIdle()) break;
        index++;
        continue;
      }
      this.#waiting.splice(index, 1);
      this.#take(process, job);
    }
    if (this.#waiting.length > 0) this.#considerGrowth();
  }

  /** A process is gone; `problem` says why it never became ready. */
  remove(process: TaskProcess, problem: string | undefined): void {
    this.processes.delete(process);
    if (problem !== undefined) this.#startFailed(problem);
    this.pump();
  }

  /** Starts a process ahead of need. */
  startOne(): void {
    if (this.#isStopped || this.processes.size >= this.#options.max || performance.now() < this.#noStartBefore) return;
    try {
      this.processes.add(this.#options.start());
    } catch (error) {
      this.#startFailed(error instanceof Error ? error.message : String(error));
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#waiting.length = 0;
    clearTimeout(this.#growth);
  }

  #take(process: TaskProcess, job: Job): void {
    const fresh = job.work.task.isolation === 'fresh';
    process.state = 'busy';
    process.job = job;
    process.key = job.key;
    if (fresh) process.endsAfterJob = true;
    this.#options.assign(process, job);
  }

  #idleFor(job: Job): TaskProcess | undefined {
    const fresh = job.work.task.isolation === 'fresh';
    let blank: TaskProcess | undefined;
    let warm: TaskProcess | undefined;
    for (const process of this.processes) {
      if (process.state !== 'idle') continue;
      if (process.key === undefined) blank = process;
      // The one that was used last: its caches are warm, and the others can be given up.
      else if (process.key === job.key && (warm === undefined || process.idleSince > warm.idleSince)) warm = process;
    }
    return fresh ? blank : (warm ?? blank);
  }

  #hasIdle(): boolean {
    for (const process of this.processes) if (process.state === 'idle') return true;
    return false;
  }

  #considerGrowth(): void {
    const oldest = this.#waiting[0];
    if (oldest === undefined || this.count((process) => process.state === 'starting') >= STARTS_AT_ONCE) return;
    const waited = performance.now() - oldest.arrivedAt;
    if (waited >= PATIENCE || !this.#isServed(oldest)) this.#grow();
    else this.#look(PATIENCE - waited);
  }

  /** True when a process is there, or on its way, that can take the job one day. */
  #isServed(job: Job): boolean {
    const fresh = job.work.task.isolation === 'fresh';
    return (
      this.count(({ key, state }) => {
        if (state === 'ending' || state === 'gone') return false;
        return key === undefined || (key === job.key && !fresh);
      }) > 0
    );
  }

  #grow(): void {
    const now = performance.now();
    if (now < this.#noStartBefore) {
      this.#look(this.#noStartBefore - now);
      return;
    }
    if (this.processes.size >= this.#options.max) {
      // Its place becomes free when it has ended; then the pump runs again.
      this.#leastUsed()?.end();
      this.#look(FAIRNESS);
      return;
    }
    this.startOne();
    this.#look(PATIENCE);
  }

  /** True when the oldest work found no process for long, and only ending one that is idle now can make room for it. */
  #mustMakeRoom(): boolean {
    const oldest = this.#waiting[0];
    if (oldest === undefined || this.processes.size < this.#options.max) return false;
    if (performance.now() - oldest.arrivedAt < FAIRNESS || this.#idleFor(oldest) !== undefined) return false;
    return this.count(({ state }) => state === 'starting' || state === 'ending') === 0 && this.#hasIdle();
  }

  #leastUsed(): TaskProcess | undefined {
    let least: TaskProcess | undefined;
    for (const process of this.processes) {
      if (process.state === 'ending') return undefined;
      if (process.state === 'idle' && (least === undefined || process.idleSince < least.idleSince)) least = process;
    }
    return least;
  }

  #look(inMs: number): void {
    clearTimeout(this.#growth);
    this.#growth = setTimeout(() => this.pump(), inMs);
  }

  /** The machine refuses processes. Work waits as long as there is one that may take it one day. */
  #startFailed(problem: string): void {
    this.#noStartBefore = performance.now() + START_PAUSE;
    const oldest = this.#waiting[0];
    if (oldest === undefined || this.#isServed(oldest)) return;
    this.#waiting.shift();
    this.#options.giveUp(oldest, problem);
  }
}
