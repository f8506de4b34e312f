/** The first half of a turn: timers and events, applied in the order in which they came. */
import { considerPast } from '#domain/moves.ts';
import type { Run } from '#domain/run.ts';
import type { Executor } from '#queue/executor.ts';
import type { Clock } from '#support/clock.ts';
import type { Logger } from '#support/logger.ts';
import { isReady, loadFor } from './apply-command.ts';
import { makeAssetRuns } from './asset-runs.ts';
import { DATES_AT_ONCE, fillable, loadDates, makeRuns } from './backfills.ts';
import { carryOut, type Supplies, takeRunId } from './carry-out.ts';
import { takeAnswer } from './custom-ticks.ts';
import type { CommandEvent, InboxEvent } from './inbox.ts';
import { loadPast } from './past.ts';
import { applyReport } from './reports.ts';
import { whatWasMade } from './requests.ts';
import type { SchedulerState } from './state.ts';
import type { Store } from './store.ts';
import { applyTimers } from './timers.ts';
import { createTurn, type Turn } from './turn.ts';

export interface Decider extends Supplies {
  state: SchedulerState;
  store: Store;
  clock: Clock;
  logger: Logger;
  executor: Executor;
  hostname: string;
  newId: () => string;
}

const RUN_IDS_AT_HAND = 64;

export async function decide(decider: Decider, events: readonly InboxEvent[]): Promise<Turn> {
  const commands = events.filter((event) => event.kind === 'command' && !event.abandoned) as CommandEvent[];
  const settled = await prepare(decider, commands);
  const { state, store, tickOptions, newId } = decider;
  const withPast = await loadPast(state, store, tickOptions, newId);
  const backfills = await Promise.all(
    fillable(decider.state).map(async (one) => ({
      one,
      dates: await loadDates(decider.store, one.stored, one.pending),
    })),
  );
  const forCommands = await reserveRunIds(decider, commands, backfills.length);
  const turn = createTurn({
    state: decider.state,
    now: decider.clock.now(),
    monotonic: decider.clock.monotonic(),
    hostname: decider.hostname,
    newId: decider.newId,
    readyNow: (snapshotHash) => decider.executor.readyNow(snapshotHash),
  });
  for (const run of withPast) considerPast(run, run.graph.askPast, turn.now, turn.moves);
  const loaded = new Map<number, Run>();
  // What gets no number here is due again in the next turn; a command cannot wait for that.
  const forSchedules = () => (decider.runIds.length > forCommands ? decider.runIds.pop() : undefined);
  for (const { one, dates } of backfills) makeRuns(turn, one, dates, () => takeRunId(decider), loaded);
  applyTimers(turn, forSchedules, decider.tickOptions);
  for (const event of events) {
    if (event.kind === 'report') {
      if (!applyReport(turn, event.report))
        decider.logger.debug('late report refused', { attempt: event.report.attemptId });
    } else if (event.kind === 'timetable') {
      takeAnswer(turn, event, decider.tickOptions);
    } else if (!settled.has(event)) {
      carryOut(decider, turn, event, loaded);
    }
  }
  makeAssetRuns(turn, () => decider.runIds.pop(), decider.tickOptions);
  return turn;
}

/** Reads from the store what commands need, while no commit is in flight. Returns the commands that this settles: refused ones, and those that were carried out before. */
async function prepare(decider: Decider, commands: readonly CommandEvent[]): Promise<ReadonlySet<CommandEvent>> {
  const settled = new Set<CommandEvent>();
  for (const event of commands) {
    if (settled.has(event) || (!event.request && isReady(decider.state, event))) continue;
    try {
      const made = event.request && (await whatWasMade(decider.store, event.request));
      if (made) {
        settled.add(event);
        event.resolve(made);
        continue;
      }
      if (isReady(decider.state, event)) continue;
      await loadFor(decider.state, decider.store, event, decider.clock.now());
    } catch (error) {
      for (const one of event.together ?? [event]) {
        settled.add(one);
        one.reject(error);
      }
    }
  }
  return settled;
}

/** Returns how many the commands may take: each one at most, a new backfill one for each of its first dates. */
async function reserveRunIds(decider: Decider, commands: readonly CommandEvent[], filled: number): Promise<number> {
  const made = commands.filter(({ command }) => command.kind === 'create_backfill').length;
  const forCommands = commands.length + made * DATES_AT_ONCE;
  const needed = forCommands + partitionsMoved(decider.state) + filled * DATES_AT_ONCE;
  if (decider.runIds.length < RUN_IDS_AT_HAND / 2 + needed)
    decider.runIds.unshift(...(await decider.store.reserveRunIds(RUN_IDS_AT_HAND + needed)).reverse());
  return forCommands;
}

/** Runs that may be made for what came in of assets: of a DAG with many partitions the rest is made in the next turn. */
function partitionsMoved({ assetsMoved }: SchedulerState): number {
  return assetsMoved.values().reduce((count, { inboxes }) => count + Math.min(inboxes.size, DATES_AT_ONCE), 0);
}
