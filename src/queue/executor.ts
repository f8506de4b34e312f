/**
 * The executor port: where attempts of tasks go to be run. Adapters: local/ (warm child processes); redis/ follows.
 * One conformance suite (test/conformance/executor.ts) holds for all of them.
 *
 * The contract:
 * - `dispatch` is called only after the attempt was committed as `queued` or `running`; it never throws and never blocks.
 * - every dispatched attempt is reported `finished` exactly once, whatever happens to it, by this executor or by the recovery.
 * - `started` comes before `finished`, or not at all (an attempt that could not be started).
 * - an attempt that is reported `deferred` has ended its part; `wait` hands it over again, to be looked at until it is reported `finished`.
 * - `cancel` asks for the kill ladder (abort signal, SIGTERM, SIGKILL); the `finished` report still follows. A wait
 *   is forgotten at once, without a report.
 * - after `stop` no report is made; what was running then is recovered by the next start.
 */
import type { Json, SerializedTask } from '@aquilon/sdk/serialized';
import type { Drained } from '#domain/admission.ts';
import type { ToldEvent } from '#domain/assets.ts';
import type { Failure } from '#domain/failures.ts';
import type { NoticeEvent, NoticeFacts } from '#domain/notices.ts';
import type { MappedInputs } from '#domain/picks.ts';
import type { WaitFor } from '#domain/wait-for.ts';

/** The run facts a task may ask for, as they were when the attempt was queued. Instants are ISO 8601. */
export interface RunFacts {
  dagId: string;
  runId: string;
  runType: string;
  logicalDate: string | null;
  dataIntervalStart: string | null;
  dataIntervalEnd: string | null;
  runAfter: string;
  startDate: string | null;
  conf: { [key: string]: Json };
  params: { [key: string]: Json };
  triggeringUser: string | null;
  /** Absent: none. */
  partitionKey?: string | undefined;
}

/** One attempt of one task instance: all that a worker needs to run it. */
export interface Work {
  /** UUID of this attempt: a worker that lost its claim writes under a dead id, and is refused. */
  attemptId: string;
  dagRunId: number;
  taskId: string;
  mapIndex: number;
  tryNumber: number;
  maxTries: number;
  run: RunFacts;
  task: SerializedTask;
  /** Of an instance of a mapped task: where its mapped arguments come from. */
  mapped?: MappedInputs | undefined;
  /** Of a deferred attempt: what it waits for, and since when, epoch ms. */
  wait?: { for: PokeWait; since: number } | undefined;
  /** Names the code to run: the hash of the DAG file's snapshot, with the commit that the run keeps (domain/run-sources.ts). */
  snapshotHash: string;
  /** Of a notice: what it tells, and of which task; null: of the run. */
  notice?: Told | undefined;
}

/** `at`: place of the notifier among those of the event. */
export interface Told {
  event: NoticeEvent;
  facts: NoticeFacts;
  taskId: string | null;
  at: number;
  /** Pages of the run and of the task. */
  runUrl: string;
  taskUrl: string | null;
  /** Those of the facts, with their pages. */
  failures: (Failure & { url: string; logCommand: string })[];
}

export type PokeWait = Extract<WaitFor, { kind: 'poke' }>;

/** A value a task hands on. `object` names a file of the object store for a value too large for the database. */
export type XComValue =
  | { kind: 'json'; value: Json }
  /** `length`: elements, where it is a list or an object. */
  | { kind: 'object'; object: string; bytes: number; sha256: string; length?: number };

export interface TaskFailure {
  /** A code of the catalogue in errors/: `TASK_FAILED`, `TASK_TIMEOUT`, `WORKER_LOST`, ... */
  code: string;
  message: string;
  /** The stack of the author's error, with positions in the DAG file. */
  stack?: string;
  exitCode?: number;
  signal?: string;
  /** Largest resident set seen, in bytes. */
  peakRss?: number;
}

/** What the task chose: of the tasks directly after it these follow, and the `others` are skipped: alone, or with `all` that comes after it. */
export interface Follow {
  tasks: string[];
  others: 'direct' | 'all';
}

export type Outcome =
  | {
      state: 'success';
      returnValue?: XComValue;
      /** Absent: everything after it follows. */
      follow?: Follow;
      /** What it told of the events of its outlets. Absent: nothing; each asset among them has its event all the same. */
      assetEvents?: ToldEvent[];
    }
  | { state: 'failed'; error: TaskFailure /** false: no retry, whatever is left */; retryable: boolean }
  | { state: 'skipped'; reason: string }
  | { state: 'up_for_reschedule' /** epoch ms */; until: number }
  | { state: 'deferred'; waitFor: WaitFor };

export type Report =
  | { kind: 'started'; attemptId: string; at: number; pid: number; hostname: string }
  | { kind: 'finished'; attemptId: string; at: number; outcome: Outcome };

/** Why an attempt is to be ended from outside. */
export interface CancelReason {
  /** Catalogue code: `TASK_MARKED`, `TASK_CLEARED`, `TASK_TIMEOUT`, `RUN_TIMEOUT`, `RUN_DELETED`, `SHUTDOWN`. */
  code: string;
  message: string;
}

export interface Executor {
  /** Attempts taken at once, `[core] parallelism`. */
  readonly parallelism: number;
  /** Set while it takes nothing new: asked for by the scheduler as often as it reads its state. Absent: it is never drained. */
  readonly drained?: Drained | null;
  /** Of those that could be dispatched now, how many would start without waiting for a process. */
  readyNow(snapshotHash: string): number;
  dispatch(work: readonly Work[]): void;
  /** Looks for what these attempts wait for. Called after the commit that says `deferred`, and again after a restart; what it waits for already is left alone. */
  wait(work: readonly Work[]): void;
  cancel(attemptId: string, reason: CancelReason): void;
  /** Called once by the scheduler, before the first dispatch. */
  onReport(listener: (report: Report) => void): void;
  /** Walks the ladder for all that still runs; resolves when no process is left, within `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
}
