/** Making, pausing and cancelling backfills. */
import { MOST_RUNS, planBackfill, refuseBackfill } from '#domain/backfill.ts';
import { failRun } from '#domain/interventions.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { change, type LoadedDate, makeRuns } from '#scheduler/backfills.ts';
import type { ChangeBackfill, CommandResult, CreateBackfill } from '#scheduler/commands.ts';
import { type DagEntry, type SchedulerState, setBackfill } from '#scheduler/state.ts';
import type { PlannedRun } from '#scheduler/store.ts';
import { actorName, type CommandContext, causeOf } from './command-context.ts';

/** What the command needs, made before the turn. */
export interface PreparedBackfill {
  id: number;
  planned: PlannedRun[];
  /** The first dates; made for by the commit that makes the backfill. */
  dates: LoadedDate[];
}

/** The dates. Throws `DAG_NOT_FOUND`, `DAG_STALE`, `BACKFILL_RUNNING`, `BACKFILL_INVALID`. */
export function planCommand(state: SchedulerState, command: CreateBackfill, now: number): PlannedRun[] {
  const { dagId } = command;
  const { serialized, stale } = dagOf(state, dagId).stored;
  if (stale) throw new AquilonError('DAG_STALE', { dag: dagId });
  refuseSecond(state, dagId);
  const range = { ...command, from: Date.parse(command.from), to: Date.parse(command.to) };
  const reason = refuseBackfill(serialized, range, now);
  if (reason !== null) throw new AquilonError('BACKFILL_INVALID', { reason });
  const ticks = planBackfill(serialized.timetable, range, now);
  if (ticks === null) throw new AquilonError('BACKFILL_TOO_LONG', { dag: dagId, limit: MOST_RUNS });
  if (ticks.length === 0) throw new AquilonError('BACKFILL_INVALID', { reason: `No runs to create for Dag ${dagId}` });
  return ticks.map((tick, at) => ({ ...tick, ordinal: at + 1 }));
}

function refuseSecond(state: SchedulerState, dagId: string): void {
  for (const { stored } of dagOf(state, dagId).backfills.values())
    if (stored.completedAt === null) throw new AquilonError('BACKFILL_RUNNING', { dag: dagId });
}

function dagOf(state: SchedulerState, dagId: string): DagEntry {
  const entry = state.dags.get(dagId);
  if (!entry) throw new AquilonError('DAG_NOT_FOUND', { dag: dagId });
  return entry;
}

export function createBackfill(
  context: CommandContext,
  command: CreateBackfill,
  prepared: PreparedBackfill | undefined,
): CommandResult {
  const { turn, actor } = context;
  if (!prepared) throw new AquilonError('DAG_NOT_FOUND', { dag: command.dagId });
  // Another one may have been made in this very turn.
  refuseSecond(turn.state, command.dagId);
  const { id, planned, dates } = prepared;
  const { dagId, conf, reprocessBehavior, maxActiveRuns, runBackwards, runOnLatestVersion } = command;
  const stored = {
    ...{ id, dagId, conf, reprocessBehavior, maxActiveRuns, runBackwards, runOnLatestVersion },
    from: Date.parse(command.from),
    to: Date.parse(command.to),
    paused: false,
    triggeringUser: actor.user,
    createdAt: turn.now,
    completedAt: null,
    updatedAt: turn.now,
  };
  const backfill = setBackfill(turn.state, stored, planned);
  turn.batch.backfills.push(stored);
  makeRuns(turn, backfill, dates, context.nextRunId, context.loaded);
  for (const date of backfill.pending)
    turn.batch.backfillDates.push({ ...date, backfillId: id, dagRunId: null, reason: null });
  return { dagRunId: null, runId: null, changed: [], backfillId: id };
}

export function changeBackfill(context: CommandContext, command: ChangeBackfill): CommandResult {
  const { turn, actor } = context;
  const backfill = dagOf(turn.state, command.dagId).backfills.get(command.backfillId);
  if (!backfill || backfill.stored.completedAt !== null) throw new AquilonError('BACKFILL_COMPLETED');
  if (command.change === 'cancel') {
    backfill.pending = [];
    turn.state.filling.delete(backfill);
    const why = causeOf(actor, 'BACKFILL_CANCELLED', `backfill ${command.backfillId} cancelled by ${actorName(actor)}`);
    for (const run of new Set([...turn.state.runs.values(), ...context.loaded.values()]))
      if (run.facts.backfillId === command.backfillId && run.state === 'queued')
        failRun(run, turn.now, why, turn.moves);
    change(turn, backfill, { paused: true, completedAt: turn.now });
  } else {
    const paused = command.change === 'pause';
    if (backfill.stored.paused !== paused) change(turn, backfill, { paused });
  }
  turn.roomIn.add(dagOf(turn.state, command.dagId));
  return { dagRunId: null, runId: null, changed: [], backfillId: command.backfillId };
}
