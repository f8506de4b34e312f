import type { LoadFailure } from './loader-protocol.ts';

/** What an author's code threw, as it crosses to the server. */
export function failureOf(error: unknown): LoadFailure {
  if (!(error instanceof Error))
    return { name: 'Error', message: `it threw ${String(error)}, which is no Error`, stack: '' };
  return { name: error.name, message: error.message, stack: error.stack ?? '' };
}
