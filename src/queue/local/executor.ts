import { hostname } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { Config } from '#config/config.ts';
import { mailSettings } from '#config/mail-settings.ts';
import type { Drained } from '#domain/admission.ts';
import { sourcesOfName } from '#domain/run-sources.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import type { CancelReason, Executor, Outcome, Report, Work } from '#queue/executor.ts';
import type { Workers, WorkersNow } from '#queue/workers-now.ts';
import { logPath } from '#support/log-path.ts';
import type { Logger } from '#support/logger.ts';
import type { MailSettings } from '#support/mail.ts';
import { movedPath } from '#support/moved-path.ts';
import { residentBytes } from '#support/processes.ts';
import type { ApiAccess, TaskProcessSettings } from '#worker/protocol.ts';
import type { TaskServices } from '#worker/services.ts';
import { Caretaker } from './caretaker.ts';
import { outcomeOfCancel, outcomeOfNoStart } from './death.ts';
import { watchForDeath } from './death-watch.ts';
import { forkOptions } from './fork.ts';
import { type GatheredInputs, gatherInputs, needsInputs } from './inputs.ts';
import { type Job, keyOf, MAIL_KEY, needsCode } from './job.ts';
import { serverMark } from './leftovers.ts';
import { Pool } from './pool.ts';
import { serveRequest } from './serve-request.ts';
import { stopProcesses } from './stop-processes.ts';
import { type ProcessEvents, TaskProcess } from './task-process.ts';
import type { KeepUsage } from './usage-book.ts';
import { UsageWatch } from './usage-watch.ts';
import { WaitingAttempts } from './waiting/waiting-attempts.ts';

export interface LocalExecutorOptions {
  config: Config;
  logger: Logger;
  services: TaskServices;
  /** Where the logs of attempts lie, see logPath. */
  logFolder: string;
  /** Where XComs that are too large for the database lie. */
  storageFolder: string;
  /** How an attempt reaches the REST API; absent: it does not. */
  /** Attempts wait for a debugger there. */
  debug?: TaskProcessSettings['debug'];
  apiAccess?: (attemptId: string) => ApiAccess | undefined;
  /** Writes what attempts use of the machine; absent: it is not measured. */
  keepUsage?: KeepUsage;
}

/** Runs attempts in warm child processes of this machine. The first one is started at once, so that it is ready. */
export function createLocalExecutor(options: LocalExecutorOptions): Executor & Workers {
  return new LocalExecutor(options);
}

class LocalExecutor implements Executor, Workers {
  readonly parallelism: number;
  drained: Drained | null = null;
  readonly #options: LocalExecutorOptions;
  readonly #pool: Pool;
  readonly #caretaker: Caretaker;
  readonly #mail: MailSettings | undefined;
  readonly #hostname = hostname();
  readonly #endDeathWatch: () => void;
  /** Attempts whose inputs are being fetched; the reason is set when one is cancelled meanwhile. */
  readonly #gathering = new Map<string, { cancelled?: CancelReason }>();
  readonly #waiting: WaitingAttempts;
  readonly #usage: UsageWatch | undefined;
  /** Attempts that have just been reported as deferred, and are to be looked after here. */
  readonly #deferred = new Set<string>();
  #listener: (report: Report) => void = () => undefined;
  #isStopped = false;

  constructor(options: LocalExecutorOptions) {
    const { config, services, logger } = options;
    this.#options = options;
    this.parallelism = config.core.parallelism;
    this.#mail = mailSettings(config);
    const settings = {
      ...forkOptions(config, options.storageFolder, options.debug),
      cleanupMs: config.core.killedTaskCleanupTime * 1000,
    };
    const events: ProcessEvents = {
      idle: () => this.#pool.pump(),
      finished: ({ busySince }, job, outcome, at, use) => {
        const seen = outcome.state === 'failed' ? (outcome.error.peakRss ?? 0) : 0;
        const peak = this.#usage?.ended(job, busySince, at, use, seen) ?? 0;
        if (outcome.state === 'failed' && peak > seen) outcome.error.peakRss = peak;
        this.#finish(job.work, outcome, at);
      },
      request: (process, job, id, request) =>
        void serveRequest(services, job, id, request).then((reply) => process.send(reply)),
      gone: (process, problem) => {
        if (problem !== undefined) logger.warning('a task process could not be started', { reason: problem });
        this.#pool.remove(process, problem);
        this.#caretaker.wake();
      },
    };
    this.#pool = new Pool({
      max: config.workers.processes || config.core.parallelism,
      start: () => new TaskProcess(settings, events, logger),
      assign: (process, job) => void this.#assign(process, job),
      giveUp: (job, problem) => this.#finish(job.work, outcomeOfNoStart(problem), Date.now()),
    });
    this.#waiting = new WaitingAttempts({
      fork: { ...settings, blockedMs: config.sensors.blockedAfter * 1000 },
      services,
      logger,
      logFileOf: (work) => this.#logFileOf(work),
      finish: (work, outcome) => this.#finish(work, outcome, Date.now()),
    });
    if (options.keepUsage !== undefined) this.#usage = new UsageWatch(this.#pool.processes, options.keepUsage, logger);
    const { spare, recycleAfter } = config.workers;
    this.#caretaker = new Caretaker({ pool: this.#pool, spare, recycleAfter });
    this.#endDeathWatch = watchForDeath(serverMark());
    for (let count = 0; count < spare; count++) this.#pool.startOne();
  }

  readyNow(snapshotHash: string): number {
    if (this.drained) return 0;
    const idle = this.#pool.count(({ state, key }) => state === 'idle' && (key === undefined || key === snapshotHash));
    return Math.max(0, idle - this.#pool.waiting.length);
  }

  dispatch(work: readonly Work[]): void {
    for (const one of work) {
      if (needsInputs(one)) void this.#gather(one);
      else this.#submit(one, { inputs: {} });
    }
  }

  wait(work: readonly Work[]): void {
    this.#waiting.add(work, (attemptId) => this.#deferred.delete(attemptId));
  }

  drain(drained: Drained | null): void {
    this.drained = drained;
    this.#pool.hold(drained !== null);
  }

  now(): WorkersNow {
    return {
      hostname: this.#hostname,
      drained: this.drained,
      most: this.#pool.most,
      waiting: this.#pool.waiting.length,
      processes: [...this.#pool.processes].map(({ pid, state, attempts, busySince, job }) => ({
        pid,
        state,
        attempts,
        memory: residentBytes(pid) ?? null,
        attempt: job?.work ?? null,
        since: job === undefined || busySince === 0 ? null : busySince,
      })),
    };
  }

  cancel(attemptId: string, reason: CancelReason): void {
    this.#deferred.delete(attemptId);
    if (this.#waiting.forget(attemptId, reason)) return;
    const gathering = this.#gathering.get(attemptId);
    const waiting = this.#pool.withdraw(attemptId);
    if (gathering !== undefined) gathering.cancelled = reason;
    else if (waiting !== undefined) this.#finish(waiting.work, outcomeOfCancel(reason), Date.now());
    else this.#cancelAssigned(attemptId, reason);
  }

  onReport(listener: (report: Report) => void): void {
    this.#listener = listener;
  }

  async stop(deadlineMs: number): Promise<void> {
    this.#isStopped = true;
    this.#caretaker.stop();
    this.#pool.stop();
    this.#waiting.stop();
    await stopProcesses(this.#pool.processes, deadlineMs);
    await this.#usage?.stop();
    this.#endDeathWatch();
  }

  #submit(work: Work, given: GatheredInputs): void {
    this.#pool.submit({
      work,
      key: keyOf(work),
      ...given,
      logFile: this.#logFileOf(work),
      api: this.#options.apiAccess?.(work.attemptId),
      arrivedAt: performance.now(),
      sensitiveNames: this.#options.config.core.sensitiveVarConnNames,
    });
  }

  #logFileOf({ run, taskId, mapIndex, tryNumber }: Work): string {
    return logPath(this.#options.logFolder, run.dagId, run.runId, taskId, mapIndex, tryNumber);
  }

  #cancelAssigned(attemptId: string, reason: CancelReason): void {
    for (const process of this.#pool.processes) {
      const { job } = process;
      if (job?.work.attemptId !== attemptId) continue;
      if (process.hasBegun) process.cancel(reason);
      else {
        process.release();
        this.#finish(job.work, outcomeOfCancel(reason), Date.now());
      }
    }
  }

  /** Fetches the XComs that the task takes as arguments. */
  async #gather(work: Work): Promise<void> {
    const entry: { cancelled?: CancelReason } = {};
    this.#gathering.set(work.attemptId, entry);
    try {
      const given = await gatherInputs(this.#options.services, work);
      if (this.#isStopped) return;
      if (entry.cancelled === undefined) this.#submit(work, given);
      else this.#finish(work, outcomeOfCancel(entry.cancelled), Date.now());
    } catch (error) {
      this.#finish(work, outcomeOfNoStart(`its inputs could not be read: ${messageOf(error)}`), Date.now());
    } finally {
      this.#gathering.delete(work.attemptId);
    }
  }

  /** Sends the attempt to its process, at once where the process has the code already. */
  async #assign(process: TaskProcess, job: Job): Promise<void> {
    this.#caretaker.wake();
    this.#usage?.wake();
    const isFirst = process.attempts === 0 && needsCode(job.key);
    try {
      // The folder of a commit that is kept may have been removed since the process loaded its code.
      const hasFolder = needsCode(job.key) && sourcesOfName(job.key).bundleVersion !== null;
      const found = isFirst || hasFolder ? await this.#options.services.getSnapshot(job.key) : undefined;
      const snapshot = isFirst ? found : undefined;
      const { template, scripts: named } = job.work.task;
      const templates = template?.files && (await this.#textsOf(job.work, template.files));
      const scripts = named && (await this.#textsOf(job.work, named));
      // Cancelled while the code was fetched, or the process has died: then it has been reported.
      if (process.job !== job || this.#isStopped) return;
      this.#report({
        kind: 'started',
        attemptId: job.work.attemptId,
        at: Date.now(),
        pid: process.pid,
        hostname: this.#hostname,
      });
      process.run(job, {
        ...(snapshot === undefined ? {} : { snapshot }),
        ...(job.key === MAIL_KEY && this.#mail !== undefined ? { mail: this.#mail } : {}),
        ...(templates === undefined ? {} : { templates }),
        ...(scripts === undefined ? {} : { scripts }),
      });
    } catch (error) {
      if (process.job !== job) return;
      process.job = undefined;
      process.end();
      this.#finish(job.work, outcomeOfNoStart(`its code could not be read: ${messageOf(error)}`), Date.now());
    }
  }

  /** Texts of files that a task names, out of the snapshot that its run started with; paths of templates are from the folder of the DAG file. */
  async #textsOf({ snapshotHash }: Work, names: readonly string[]): Promise<{ [path: string]: string }> {
    const { entry, files, moved } = await this.#options.services.getSnapshot(snapshotHash);
    const pathOf = (name: string) => (isAbsolute(name) ? movedPath(name, moved) : join(dirname(entry), name));
    // Under both its names: options may hold the one that it was loaded by.
    const texts = names.flatMap((name) => {
      const text = files[pathOf(name)] ?? '';
      return isAbsolute(name)
        ? [
            [name, text],
            [pathOf(name), text],
          ]
        : [[name, text]];
    });
    return Object.fromEntries(texts);
  }

  #finish(work: Work, outcome: Outcome, at: number): void {
    if (outcome.state === 'deferred' && outcome.waitFor.kind === 'poke') this.#deferred.add(work.attemptId);
    if (outcome.state === 'failed')
      this.#options.logger.debug('an attempt has failed', { attempt: work.attemptId, stack: outcome.error.stack });
    this.#report({ kind: 'finished', attemptId: work.attemptId, at, outcome });
  }

  #report(report: Report): void {
    if (!this.#isStopped) this.#listener(report);
  }
}
