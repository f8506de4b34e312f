/**
 * Deadlines of runs. Each is set once, when its run is made, by the wall clock, and stands in the database until its run has ended: a restart
 * finds it there. It is missed once: that, and the notice of it, are one commit.
 */
import { deadlineOf, runtimesNeeded } from '#domain/deadlines.ts';
import { noticeOfDeadline } from '#domain/notices.ts';
import type { Run } from '#domain/run.ts';
import type { RunTransition } from '#domain/transitions.ts';
import { noticeRows } from './notices.ts';
import type { DagEntry, SchedulerState } from './state.ts';
import type { DeadlineRow } from './store.ts';
import type { Turn } from './turn.ts';

/** Of a run that is being made. */
export function setDeadlines(turn: Turn, entry: DagEntry, run: Run): void {
  const { deadlines } = entry.stored.serialized;
  if (!deadlines) return;
  const { dagRunId, logicalDate } = run.facts;
  for (const [number, deadline] of deadlines.entries()) {
    const due = deadlineOf(deadline, { queuedAt: turn.now, logicalDate, runtimes: entry.stored.runtimes });
    if (due === undefined) continue;
    const row: DeadlineRow = { dagRunId, number, due: Math.round(due), missedAt: null };
    turn.batch.deadlines.push(row);
    watchDeadline(turn.state, row);
  }
  // It lost its place to another of the same id.
  turn.afterCommit.push((lostRuns) => {
    if (lostRuns.has(dagRunId)) turn.state.deadlines.delete(dagRunId);
  });
}

export function watchDeadline(state: SchedulerState, { dagRunId, number, due }: DeadlineRow): void {
  const open = state.deadlines.get(dagRunId) ?? new Set();
  state.deadlines.set(dagRunId, open.add(number));
  state.wallTimers.update({ at: due, kind: 'deadline', dagRunId, number });
}

/** The time of a deadline has come, and its run has not ended before this turn. */
export function missDeadline(
  turn: Turn,
  { at: due, dagRunId, number }: { at: number; dagRunId: number; number: number },
): void {
  const { state, batch, now, newId } = turn;
  const run = state.runs.get(dagRunId);
  // One that has timed out in this very turn was late before that.
  if (!state.deadlines.get(dagRunId)?.delete(number) || !run) return;
  batch.deadlines = batch.deadlines.filter((row) => row.dagRunId !== dagRunId || row.number !== number);
  batch.deadlines.push({ dagRunId, number, due, missedAt: now });
  const notice = noticeOfDeadline(run, number, due, now);
  if (notice) batch.notices.push(...noticeRows(notice, newId));
}

/** A run has ended: what it had left of its deadlines is void, and how long it took counts for the average of later ones. */
export function endDeadlines(turn: Turn, entry: DagEntry | undefined, { run, to, at }: RunTransition): void {
  const { dagRunId } = run.facts;
  const open = turn.state.deadlines.get(dagRunId);
  if (open) {
    turn.state.deadlines.delete(dagRunId);
    if (open.size > 0) turn.batch.goneDeadlines.push(dagRunId);
    turn.batch.deadlines = turn.batch.deadlines.filter((row) => row.dagRunId !== dagRunId || row.missedAt !== null);
  }
  const needed = runtimesNeeded(entry?.stored.serialized.deadlines);
  if (!entry || needed === 0 || to !== 'success' || run.startedAt === null) return;
  entry.stored.runtimes = [Math.max(0, at - run.startedAt), ...entry.stored.runtimes].slice(0, needed);
}
