import type { AttemptUsage } from '#domain/usage.ts';
import type { EventFilter } from './event-hub.ts';

/** What is over sooner is read at its end, of which an event tells anyway. s */
const WORTH_TELLING = 1;

/**
 * The server-sent event `usage`: of which tries there is more to be read now. It has no id, for nothing is missed without it. Null: none of
 * them is meant.
 */
export function usageText(usage: readonly AttemptUsage[], { dagId, runId }: EventFilter): string | null {
  const meant = usage.filter(
    (one) =>
      (one.points.at(-1)?.seconds ?? 0) >= WORTH_TELLING &&
      (dagId === undefined || one.dagId === dagId) &&
      (runId === undefined || one.runId === runId),
  );
  if (meant.length === 0) return null;
  const tries = meant.map((one) => ({
    ...{ dagId: one.dagId, runId: one.runId, taskId: one.taskId, mapIndex: one.mapIndex, tryNumber: one.tryNumber },
  }));
  return `event: usage\ndata: ${JSON.stringify(tries)}\n\n`;
}
