/**
 * Airflow's `max_consecutive_failed_dag_runs`: when the newest runs of a DAG, by the time they were made for, have all failed, the DAG is
 * switched off.
 */
import type { Cause } from '#domain/cause.ts';
import { switchDag } from './pausing.ts';
import type { DagEntry } from './state.ts';
import type { Turn } from './turn.ts';

/** A run of the DAG has failed. One that somebody marks as failed does not switch it off, as in Airflow: only what fails by itself. */
export function pauseAfterFailures(turn: Turn, entry: DagEntry, why: Cause | null): void {
  const { maxConsecutiveFailedRuns: limit, paused, dagId } = entry.stored;
  if (limit === 0 || paused || why?.via !== undefined) return;
  if (entry.recentRuns.length < limit || !entry.recentRuns.every(({ failed }) => failed)) return;
  const message = `the newest ${limit} runs of the DAG ${dagId} failed (maxConsecutiveFailedDagRuns): it was switched off`;
  switchDag(turn, entry, true, 'scheduler', { code: 'MAX_CONSECUTIVE_FAILED_RUNS', message, limit });
}
