/** A command becomes part of the turn: what it needs from the store is read first, between two commits, so that it is never out of date. */
import { AquilonError } from '#errors/aquilon-error.ts';
import { loadDates } from './backfills.ts';
import type { ClearTasks, Command, CommandResult, CreateBackfill, DeleteXCom, SetXCom } from './commands.ts';
import { answerTask } from './handlers/answer-task.ts';
import { createAssetEvent, deleteQueuedEvents } from './handlers/asset-handlers.ts';
import { changeBackfill, createBackfill, planCommand } from './handlers/backfill-handlers.ts';
import type { CommandContext } from './handlers/command-context.ts';
import { setPaused, takeInDags } from './handlers/dag-handlers.ts';
import { deleteDag, deleteRun, deleteTasks } from './handlers/delete-handlers.ts';
import { takeInDrain, takeInPools } from './handlers/pool-handlers.ts';
import {
  clearPartition,
  clearTasks,
  setRunNote,
  setRunState,
  setTaskNote,
  setTaskState,
} from './handlers/run-handlers.ts';
import { checkTrigger, triggerRun } from './handlers/trigger-run.ts';
import { deleteXCom, setXCom } from './handlers/xcom-handlers.ts';
import type { CommandEvent } from './inbox.ts';
import { type SchedulerState, setBackfill, setDag } from './state.ts';
import type { Store } from './store.ts';

/** True when the command needs nothing but the memory: the usual case, which must not wait. */
export function isReady(state: SchedulerState, { command }: CommandEvent): boolean {
  switch (command.kind) {
    case 'trigger_run':
      return command.runId === undefined && command.logicalDate === null && state.dags.has(command.dagId);
    case 'set_paused':
    case 'change_backfill':
    case 'delete_dag':
      return state.dags.has(command.dagId);
    case 'dags_changed':
    case 'create_backfill':
    case 'create_asset_event':
    case 'pools_changed':
    case 'set_xcom':
    case 'delete_xcom':
      return false;
    case 'delete_queued_events':
    case 'worker_drained':
      return true;
    case 'clear_tasks':
      return command.edit?.versionId === undefined && state.runs.has(command.dagRunId);
    default:
      return state.runs.has(command.dagRunId);
  }
}

/** Reads what the command needs. Throws what refuses it. */
export async function loadFor(state: SchedulerState, store: Store, event: CommandEvent, now: number): Promise<void> {
  const { command } = event;
  if (command.kind === 'dags_changed') {
    event.loaded = { dags: await store.loadDags(command.dagIds) };
    return;
  }
  if (command.kind === 'create_asset_event') {
    event.loaded = { assetEventId: await store.reserveAssetEventId() };
    return;
  }
  if (command.kind === 'delete_queued_events' || command.kind === 'worker_drained') return;
  if (command.kind === 'pools_changed') {
    event.loaded = { pools: await store.pools() };
    return;
  }
  if ('dagId' in command) {
    // It may have been loaded a moment ago, and the word of it be on its way.
    const dags = state.dags.has(command.dagId) ? [] : await store.loadDags([command.dagId]);
    for (const dag of dags) setDag(state, dag);
    if (command.kind === 'set_paused' || command.kind === 'change_backfill' || command.kind === 'delete_dag') return;
  }
  if (command.kind === 'create_backfill') {
    await prepareBackfill(state, store, event, command, now);
    return;
  }
  if (command.kind === 'set_xcom' || command.kind === 'delete_xcom') {
    await loadForXCom(state, store, event, command);
    return;
  }
  if (command.kind !== 'trigger_run') {
    await loadRun(state, store, event, command.dagRunId);
    if (command.kind === 'clear_tasks') await loadTarget(store, event, command);
    return;
  }
  checkTrigger(state, command);
  const existing =
    (command.runId !== undefined && (await store.findRun(command.dagId, { runId: command.runId }))) ||
    (command.logicalDate !== null &&
      (await store.findRun(command.dagId, { logicalDate: Date.parse(command.logicalDate) })));
  if (!existing) return;
  if (!command.resetExisting) throw new AquilonError('RUN_EXISTS', { dag: command.dagId, run: existing.runId });
  await loadRun(state, store, event, existing.dagRunId);
  const tasks = (event.loaded?.run?.instances ?? []).map(({ taskId, mapIndex }) => ({ taskId, mapIndex }));
  event.command = { kind: 'clear_tasks', dagRunId: existing.dagRunId, tasks };
}

async function prepareBackfill(
  state: SchedulerState,
  store: Store,
  event: CommandEvent,
  command: CreateBackfill,
  now: number,
): Promise<void> {
  const planned = planCommand(state, command, now);
  const dates = await loadDates(store, command, planned);
  event.loaded = { backfill: { id: await store.reserveBackfillId(), planned, dates } };
}

async function loadForXCom(
  state: SchedulerState,
  store: Store,
  event: CommandEvent,
  command: SetXCom | DeleteXCom,
): Promise<void> {
  const { dagRunId, task, key } = command;
  if (!state.runs.has(dagRunId)) await loadRun(state, store, event, dagRunId);
  event.loaded = { ...event.loaded, hasXCom: await store.hasXCom({ dagRunId, ...task, key }) };
}

async function loadRun(state: SchedulerState, store: Store, event: CommandEvent, dagRunId: number): Promise<void> {
  const run = await store.loadRun(dagRunId);
  const version = run && (await store.loadVersion(run.versionId));
  if (!run || !version) throw new AquilonError('RUN_NOT_FOUND', { dag: '-', run: String(dagRunId) });
  const { dagId, backfillId } = run.facts;
  // Of a backfill that has ended: the run may begin under its limit again.
  const isKnown = backfillId === null || state.dags.get(dagId)?.backfills.has(backfillId);
  const backfill = isKnown ? undefined : await store.loadBackfill(backfillId);
  if (backfill) setBackfill(state, backfill, []);
  event.loaded = { run, version };
}

/** The version of the DAG that the run is to stand on. */
async function loadTarget(store: Store, event: CommandEvent, { edit }: ClearTasks): Promise<void> {
  if (edit?.versionId === undefined) return;
  const target = await store.loadVersion(edit.versionId);
  if (!target) throw new AquilonError('NOT_FOUND', { what: `The DAG version ${edit.versionId}` });
  event.loaded = { ...event.loaded, target };
}

export function applyCommand(context: CommandContext, command: Command, event: CommandEvent): CommandResult {
  switch (command.kind) {
    case 'trigger_run':
      return triggerRun(context, command);
    case 'set_run_state':
      return setRunState(context, command);
    case 'set_run_note':
      return setRunNote(context, command);
    case 'set_task_state':
      return setTaskState(context, command);
    case 'set_task_note':
      return setTaskNote(context, command);
    case 'clear_tasks':
      return clearTasks(context, command, event.loaded?.target);
    case 'set_xcom':
      return setXCom(context, command, event.loaded?.hasXCom ?? false);
    case 'delete_xcom':
      return deleteXCom(context, command, event.loaded?.hasXCom ?? false);
    case 'delete_run':
      return deleteRun(context, command);
    case 'delete_tasks':
      return deleteTasks(context, command);
    case 'delete_dag':
      return deleteDag(context, command);
    case 'clear_partition':
      return clearPartition(context, command);
    case 'answer_task':
      return answerTask(context, command);
    case 'set_paused':
      return setPaused(context, command);
    case 'create_backfill':
      return createBackfill(context, command, event.loaded?.backfill);
    case 'change_backfill':
      return changeBackfill(context, command);
    case 'create_asset_event':
      return createAssetEvent(context, command, event.loaded?.assetEventId ?? 0);
    case 'delete_queued_events':
      return deleteQueuedEvents(context, command);
    case 'pools_changed':
      return takeInPools(context, event.loaded?.pools ?? []);
    case 'worker_drained':
      return takeInDrain(context, command);
    case 'dags_changed':
      return takeInDags(context, event.loaded?.dags ?? []);
  }
}

export function runNotFound(dagRunId: number): AquilonError {
  return new AquilonError('RUN_NOT_FOUND', { dag: '-', run: String(dagRunId) });
}
