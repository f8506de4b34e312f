/** A command becomes part of the turn: what it needs from the store is read first, between two commits, so that it is never out of date. */
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Command, CommandResult } from './commands.ts';
import type { CommandContext } from './handlers/command-context.ts';
import { setPaused, takeInDags } from './handlers/dag-handlers.ts';
import { clearTasks, deleteRun, setRunState, setTaskState } from './handlers/run-handlers.ts';
import { checkTrigger, triggerRun } from './handlers/trigger-run.ts';
import type { CommandEvent } from './inbox.ts';
import { type SchedulerState, setDag } from './state.ts';
import type { Store } from './store.ts';

/** True when the command needs nothing but the memory: the usual case, which must not wait. */
export function isReady(state: SchedulerState, { command }: CommandEvent): boolean {
  switch (command.kind) {
    case 'trigger_run':
      return command.runId === undefined && command.logicalDate === null && state.dags.has(command.dagId);
    case 'set_paused':
      return state.dags.has(command.dagId);
    case 'dags_changed':
      return false;
    default:
      return state.runs.has(command.dagRunId);
  }
}

/** Reads what the command needs. Throws what refuses it. */
export async function loadFor(state: SchedulerState, store: Store, event: CommandEvent): Promise<void> {
  const { command } = event;
  if (command.kind === 'dags_changed') {
    event.loaded = { dags: await store.loadDags(command.dagIds) };
    return;
  }
  if (command.kind === 'set_paused' || command.kind === 'trigger_run') {
    // It may have been loaded a moment ago, and the word of it be on its way.
    const dags = state.dags.has(command.dagId) ? [] : await store.loadDags([command.dagId]);
    for (const dag of dags) setDag(state, dag);
    if (command.kind === 'set_paused') return;
  }
  if (command.kind !== 'trigger_run') {
    await loadRun(store, event, command.dagRunId);
    return;
  }
  checkTrigger(state, command);
  const existing =
    (command.runId !== undefined && (await store.findRun(command.dagId, { runId: command.runId }))) ||
    (command.logicalDate !== null &&
      (await store.findRun(command.dagId, { logicalDate: Date.parse(command.logicalDate) })));
  if (!existing) return;
  if (!command.resetExisting) throw new AquilonError('RUN_EXISTS', { dag: command.dagId, run: existing.runId });
  await loadRun(store, event, existing.dagRunId);
  const tasks = (event.loaded?.run?.instances ?? []).map(({ taskId, mapIndex }) => ({ taskId, mapIndex }));
  event.command = { kind: 'clear_tasks', dagRunId: existing.dagRunId, tasks };
}

async function loadRun(store: Store, event: CommandEvent, dagRunId: number): Promise<void> {
  const run = await store.loadRun(dagRunId);
  const version = run && (await store.loadVersion(run.versionId));
  if (!run || !version) throw new AquilonError('RUN_NOT_FOUND', { dag: '-', run: String(dagRunId) });
  event.loaded = { run, version };
}

export function applyCommand(context: CommandContext, command: Command, event: CommandEvent): CommandResult {
  switch (command.kind) {
    case 'trigger_run':
      return triggerRun(context, command);
    case 'set_run_state':
      return setRunState(context, command);
    case 'set_task_state':
      return setTaskState(context, command);
    case 'clear_tasks':
      return clearTasks(context, command);
    case 'delete_run':
      return deleteRun(context, command);
    case 'set_paused':
      return setPaused(context, command);
    case 'dags_changed':
      return takeInDags(context, event.loaded?.dags ?? []);
  }
}

export function runNotFound(dagRunId: number): AquilonError {
  return new AquilonError('RUN_NOT_FOUND', { dag: '-', run: String(dagRunId) });
}
