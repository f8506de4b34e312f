/** The timers that are due, applied. A timer that no longer fits (its run ended, its DAG changed) is passed over. */
import { failRun } from '#domain/interventions.ts';
import { waitOver } from '#domain/moves.ts';
import type { Run } from '#domain/run.ts';
import { fillable } from './backfills.ts';
import { askAgain } from './custom-ticks.ts';
import { missDeadline } from './deadlines.ts';
import { waitForPlace } from './run-places.ts';
import type { SchedulerState, Timer } from './state.ts';
import { makeDueRun, type TickOptions, tickWaits } from './ticks.ts';
import type { Turn } from './turn.ts';
import { endTimedWait } from './waits.ts';

export function sleepMs(state: SchedulerState, now: number, monotonic: number, longest: number): number {
  const { freed, pastWanted, assetsMoved } = state;
  if (freed.size + pastWanted.size + assetsMoved.size > 0 || fillable(state).length > 0) return 0;
  const wall = (state.wallTimers.peek()?.at ?? Number.POSITIVE_INFINITY) - now;
  const delay = (state.delayTimers.peek()?.at ?? Number.POSITIVE_INFINITY) - monotonic;
  return Math.max(0, Math.min(wall, delay, longest));
}

export function applyTimers(turn: Turn, takeRunId: () => number | undefined, options: TickOptions): void {
  const { state } = turn;
  for (let timer = state.delayTimers.peek(); timer && timer.at <= turn.monotonic; timer = state.delayTimers.peek()) {
    state.delayTimers.pop();
    applyDelay(turn, timer, options);
  }
  for (let timer = state.wallTimers.peek(); timer && timer.at <= turn.now; timer = state.wallTimers.peek()) {
    if (!applyWall(turn, timer, takeRunId, options)) return;
    state.wallTimers.remove(timer);
  }
}

function applyDelay(turn: Turn, timer: Timer, options: TickOptions): void {
  turn.moves.by = 'scheduler';
  if (timer.kind === 'wait_over') waitOver(timer.instance, turn.now, turn.moves);
  if (timer.kind === 'wait_timeout') endTimedWait(turn, timer);
  if (timer.kind === 'ask_timetable') askAgain(turn, timer.dagId, options);
  if (timer.kind === 'run_timeout') timeOutRun(turn, timer.run, timer.startedAt);
}

function timeOutRun(turn: Turn, run: Run, startedAt: number): void {
  const limit = run.graph.dag.dagrunTimeoutMs;
  // Where the run was cleared and began anew, the timer of that start follows.
  if (run.state !== 'running' || limit === null || run.startedAt !== startedAt) return;
  const message = `the run took longer than its dagrunTimeout of ${limit / 1000} s`;
  failRun(run, turn.now, { code: 'RUN_TIMEOUT', message, seconds: limit / 1000 }, turn.moves, 'skipped');
}

/** False: it cannot be applied in this turn, and stays due. */
function applyWall(turn: Turn, timer: Timer, takeRunId: () => number | undefined, options: TickOptions): boolean {
  const { state } = turn;
  if (timer.kind === 'run_after') {
    const entry = state.dags.get(timer.run.facts.dagId);
    if (entry && timer.run.state === 'queued') waitForPlace(turn, entry, timer.run);
  }
  if (timer.kind === 'deadline') missDeadline(turn, timer);
  if (timer.kind === 'moment') {
    turn.moves.by = 'scheduler';
    endTimedWait(turn, timer);
  }
  if (timer.kind !== 'tick') return true;
  const entry = state.dags.get(timer.dagId);
  if (!entry || entry.tick !== timer.tick || entry.stored.paused || entry.stored.stale) return true;
  if (tickWaits(entry)) {
    entry.tickHeld = true;
    return true;
  }
  const dagRunId = takeRunId();
  if (dagRunId === undefined) return false;
  turn.moves.by = 'timetable';
  makeDueRun(turn, entry, timer.tick, dagRunId, options);
  return true;
}
