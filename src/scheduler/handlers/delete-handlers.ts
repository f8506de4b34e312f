/** Deleting task instances, runs and whole DAGs. */
import { failRun } from '#domain/interventions.ts';
import { allInstances, type Instance, type Run } from '#domain/run.ts';
import { isFinished, isOccupied, isRunFinished, isWaiting } from '#domain/states.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { CommandResult, DeleteDag, DeleteRun, DeleteTasks } from '#scheduler/commands.ts';
import { askAgain } from '#scheduler/past.ts';
import { noteDeleted } from '#scheduler/recent-runs.ts';
import { dagEvent, runEvent } from '#scheduler/rows.ts';
import { dropDag } from '#scheduler/state.ts';
import { rowKeyOf, type Turn } from '#scheduler/turn.ts';
import { actorName, type CommandContext, causeOf, instancesOf, resultOf } from './command-context.ts';

export function deleteRun(context: CommandContext, command: DeleteRun): CommandResult {
  const { turn } = context;
  const run = context.run(command.dagRunId);
  if (command.unlessRunning && run.state === 'running') refuse(`Run ${run.facts.runId}`, 'running', 'deleted');
  const open: Instance[] = allInstances(run).filter((instance) => !isFinished(instance.state));
  endAndDelete(context, run);
  const entry = turn.state.dags.get(run.facts.dagId);
  if (entry) noteDeleted(entry, run);
  return resultOf(run, open);
}

function endAndDelete({ turn, actor }: CommandContext, run: Run): void {
  const why = causeOf(actor, 'RUN_DELETED', `run deleted by ${actorName(actor)}`);
  askAgain(turn.state, run);
  // Ended first, so that slots, lines and places are given back; the rows themselves are then deleted, not written.
  if (!isRunFinished(run.state)) failRun(run, turn.now, why, turn.moves);
  else turn.batch.events.push(runEvent(run, run.state, { to: run.state, at: turn.now, why }, turn.moves.by));
  turn.batch.deletedRuns.push(run.facts.dagRunId);
}

/** Only of a run that has ended: one that goes on counts on its instances. Throws `RUN_NOT_ENDED`, `STATE_CONFLICT`, `TASK_NOT_FOUND`. */
export function deleteTasks(context: CommandContext, command: DeleteTasks): CommandResult {
  const { turn, actor } = context;
  const run = context.run(command.dagRunId);
  const { dagId, runId } = run.facts;
  if (!isRunFinished(run.state)) throw new AquilonError('RUN_NOT_ENDED', { dag: dagId, run: runId, state: run.state });
  const instances = instancesOf(run, command.tasks);
  if (isWritten(turn, run)) refuse(`Run ${runId}`, 'being changed', 'rid of tasks');
  for (const instance of instances) {
    const { dagRunId, taskId, mapIndex } = rowKeyOf(instance);
    turn.batch.deletedInstances.push({ dagRunId, taskId, mapIndex });
    turn.notes.takeFor(instance);
    const message = `task instance deleted by ${actorName(actor)}`;
    const why = causeOf(actor, 'TASK_DELETED', message);
    const event = runEvent(run, run.state, { to: run.state, at: turn.now, why }, turn.moves.by);
    turn.batch.events.push({ ...event, taskId, mapIndex });
  }
  return resultOf(run, instances);
}

/** Rows of the run or of its instances are in the commit of this turn already. */
const isWritten = ({ moves, rebuilt, added, batch }: Turn, run: Run): boolean =>
  moves.transitions.some((one) => (one.kind === 'run' ? one.run : one.instance.run) === run) ||
  rebuilt.has(run) ||
  added.values().some((instance) => instance.run === run) ||
  batch.xcoms.some((row) => row.dagRunId === run.facts.dagRunId);

/** Its open runs are ended, where no task of them is under way. Throws `DAG_NOT_FOUND`, `STATE_CONFLICT`. */
export function deleteDag(context: CommandContext, { dagId }: DeleteDag): CommandResult {
  const { turn, actor, loaded } = context;
  const { state, batch } = turn;
  const entry = state.dags.get(dagId);
  if (!entry) throw new AquilonError('DAG_NOT_FOUND', { dag: dagId });
  const isOfDag = (run: Run) => run.facts.dagId === dagId;
  const runs = state.runs.values().filter(isOfDag).toArray();
  const isUnderWay = runs.some((run) => allInstances(run).some((one) => isOccupied(one.state) || isWaiting(one.state)));
  if (isUnderWay) refuse(`DAG ${dagId}`, 'running', 'deleted');
  // What this turn writes of its runs stands in the same commit as their deletion, and only one of the two would happen.
  if ([...loaded.values(), ...turn.born.keys()].some(isOfDag) || runs.some((run) => isWritten(turn, run)))
    refuse(`DAG ${dagId}`, 'being changed', 'deleted');
  for (const run of runs) endAndDelete(context, run);
  dropDag(state, entry);
  turn.roomIn.delete(entry);
  turn.raised.delete(entry);
  for (const { queueFor } of batch.assetEvents) queueFor.delete(dagId);
  batch.paused.delete(dagId);
  const filled = new Set(batch.backfills.flatMap((one) => (one.dagId === dagId ? [one.id] : [])));
  batch.backfills = batch.backfills.filter(({ id }) => !filled.has(id));
  batch.backfillDates = batch.backfillDates.filter(({ backfillId }) => !filled.has(backfillId));
  batch.deletedDags.push(dagId);
  const by = actorName(actor);
  const why = causeOf(actor, 'DAG_DELETED', `DAG deleted by ${by}`);
  batch.events.push(
    dagEvent(turn.now, dagId, { from: entry.stored.paused ? 'paused' : 'active', to: 'deleted', by, why }),
  );
  return { dagRunId: null, runId: null, changed: [] };
}

function refuse(thing: string, found: string, wanted: string): never {
  throw new AquilonError('STATE_CONFLICT', { thing, found, wanted });
}
