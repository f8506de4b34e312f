import { checkMessage, isOutcome } from '#queue/local/check-message.ts';
import type { FromWaiting } from '#worker/waiting/protocol.ts';

/** What came from a wait process, or undefined when it is no message of ours: the author's code lives there too. */
export function checkWaitMessage(message: unknown): FromWaiting | undefined {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return undefined;
  const { attemptId, at, outcome } = message as Record<string, unknown>;
  if (message.kind === 'pong') return { kind: 'pong' };
  if (message.kind === 'looking') return typeof attemptId === 'string' ? { kind: 'looking', attemptId } : undefined;
  if (message.kind === 'finished') {
    const isWhole = typeof attemptId === 'string' && typeof at === 'number' && isOutcome(outcome);
    return isWhole ? { kind: 'finished', attemptId, at, outcome } : undefined;
  }
  const checked = checkMessage(message);
  return checked?.kind === 'finished' || checked?.kind === 'aborting' ? undefined : checked;
}
