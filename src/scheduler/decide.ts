/** The first half of a turn: timers and events, applied in the order in which they came. */
import { considerPast } from '#domain/moves.ts';
import type { Run } from '#domain/run.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Executor } from '#queue/executor.ts';
import type { Clock } from '#support/clock.ts';
import type { Logger } from '#support/logger.ts';
import { applyCommand, isReady, loadFor, runNotFound } from './apply-command.ts';
import { makeAssetRuns } from './asset-runs.ts';
import { DATES_AT_ONCE, fillable, loadDates, makeRuns } from './backfills.ts';
import type { CommandResult } from './commands.ts';
import { takeAnswer } from './custom-ticks.ts';
import { actorName, type CommandContext } from './handlers/command-context.ts';
import type { CommandEvent, InboxEvent } from './inbox.ts';
import { loadPast } from './past.ts';
import { applyReport } from './reports.ts';
import { rememberRequest, whatIsBeingMade, whatWasMade } from './requests.ts';
import { restoreStoredRun } from './restore-run.ts';
import type { SchedulerState } from './state.ts';
import type { Store } from './store.ts';
import type { TickOptions } from './ticks.ts';
import { applyTimers } from './timers.ts';
import { createTurn, type Turn } from './turn.ts';

export interface Decider {
  state: SchedulerState;
  store: Store;
  clock: Clock;
  logger: Logger;
  executor: Executor;
  hostname: string;
  newId: () => string;
  /** Numbers for new runs, got in advance: making a run must not wait for one. */
  runIds: number[];
  tickOptions: TickOptions;
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
    } else if (!event.abandoned && !settled.has(event)) {
      apply(decider, turn, event, loaded);
    }
  }
  makeAssetRuns(turn, () => decider.runIds.pop(), decider.tickOptions);
  return turn;
}

/** Reads from the store what commands need, while no commit is in flight. Returns the commands that this settles: refused ones, and those that were carried out before. */
async function prepare(decider: Decider, commands: readonly CommandEvent[]): Promise<ReadonlySet<CommandEvent>> {
  const settled = new Set<CommandEvent>();
  for (const event of commands) {
    if (!event.request && isReady(decider.state, event)) continue;
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
      settled.add(event);
      event.reject(error);
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

function apply(decider: Decider, turn: Turn, event: CommandEvent, loaded: Map<number, Run>): void {
  const context: CommandContext = {
    turn,
    actor: event.actor,
    options: decider.tickOptions,
    loaded,
    run: (dagRunId) => findRun(turn, event, loaded, dagRunId),
    nextRunId: () => takeRunId(decider),
  };
  turn.moves.by = actorName(event.actor);
  try {
    const result = once(turn, event, () => {
      const made = applyCommand(context, event.command, event);
      noteAudit(turn, event, made);
      return made;
    });
    turn.afterCommit.push((lostRuns) => {
      if (result.dagRunId !== null && lostRuns.has(result.dagRunId)) event.reject(runExists(event, result.runId));
      else event.resolve(result);
    });
  } catch (error) {
    // Handlers refuse before they change anything; what is not a refusal is a defect, and ends the turn.
    if (!(error instanceof AquilonError)) throw error;
    event.reject(error);
  }
}

function once(turn: Turn, { request }: CommandEvent, carryOut: () => CommandResult): CommandResult {
  if (!request) return carryOut();
  const twin = whatIsBeingMade(turn, request);
  if (twin) return twin;
  const made = carryOut();
  rememberRequest(turn, request, made);
  return made;
}

/** What was only taken in has been written down by whoever changed it. */
const TAKEN_IN: ReadonlySet<string> = new Set(['pools_changed', 'dags_changed']);

function noteAudit(turn: Turn, { command, actor: { audit } }: CommandEvent, result: CommandResult): void {
  if (!audit || TAKEN_IN.has(command.kind)) return;
  const [task, another] = 'tasks' in command ? command.tasks : 'task' in command ? [command.task] : [];
  const isOfOneTask = task !== undefined && another === undefined;
  turn.batch.audit.push({
    ...audit,
    dagId: audit.dagId ?? ('dagId' in command ? command.dagId : null),
    runId: result.runId ?? audit.runId,
    ...(isOfOneTask ? { taskId: task.taskId, mapIndex: task.mapIndex } : {}),
    dagRunId: command.kind === 'trigger_run' ? result.dagRunId : null,
  });
}

function findRun(turn: Turn, event: CommandEvent, loaded: Map<number, Run>, dagRunId: number): Run {
  const { deletedDags, deletedInstances, deletedRuns } = turn.batch;
  // Another command of this turn may have deleted it; what was loaded for this one is out of date then.
  if (deletedRuns.includes(dagRunId)) throw runNotFound(dagRunId);
  if (deletedInstances.some((row) => row.dagRunId === dagRunId)) throw beingChanged(dagRunId);
  const open = turn.state.runs.get(dagRunId) ?? loaded.get(dagRunId);
  if (open) return open;
  const { run: stored, version } = event.loaded ?? {};
  if (!stored || !version || stored.facts.dagRunId !== dagRunId || deletedDags.includes(stored.facts.dagId))
    throw runNotFound(dagRunId);
  const { run, added } = restoreStoredRun(turn.state, stored, version, turn.newId);
  for (const instance of added) turn.added.add(instance);
  loaded.set(dagRunId, run);
  return run;
}

/** Rows of it are deleted by this turn: what else is written of it must wait for the next. */
const beingChanged = (dagRunId: number): AquilonError =>
  new AquilonError('STATE_CONFLICT', { thing: `Run ${dagRunId}`, found: 'being changed', wanted: 'changed' });

function takeRunId(decider: Decider): number {
  const id = decider.runIds.pop();
  if (id === undefined) throw new AquilonError('INTERNAL', { id: 'no-run-number' });
  return id;
}

function runExists(event: CommandEvent, runId: string | null): AquilonError {
  const dag = event.command.kind === 'trigger_run' ? event.command.dagId : '-';
  return new AquilonError('RUN_EXISTS', { dag, run: runId ?? '-' });
}
