/** When a run is late: Airflow's deadline references. */
import type { SerializedDeadline } from '@aquilon/sdk/serialized';

export interface DeadlineInputs {
  queuedAt: number;
  logicalDate: number | null;
  /** How long the newest successful runs took, ms, newest first. */
  runtimes: readonly number[];
}

/** Epoch milliseconds; undefined where the run has no such deadline: it has no logical date, or too few runs are there to know an average. */
export function deadlineOf(
  { reference, intervalMs }: SerializedDeadline,
  { queuedAt, logicalDate, runtimes }: DeadlineInputs,
): number | undefined {
  switch (reference.kind) {
    case 'dagrun_queued_at':
      return queuedAt + intervalMs;
    case 'dagrun_logical_date':
      return logicalDate === null ? undefined : logicalDate + intervalMs;
    case 'fixed_datetime':
      return Date.parse(reference.at) + intervalMs;
    case 'average_runtime': {
      const newest = runtimes.slice(0, reference.maxRuns);
      if (newest.length < reference.minRuns) return undefined;
      return queuedAt + newest.reduce((sum, one) => sum + one, 0) / newest.length + intervalMs;
    }
  }
}

/** Of how many runs the deadlines look at the time they took; 0: of none. */
export const runtimesNeeded = (deadlines: readonly SerializedDeadline[] | undefined): number =>
  Math.max(
    0,
    ...(deadlines ?? []).map(({ reference }) => (reference.kind === 'average_runtime' ? reference.maxRuns : 0)),
  );
