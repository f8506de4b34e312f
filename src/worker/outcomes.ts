import { CATALOGUE } from '#errors/catalogue.ts';
import type { Outcome, TaskFailure } from '#queue/executor.ts';
import type { TaskAborted } from './attempt.ts';
import { describeThrown } from './error-detail.ts';

const LONGEST_MESSAGE = 4_000;
const LONGEST_STACK = 16_000;
/** Codes of an attempt that may be tried again although it was ended from outside. */
const RETRYABLE_ENDS = new Set(['TASK_TIMEOUT', 'SHUTDOWN', 'WORKER_LOST']);

/** What a thrown value makes of the attempt. */
export function outcomeOfError(error: unknown): Outcome {
  if (propertyOf(error, 'code') === 'TASK_SKIPPED') return { state: 'skipped', reason: clean(describeThrown(error)) };
  return { state: 'failed', error: failureOf(error), retryable: propertyOf(error, 'retryable') !== false };
}

export function outcomeOfAbort(reason: TaskAborted): Outcome {
  const error: TaskFailure = { code: reason.code, message: reason.message, peakRss: process.memoryUsage.rss() };
  return { state: 'failed', error, retryable: RETRYABLE_ENDS.has(reason.code) };
}

function failureOf(error: unknown): TaskFailure {
  const code = propertyOf(error, 'code');
  const known = typeof code === 'string' && code in CATALOGUE ? code : 'TASK_FAILED';
  const name = error instanceof Error && known === 'TASK_FAILED' && error.name !== 'Error' ? `${error.name}: ` : '';
  const exitCode = propertyOf(error, 'exitCode');
  return {
    code: known,
    message: clean(name + describeThrown(error)).slice(0, LONGEST_MESSAGE),
    ...(error instanceof Error && error.stack ? { stack: clean(error.stack).slice(0, LONGEST_STACK) } : {}),
    ...(typeof exitCode === 'number' ? { exitCode } : {}),
    peakRss: process.memoryUsage.rss(),
  };
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** The database takes neither NUL characters nor halves of surrogate pairs in a text. */
function clean(text: string): string {
  return text.replaceAll('\0', '\\0').toWellFormed();
}
