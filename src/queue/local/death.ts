import { AquilonError } from '#errors/aquilon-error.ts';
import type { ErrorCode } from '#errors/catalogue.ts';
import type { CancelReason, Outcome, TaskFailure } from '#queue/executor.ts';

/** All that is known of the end of a task process whose attempt had not ended. */
export interface Death {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** Why the server ended it, where it did. */
  reason: CancelReason | undefined;
  /** The server saw it above its memory limit. */
  overLimit: boolean;
  lastWords: string;
  peakRss: number;
  memoryLimitMb: number;
}

const RETRYABLE_ENDS = new Set(['TASK_TIMEOUT', 'SHUTDOWN', 'WORKER_LOST']);
const V8_GIVES_UP = /heap out of memory|Allocation failed|Array buffer allocation failed|out of memory/i;
/** V8 ends itself by one of these when the heap is full. */
const ABORTS = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL']);

/** By these a process ends itself: nobody sent them. */
const CRASHES = new Set<string>(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGTRAP']);

/** The outcome of an attempt whose process died under it. */
export function outcomeOfDeath(death: Death): Outcome {
  if (death.reason !== undefined) return outcomeOfCancel(death.reason, factsOf(death));
  const outOfMemory =
    death.overLimit ||
    ((ABORTS.has(death.signal ?? '') || death.exitCode === 134) && V8_GIVES_UP.test(death.lastWords));
  if (outOfMemory) return failed('TASK_OUT_OF_MEMORY', { limit: death.memoryLimitMb }, death);
  if (death.signal !== null) return failed('TASK_KILLED', { end: endBy(death.signal) }, death);
  return failed('TASK_EXITED', { code: death.exitCode }, death);
}

const endBy = (signal: string): string =>
  CRASHES.has(signal) ? `crashed with signal ${signal}` : `was ended by signal ${signal} from outside of Aquilon`;

export function outcomeOfCancel(reason: CancelReason, facts: Partial<TaskFailure> = {}): Outcome {
  const error = { code: reason.code, message: reason.message, ...facts };
  return { state: 'failed', error, retryable: RETRYABLE_ENDS.has(reason.code) };
}

export function outcomeOfNoStart(reason: string): Outcome {
  const error = new AquilonError('TASK_NOT_STARTED', { reason });
  return { state: 'failed', error: { code: error.code, message: error.message }, retryable: true };
}

function failed(code: ErrorCode, values: Record<string, string | number | null>, death: Death): Outcome {
  const { message } = new AquilonError(code, values);
  return { state: 'failed', error: { code, message, ...factsOf(death) }, retryable: true };
}

function factsOf({ exitCode, signal, peakRss }: Death): Partial<TaskFailure> {
  return {
    ...(exitCode === null ? {} : { exitCode }),
    ...(signal === null ? {} : { signal }),
    ...(peakRss > 0 ? { peakRss } : {}),
  };
}
