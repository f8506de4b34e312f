/**
 * The loop: wake -> decide -> commit -> dispatch -> sleep.
 *
 * Nothing is polled. A report, a command or a timer wakes it; what arrives while a commit is in flight is decided in the next turn, in one
 * commit together. Work is handed to the executor only after the commit that says so.
 */

import type { Instance } from '#domain/run.ts';
import { hasCode } from '#errors/aquilon-error.ts';
import type { Executor, Report } from '#queue/executor.ts';
import type { Clock } from '#support/clock.ts';
import type { Logger } from '#support/logger.ts';
import type { StateEvent } from './commands.ts';
import type { Committer } from './committer.ts';
import { type Decider, decide } from './decide.ts';
import type { Inbox, InboxEvent } from './inbox.ts';
import { isEmpty } from './rows.ts';
import type { SchedulerState } from './state.ts';
import { sleepMs } from './timers.ts';
import { conclude, rowKeyOf, type Turn } from './turn.ts';
import { workOf } from './work.ts';

export interface LoopParts extends Decider {
  state: SchedulerState;
  inbox: Inbox;
  committer: Committer;
  executor: Executor;
  clock: Clock;
  logger: Logger;
  /** Attempts that the executor has, by their ids. */
  underWay: Map<string, UnderWay>;
  /** A clock may be set while we sleep: no sleep is longer, so that a jump is seen within this time. */
  longestSleepMs: number;
  publish: (events: readonly StateEvent[]) => void;
  /** Notices were written. */
  onNotices: () => void;
  isStopping: () => boolean;
  /** Set when the lease is lost: the loop must not go on. */
  brokenBy: () => unknown;
}

export interface UnderWay {
  key: ReturnType<typeof rowKeyOf>;
  /** What is only waited for has no process. */
  hasProcess: boolean;
}

/** Runs until `isStopping`. Rejects when the memory cannot be trusted any more: the caller reads it again from the store. */
export async function runLoop(loop: LoopParts): Promise<void> {
  while (!loop.isStopping()) {
    await loop.inbox.wait((wake) =>
      loop.clock.after(sleepMs(loop.state, loop.clock.now(), loop.clock.monotonic(), loop.longestSleepMs), wake),
    );
    if (loop.brokenBy()) throw loop.brokenBy();
    if (!loop.isStopping()) await takeTurn(loop, loop.inbox.drain());
  }
}

/** `first`: what is to be done in this turn beside the events. */
export async function takeTurn(
  loop: LoopParts,
  events: readonly InboxEvent[],
  first?: (turn: Turn) => void,
): Promise<void> {
  let turn: Turn;
  try {
    turn = await decide(loop, events);
    first?.(turn);
    conclude(turn);
    await commit(loop, turn);
  } catch (error) {
    const kept = worthKeeping(events, error);
    loop.inbox.unshift(kept);
    // Reports that count for nothing still say that a process is gone.
    if (kept.length === 0) forgetEnded(loop, events);
    throw error;
  }
  forgetEnded(loop, events);
  dispatch(loop, turn);
}

function forgetEnded(loop: LoopParts, events: readonly InboxEvent[]): void {
  for (const event of events)
    if (event.kind === 'report' && event.report.kind === 'finished') loop.underWay.delete(event.report.attemptId);
}

async function commit(loop: LoopParts, turn: Turn): Promise<void> {
  if (isEmpty(turn.batch)) {
    for (const after of turn.afterCommit) after(NOTHING_LOST);
    return;
  }
  const { lostRuns, firstSeq } = await loop.committer.commit(turn.batch);
  const lost = lostRuns.length === 0 ? NOTHING_LOST : new Set(lostRuns);
  for (const after of turn.afterCommit) after(lost);
  for (const [dag, { quarantine }] of turn.batch.paused)
    if (quarantine) loop.logger.warning(quarantine.reason, { dag });
  if (lost.size > 0) forgetLost(turn, lost);
  loop.publish(stateEvents(turn, firstSeq));
  if (turn.batch.notices.length > 0) loop.onNotices();
}

const NOTHING_LOST: ReadonlySet<number> = new Set();

function forgetLost(turn: Turn, lost: ReadonlySet<number>): void {
  const kept = turn.dispatch.filter((instance) => !lost.has(instance.run.facts.dagRunId));
  turn.dispatch.splice(0, turn.dispatch.length, ...kept);
}

function dispatch(loop: LoopParts, turn: Turn): void {
  for (const { attemptId, why } of turn.moves.cancelled)
    loop.executor.cancel(attemptId, { code: why.code, message: why.message });
  for (const { attemptId, why } of turn.unwaited) {
    loop.underWay.delete(attemptId);
    loop.executor.cancel(attemptId, why);
  }
  handOverWaits(loop, turn);
  if (turn.dispatch.length === 0) return;
  for (const instance of turn.dispatch)
    loop.underWay.set(instance.attemptId, { key: rowKeyOf(instance), hasProcess: true });
  loop.executor.dispatch(turn.dispatch.map(workOf));
}

/** Those that were marked or cleared in the same turn are gone again, or run already under a new attempt. */
function handOverWaits(loop: LoopParts, { waits, state }: Turn): void {
  const isCurrent = (instance: Instance) =>
    instance.state === 'deferred' && state.attempts.get(instance.attemptId) === instance;
  const current = [...new Set(waits)].filter(isCurrent);
  if (current.length === 0) return;
  for (const instance of current) loop.underWay.set(instance.attemptId, { key: rowKeyOf(instance), hasProcess: false });
  loop.executor.wait(current.map(workOf));
}

function stateEvents(turn: Turn, firstSeq: number): StateEvent[] {
  return Array.from(turn.batch.events, (row, index) => ({
    seq: firstSeq + index,
    at: row.at,
    kind: row.kind,
    dagId: row.dagId,
    runId: row.runId,
    taskId: row.taskId,
    mapIndex: row.mapIndex,
    tryNumber: row.tryNumber,
    from: row.from,
    to: row.to,
  }));
}

/** After a failed turn: what attempts reported is not lost. Commands are refused, their callers are told. */
function worthKeeping(events: readonly InboxEvent[], error: unknown): InboxEvent[] {
  const reports: { kind: 'report'; report: Report }[] = [];
  for (const event of events) {
    if (event.kind === 'command') event.reject(error);
    // A timetable is asked again, as the state is read again.
    else if (event.kind === 'report' && !hasCode(error, 'LEASE_LOST')) reports.push(event);
  }
  return reports;
}
