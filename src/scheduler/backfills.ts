/**
 * Backfills at work. A backfill holds its dates; runs are made of them some at a time, so that a long range fills neither one commit nor the
 * memory. It ends with the last of its runs.
 */

import { type ExceptionReason, refuseDate } from '#domain/backfill.ts';
import { clearInstances, reopen } from '#domain/interventions.ts';
import { scheduledPartition } from '#domain/partitions.ts';
import { allInstances, type Run } from '#domain/run.ts';
import { moveToLatestVersion } from './rerun.ts';
import { restoreStoredRun } from './restore-run.ts';
import { runIdDate } from './run-ids.ts';
import type { BackfillEntry, DagEntry, SchedulerState } from './state.ts';
import type { BackfillDateRow, PlannedRun, Store, StoredRun, StoredVersion } from './store.ts';
import { addRun } from './ticks.ts';
import type { Turn } from './turn.ts';

/** Dates that one commit makes runs of. */
export const DATES_AT_ONCE = 200;
/** Of one backfill; the next dates wait until fewer are open. */
const MOST_OPEN_RUNS = 1000;

/** A date, and the run that it has already. `stored`: where that is to run again. */
export interface LoadedDate {
  planned: PlannedRun;
  existing: { dagRunId: number; reason: ExceptionReason | null } | null;
  stored: { run: StoredRun; version: StoredVersion } | null;
}

function wantsRuns({ pending, active, queued }: BackfillEntry): boolean {
  const next = Math.min(pending.length, DATES_AT_ONCE);
  return next > 0 && active + queued.size + next <= MOST_OPEN_RUNS;
}

/** Reads what the first of the dates need, between two commits. */
export async function loadDates(
  store: Store,
  { dagId, reprocessBehavior }: Pick<BackfillEntry['stored'], 'dagId' | 'reprocessBehavior'>,
  pending: readonly PlannedRun[],
): Promise<LoadedDate[]> {
  const next = pending.slice(0, DATES_AT_ONCE);
  const runs = await store.runsOfDates(
    dagId,
    next.map(({ logicalDate }) => logicalDate),
  );
  const byDate = new Map(runs.map((run) => [run.logicalDate, run]));
  const dates = next.map(async (planned): Promise<LoadedDate> => {
    const found = byDate.get(planned.logicalDate);
    if (!found) return { planned, existing: null, stored: null };
    const reason = refuseDate(found.state, reprocessBehavior);
    const existing = { dagRunId: found.dagRunId, reason };
    return { planned, existing, stored: reason === null ? await loadWhole(store, found.dagRunId) : null };
  });
  return Promise.all(dates);
}

async function loadWhole(store: Store, dagRunId: number): Promise<LoadedDate['stored']> {
  const run = await store.loadRun(dagRunId);
  const version = run && (await store.loadVersion(run.versionId));
  return run && version ? { run, version } : null;
}

/**
 * Makes the runs of the first dates, and writes down what became of each date. `loaded`: ended runs that this turn works on; those that run again are
 * entered.
 */
export function makeRuns(
  turn: Turn,
  backfill: BackfillEntry,
  dates: readonly LoadedDate[],
  takeRunId: () => number,
  loaded: Map<number, Run>,
): void {
  const { stored } = backfill;
  const entry = turn.state.dags.get(stored.dagId);
  if (!entry) return;
  backfill.pending.splice(0, dates.length);
  if (backfill.pending.length === 0) turn.state.filling.delete(backfill);
  turn.roomIn.add(entry);
  turn.moves.by = 'backfill';
  for (const { planned, existing, stored: before } of dates) {
    const row = (dagRunId: number | null, reason: ExceptionReason | null): BackfillDateRow => ({
      ...planned,
      backfillId: stored.id,
      dagRunId,
      reason,
    });
    if (existing?.reason) {
      turn.batch.backfillDates.push(row(null, existing.reason));
    } else if (before) {
      const run = runAgain(turn, backfill, before);
      loaded.set(run.facts.dagRunId, run);
      turn.batch.backfillDates.push(row(run.facts.dagRunId, null));
    } else {
      const run = makeRun(turn, entry, backfill, planned, takeRunId());
      turn.batch.backfillDates.push(row(run.facts.dagRunId, null));
    }
  }
}

function makeRun(turn: Turn, entry: DagEntry, backfill: BackfillEntry, planned: PlannedRun, dagRunId: number): Run {
  const { stored } = backfill;
  const { logicalDate, dataIntervalStart, dataIntervalEnd, runAfter } = planned;
  const facts = {
    dagRunId,
    dagId: stored.dagId,
    runId: `backfill__${runIdDate(logicalDate)}`,
    runType: 'backfill',
    logicalDate,
    dataIntervalStart,
    dataIntervalEnd,
    runAfter,
    isForLater: false,
    conf: stored.conf ?? {},
    triggeringUser: stored.triggeringUser,
    backfillId: stored.id,
    ...scheduledPartition(entry.stored.serialized.timetable, logicalDate),
  };
  return addRun(turn, entry, facts, { triggeredBy: 'backfill', note: null });
}

/** A run that had ended becomes one of the backfill's, and runs from its start. */
function runAgain(turn: Turn, { stored }: BackfillEntry, before: { run: StoredRun; version: StoredVersion }): Run {
  const conf = stored.conf ?? before.run.facts.conf;
  const facts = { ...before.run.facts, runType: 'backfill', backfillId: stored.id, conf };
  const restored = restoreStoredRun(turn.state, { ...before.run, facts }, before.version, turn.newId);
  for (const instance of restored.added) turn.added.add(instance);
  const run = stored.runOnLatestVersion ? moveToLatestVersion(turn, restored.run) : restored.run;
  turn.taken.set(run, { backfillId: stored.id, conf: stored.conf });
  const why = { code: 'TASK_CLEARED', message: `cleared by backfill ${stored.id}` };
  const changed = clearInstances(run, allInstances(run), turn.now, why, turn.moves);
  for (const { node, mapIndex } of changed)
    turn.batch.clearedXComs.push({ dagRunId: facts.dagRunId, taskId: node.task.taskId, mapIndex });
  reopen(run, turn.now, why, turn.moves);
  return run;
}

/** Those that have nothing left to do are complete; those that are complete and have no open run are forgotten. */
export function endBackfills(turn: Turn, entry: DagEntry): void {
  for (const backfill of entry.backfills.values()) {
    if (backfill.active > 0 || backfill.queued.size > 0 || backfill.pending.length > 0) continue;
    if (backfill.stored.completedAt === null) change(turn, backfill, { completedAt: turn.now });
    entry.backfills.delete(backfill.stored.id);
  }
}

export function change(turn: Turn, backfill: BackfillEntry, fields: { paused?: boolean; completedAt?: number }): void {
  backfill.stored = { ...backfill.stored, ...fields, updatedAt: turn.now };
  const { backfills } = turn.batch;
  turn.batch.backfills = [...backfills.filter(({ id }) => id !== backfill.stored.id), backfill.stored];
}

/** Nothing new of it starts. One that is complete holds nothing back: a run of it that was cleared may run. */
export const isHeld = ({ stored }: BackfillEntry): boolean => stored.paused && stored.completedAt === null;

/** Those that make runs in the next turn: it comes at once. */
export const fillable = ({ filling }: SchedulerState): BackfillEntry[] =>
  filling.size === 0 ? [] : [...filling].filter(wantsRuns);
