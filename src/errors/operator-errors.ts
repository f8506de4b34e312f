import type { ErrorEntry } from './error-entry.ts';

/** Operators that reach other systems and programs. */
export const OPERATOR_ERRORS = {
  HTTP_REFUSED: {
    status: 502,
    message: 'The request {request} was answered with the status {status}: {said}',
    remedy: 'Correct the request; extraOptions.checkResponse: false leaves the status to responseCheck.',
  },
  HTTP_CHECK_FAILED: {
    status: 502,
    message:
      'The responseCheck of the task did not return true for the answer to {request}, which has the status {status}.',
    remedy: 'Look at the answer with logResponse: true.',
  },
} as const satisfies Record<string, ErrorEntry>;
