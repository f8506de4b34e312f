/**
 * The processes in which notices are rendered and functions of authors are told: an executor of its own, so that they wait for no task, made when
 * the first notice is there.
 */
import type { Json } from '@aquilon/sdk/serialized';
import type { Executor, Outcome, Work } from '#queue/executor.ts';

export interface Workers {
  /** Resolves with its outcome, whatever that is. */
  run(work: Work): Promise<Outcome>;
  stop(deadlineMs: number): Promise<void>;
}

export function createWorkers(makeExecutor: () => Executor): Workers {
  const waiting = new Map<string, (outcome: Outcome) => void>();
  let executor: Executor | undefined;

  function open(): Executor {
    const made = makeExecutor();
    made.onReport((report) => {
      if (report.kind !== 'finished') return;
      waiting.get(report.attemptId)?.(report.outcome);
      waiting.delete(report.attemptId);
    });
    return made;
  }

  return {
    run(work) {
      executor ??= open();
      return new Promise((resolve) => {
        waiting.set(work.attemptId, resolve);
        executor?.dispatch([work]);
      });
    },
    async stop(deadlineMs) {
      await executor?.stop(deadlineMs);
      const error = { code: 'SHUTDOWN', message: 'the server is stopping' };
      for (const resolve of waiting.values()) resolve({ state: 'failed', error, retryable: true });
      waiting.clear();
    },
  };
}

/** What a rendered notice holds. Its executor keeps values in line, however large. */
export function optionsOf(outcome: Extract<Outcome, { state: 'success' }>): { [name: string]: Json } {
  const { returnValue } = outcome;
  return returnValue?.kind === 'json' ? (returnValue.value as { [name: string]: Json }) : {};
}
