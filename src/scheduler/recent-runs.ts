/** The newest runs of a DAG that is switched off after so many failed runs in a row; nothing is kept for others. */
import type { Run } from '#domain/run.ts';
import type { DagEntry } from './state.ts';

/** Keeps the newest runs, newest first, as many as the option counts. */
export function noteRun(entry: DagEntry, { facts: { dagRunId, runAfter } }: Run, failed: boolean): void {
  const limit = entry.stored.maxConsecutiveFailedRuns;
  if (limit === 0) return;
  const runs = entry.recentRuns.filter((one) => one.dagRunId !== dagRunId);
  const older = runs.findIndex((one) =>
    one.runAfter === runAfter ? one.dagRunId < dagRunId : one.runAfter < runAfter,
  );
  runs.splice(older < 0 ? runs.length : older, 0, { dagRunId, runAfter, failed });
  entry.recentRuns = runs.slice(0, limit);
}

/** The run is deleted. The one that would take its place is not known here, and must not count as failed. */
export function noteDeleted(entry: DagEntry, run: Run): void {
  if (entry.recentRuns.some((one) => one.dagRunId === run.facts.dagRunId)) noteRun(entry, run, false);
}
