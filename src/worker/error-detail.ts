/** Errors as Airflow's task log holds them: `error_detail`, a list of the error and its causes, each with frames. */
import { authorFrames } from '#support/author-frames.ts';

export interface ErrorFrame {
  filename: string;
  lineno: number;
  name: string;
}

export interface ErrorDetail {
  exc_type: string;
  exc_value: string;
  exc_notes: string[];
  syntax_error: null;
  is_cause: boolean;
  frames: ErrorFrame[];
  is_group: boolean;
  exceptions: ErrorDetail[][];
}

/** Chains of causes are followed this far: an error may be its own cause. */
const DEEPEST = 10;

export function errorDetail(error: unknown, isCause = false, depth = 0): ErrorDetail[] {
  // An error of another language brings its own.
  if (error instanceof Error && 'errorDetail' in error) return error.errorDetail as ErrorDetail[];
  const group = error instanceof AggregateError ? error.errors.slice(0, 50) : [];
  const detail: ErrorDetail = {
    exc_type: typeOf(error),
    exc_value: describeThrown(error),
    exc_notes: [],
    syntax_error: null,
    is_cause: isCause,
    frames: error instanceof Error ? framesOf(error.stack ?? '') : [],
    is_group: group.length > 0,
    exceptions: depth < DEEPEST ? group.map((inner) => errorDetail(inner, false, depth + 1)) : [],
  };
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined || depth >= DEEPEST ? [detail] : [detail, ...errorDetail(cause, true, depth + 1)];
}

/** What was thrown, as a sentence: anything can be thrown, not only errors. */
export function describeThrown(error: unknown): string {
  if (error instanceof Error) return error.message === '' ? error.name : error.message;
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') {
    return error.message;
  }
  return `The task threw ${show(error)}, which is no Error. Throw an Error to see where it comes from.`;
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 500));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`;
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return JSON.stringify(value).slice(0, 500);
  } catch {
    return 'an object';
  }
}

function typeOf(error: unknown): string {
  if (error instanceof Error) return error.name || error.constructor.name;
  return error === null ? 'null' : typeof error;
}

/** As Airflow has them, outermost first. The outcome of the attempt keeps the whole stack. */
const framesOf = (stack: string): ErrorFrame[] =>
  authorFrames(stack)
    .toReversed()
    .map(({ file, line, name }) => ({ filename: file, lineno: line, name: name ?? '<module>' }));
