/** Marking and clearing runs and task instances. */

import { clearInstances, failRun, markInstances, reopen, succeedRun } from '#domain/interventions.ts';
import { findInstances } from '#domain/mapping.ts';
import { closeIfDone, considerAll } from '#domain/moves.ts';
import type { Run } from '#domain/run.ts';
import { isRunFinished } from '#domain/states.ts';
import { moveRun } from '#domain/transitions.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type {
  ClearPartition,
  ClearTasks,
  CommandResult,
  SetRunNote,
  SetRunState,
  SetTaskNote,
  SetTaskState,
  TaskNote,
} from '#scheduler/commands.ts';
import { editRun, moveToLatestVersion, NOT_EDITED, noteRun } from '#scheduler/rerun.ts';
import { runEvent } from '#scheduler/rows.ts';
import type { StoredVersion } from '#scheduler/store.ts';
import { rowKeyOf, type Turn } from '#scheduler/turn.ts';
import { actorName, type CommandContext, causeOf, instancesOf, resultOf } from './command-context.ts';

export function setRunState(context: CommandContext, command: SetRunState): CommandResult {
  const { turn, actor } = context;
  const run = context.run(command.dagRunId);
  const why = causeOf(actor, 'TASK_MARKED', `run marked ${command.state} by ${actorName(actor)}`);
  const isEnd = command.state === 'failed' || command.state === 'success';
  if (!isEnd && run.state !== command.state && !isRunFinished(run.state)) refuse(run, command.state);
  if (command.note !== undefined) noteRun(turn, run, command.note);
  if (command.state === 'failed') return resultOf(run, failRun(run, turn.now, why, turn.moves));
  if (command.state === 'success') return resultOf(run, succeedRun(run, turn.now, why, turn.moves));
  if (run.state !== command.state) reopen(run, turn.now, why, turn.moves);
  return resultOf(run);
}

export function setRunNote(context: CommandContext, { dagRunId, note }: SetRunNote): CommandResult {
  const run = context.run(dagRunId);
  noteRun(context.turn, run, note);
  return resultOf(run);
}

export function setTaskNote(context: CommandContext, { dagRunId, tasks, note }: SetTaskNote): CommandResult {
  const run = context.runAsItIs(dagRunId);
  writeNote(context.turn, run, { tasks, note });
  return resultOf(run);
}

function writeNote({ notes }: Turn, run: Run, { tasks, note }: TaskNote): void {
  const { dagRunId } = run.facts;
  // Instances of tasks that the run does not know any more have their rows still.
  const rows = tasks.flatMap(({ taskId, mapIndex }) => {
    const found = findInstances(run, taskId, mapIndex);
    return found.length > 0 ? found.map(rowKeyOf) : [{ dagRunId, taskId, mapIndex }];
  });
  notes.write(rows, note);
}

export function setTaskState(context: CommandContext, command: SetTaskState): CommandResult {
  const { turn, actor } = context;
  const run = context.run(command.dagRunId);
  const instances = instancesOf(run, command.tasks);
  const why = causeOf(actor, 'TASK_MARKED', `marked ${command.state} by ${actorName(actor)}`);
  const changed = markInstances(run, instances, command.state, turn.now, why, turn.moves);
  closeIfDone(run, turn.now, turn.moves);
  if (command.taskNote) writeNote(turn, run, command.taskNote);
  return resultOf(run, changed);
}

export function clearTasks(
  context: CommandContext,
  command: ClearTasks,
  target: StoredVersion | undefined,
): CommandResult {
  const { turn, actor } = context;
  let run = context.run(command.dagRunId);
  if (command.runOnLatestVersion) run = moveToLatestVersion(turn, run);
  const why = causeOf(actor, 'TASK_CLEARED', `cleared by ${actorName(actor)}`);
  if (command.edit) {
    const by = causeOf(actor, 'RUN_EDITED', `changed by ${actorName(actor)}`);
    run = editRun(turn, run, command.edit, target, by);
  }
  // Further commands of this turn find the run as it is now.
  if (context.loaded.has(command.dagRunId)) context.loaded.set(command.dagRunId, run);
  const instances = instancesOf(run, command.tasks);
  const changed = clearInstances(run, instances, turn.now, why, turn.moves);
  turn.batch.clearedXComs.push(
    ...changed.map((one) => ({ dagRunId: run.facts.dagRunId, taskId: one.node.task.taskId, mapIndex: one.mapIndex })),
  );
  if (command.runState !== null) {
    reopen(run, turn.now, why, turn.moves);
    if (command.runState === 'running' && run.state === 'queued') moveRun(run, 'running', turn.now, why, turn.moves);
  }
  considerAll(run, turn.now, turn.moves);
  if (command.note !== undefined) noteRun(turn, run, command.note);
  if (command.taskNote) writeNote(turn, run, command.taskNote);
  return resultOf(run, changed);
}

export function clearPartition(context: CommandContext, command: ClearPartition): CommandResult {
  const { turn, actor } = context;
  const run = context.run(command.dagRunId);
  const { partitionKey, partitionDate: _date, ...facts } = run.facts;
  if (partitionKey === undefined) return resultOf(run);
  run.facts = facts;
  turn.rebuilt.set(run, { ...NOT_EDITED, ...turn.rebuilt.get(run), unpartitioned: true });
  const message = `partition ${partitionKey} taken from the run by ${actorName(actor)}`;
  const why = { ...causeOf(actor, 'PARTITION_CLEARED', message), partition_key: partitionKey };
  turn.batch.events.push(runEvent(run, run.state, { to: run.state, at: turn.now, why }, turn.moves.by));
  return resultOf(run);
}

function refuse(run: Run, wanted: string): never {
  throw new AquilonError('STATE_CONFLICT', { thing: `Run ${run.facts.runId}`, found: run.state, wanted });
}
