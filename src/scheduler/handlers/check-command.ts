/** What a command is refused for is known before anything of it, or of others that belong to it, is changed. */
import { isMarkable } from '#domain/interventions.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { ClearTasks, Command, CommandResult, SetTaskNote } from '#scheduler/commands.ts';
import { graphOfVersion } from '#scheduler/graph-of-version.ts';
import type { CommandEvent } from '#scheduler/inbox.ts';
import { newerVersion, requireIdle } from '#scheduler/rerun.ts';
import type { Batch } from '#scheduler/store.ts';
import { type CommandContext, instancesOf, resultOf, taskNotFound } from './command-context.ts';

/** Throws `RUN_NOT_FOUND`, `TASK_NOT_FOUND`, `STATE_CONFLICT`, `DAG_NOT_FOUND`. Commands that are always alone look for themselves. */
export function checkCommand(context: CommandContext, { command }: CommandEvent): void {
  switch (command.kind) {
    case 'set_paused':
      if (!context.turn.state.dags.has(command.dagId)) throw new AquilonError('DAG_NOT_FOUND', { dag: command.dagId });
      return;
    case 'set_task_state':
      instancesOf(context.run(command.dagRunId), command.tasks);
      return;
    case 'clear_tasks':
      checkClear(context, command);
      return;
    case 'set_task_note':
      checkNote(context, command);
      return;
    case 'set_run_note':
    case 'clear_partition':
      context.run(command.dagRunId);
  }
}

/** What it names must not be deleted in this turn. Other instances of its run may be. */
function checkNote({ turn, runAsItIs }: CommandContext, { dagRunId, tasks }: SetTaskNote): void {
  const run = runAsItIs(dagRunId);
  for (const { taskId, mapIndex } of tasks) {
    const isIt = (row: Batch['deletedInstances'][number]) =>
      row.dagRunId === dagRunId && row.taskId === taskId && row.mapIndex === mapIndex;
    if (turn.batch.deletedInstances.some(isIt)) throw taskNotFound(run, taskId);
  }
}

function checkClear({ turn, ...context }: CommandContext, { dagRunId, tasks, runOnLatestVersion }: ClearTasks): void {
  const run = context.run(dagRunId);
  const newer = runOnLatestVersion ? newerVersion(turn, run) : undefined;
  if (!newer) {
    instancesOf(run, tasks);
    return;
  }
  requireIdle(turn, run);
  const graph = graphOfVersion(turn.state, newer, run.editedPools ?? null);
  for (const { taskId } of tasks) if (!graph.byId.has(taskId)) throw taskNotFound(run, taskId);
}

/** Of a mark whose instances have that state already nothing comes, also no note. Undefined: something comes of the command. */
export function resultOfVoidMark(context: CommandContext, command: Command): CommandResult | undefined {
  if (command.kind !== 'set_task_state') return undefined;
  const run = context.run(command.dagRunId);
  const isVoid = instancesOf(run, command.tasks).every((one) => !isMarkable(one, command.state));
  return isVoid ? resultOf(run) : undefined;
}
