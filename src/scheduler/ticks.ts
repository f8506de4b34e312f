/** The runs that schedules make. */

import type { TimetableQuestion } from '@aquilon/sdk/serialized';
import { release, withdrawRun } from '#domain/admission.ts';
import { scheduledPartition } from '#domain/partitions.ts';
import { allInstances, createRun, type Run, type RunFacts } from '#domain/run.ts';
import { isOccupied } from '#domain/states.ts';
import { nextTick, type Tick } from '#domain/timetable.ts';
import { setDeadlines } from './deadlines.ts';
import { askAgain } from './past.ts';
import { noteRun } from './recent-runs.ts';
import { runIdDate } from './run-ids.ts';
import { waitForPlace } from './run-places.ts';
import { type DagEntry, graphOf, lineOf, type SchedulerState } from './state.ts';
import type { Turn } from './turn.ts';

export interface TickOptions {
  catchupByDefault: boolean;
  /** False: the next ticks are known, but make no runs. Default: true. */
  schedules?: boolean;
  /** Asks the author's own timetable of a DAG; the answer comes as an event. Absent: such a DAG has no ticks. */
  askTimetable?: (entry: DagEntry, question: TimetableQuestion) => void;
}

/** Finds the DAG's next tick. That of the author's own timetable comes later, as the answer to a question. */
export function planTick(turn: Turn, entry: DagEntry, options: TickOptions): void {
  const { serialized, stale } = entry.stored;
  const limits = {
    earliest: serialized.startDate === null ? null : Date.parse(serialized.startDate),
    latest: serialized.endDate === null ? null : Date.parse(serialized.endDate),
    catchup: serialized.catchup ?? options.catchupByDefault,
  };
  entry.question = null;
  if (serialized.timetable.kind === 'custom' && !stale) {
    // What stands in the database is shown until the answer is here.
    entry.tick = null;
    options.askTimetable?.(entry, { ask: 'next', last: entry.lastInterval, ...limits });
    return;
  }
  setTick(turn, entry, stale ? null : nextTick(serialized.timetable, entry.lastInterval, limits, turn.now), options);
}

/** Writes the next tick down, and sets its timer; a DAG that is off or gone has a next tick, but no timer. */
export function setTick(turn: Turn, entry: DagEntry, tick: Tick | null, options: TickOptions): void {
  const { dagId, paused } = entry.stored;
  entry.tick = tick;
  turn.batch.ticks = turn.batch.ticks.filter((row) => row.dagId !== dagId);
  turn.batch.ticks.push({
    dagId,
    logicalDate: tick?.logicalDate ?? null,
    dataIntervalStart: tick?.dataIntervalStart ?? null,
    dataIntervalEnd: tick?.dataIntervalEnd ?? null,
    runAfter: tick?.runAfter ?? null,
  });
  if (tick && !paused && options.schedules !== false)
    turn.state.wallTimers.update({ at: tick.runAfter, kind: 'tick', dagId, tick });
}

/**
 * A tick is due: its run is made, unless the DAG was switched off or changed meanwhile. With as many open runs as may be active the tick waits
 * until one of them ends (`tickWaits`), so that a long catchup does not fill the memory with queued runs.
 */
export function makeDueRun(turn: Turn, entry: DagEntry, tick: Tick, dagRunId: number, options: TickOptions): void {
  const { stored, graph } = entry;
  const facts: RunFacts = {
    dagRunId,
    dagId: stored.dagId,
    runId: `scheduled__${runIdDate(tick.runAfter)}`,
    runType: 'scheduled',
    logicalDate: tick.logicalDate,
    dataIntervalStart: tick.dataIntervalStart,
    dataIntervalEnd: tick.dataIntervalEnd,
    runAfter: tick.runAfter,
    isForLater: false,
    conf: {},
    triggeringUser: null,
    backfillId: null,
    ...scheduledPartition(stored.serialized.timetable, tick.logicalDate),
  };
  addRun(turn, entry, facts, { triggeredBy: 'timetable', note: null });
  entry.lastInterval = { start: tick.dataIntervalStart, end: tick.dataIntervalEnd };
  graphOf(turn.state, stored.versionId, () => graph);
  planTick(turn, entry, options);
}

export const tickWaits = (entry: DagEntry): boolean => entry.active + entry.queued.size >= entry.stored.maxActiveRuns;

/** Makes a run of the DAG's newest version. It is queued, and gets its place in this turn if there is one. */
export function addRun(
  turn: Turn,
  entry: DagEntry,
  facts: RunFacts,
  origin: { triggeredBy: string; note: string | null },
): Run {
  const { stored, graph } = entry;
  const run = createRun(
    {
      facts,
      state: 'queued',
      startedAt: null,
      paused: stored.paused,
      quarantine: stored.quarantine,
      versionId: stored.versionId,
      snapshotHash: stored.snapshotHash,
      bundleVersion: stored.bundleVersion ?? null,
      graph,
      maxActiveTasks: stored.maxActiveTasks,
      clearNumber: 0,
    },
    turn.newId,
  );
  turn.born.set(run, origin);
  turn.state.runs.set(facts.dagRunId, run);
  askAgain(turn.state, run);
  waitForPlace(turn, entry, run);
  setDeadlines(turn, entry, run);
  noteRun(entry, run, false);
  turn.afterCommit.push((lostRuns) => {
    if (lostRuns.has(facts.dagRunId)) forgetRun(turn.state, run);
  });
  return run;
}

/** The run lost its place to another of the same id: nothing of it was written, and nothing of it may start. */
function forgetRun(state: SchedulerState, run: Run): void {
  const entry = state.dags.get(run.facts.dagId);
  if (entry) {
    const line = lineOf(entry, run);
    line.queued.remove(run);
    if (run.state === 'running') line.active -= 1;
    state.freed.add(entry);
  }
  state.runs.delete(run.facts.dagRunId);
  for (const instance of allInstances(run)) {
    if (!isOccupied(instance.state)) continue;
    release(state.admission, instance);
    state.attempts.delete(instance.attemptId);
  }
  withdrawRun(run);
  // Timers that were set for it find it ended, and leave it alone.
  run.state = 'failed';
}
