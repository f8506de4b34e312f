/** What a person keeps under a key of a task instance, or takes away: XComs that no attempt wrote. */
import { findInstance, type Instance, type Run } from '#domain/run.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { CommandResult, DeleteXCom, SetXCom } from '#scheduler/commands.ts';
import { lengthOf } from '#scheduler/reports.ts';
import { runEvent } from '#scheduler/rows.ts';
import { actorName, type CommandContext, causeOf, resultOf, taskNotFound } from './command-context.ts';

/** `isThere`: before this turn. Throws `XCOM_EXISTS`, `XCOM_NOT_FOUND`, `TASK_NOT_FOUND`. */
export function setXCom(context: CommandContext, command: SetXCom, isThere: boolean): CommandResult {
  const { run, instance, place } = placeOf(context, command);
  const exists = isThereNow(context, place, isThere);
  if (command.only === 'new' && exists) throw new AquilonError('XCOM_EXISTS', { key: command.key });
  if (command.only === 'existing' && !exists) throw new AquilonError('XCOM_NOT_FOUND', { key: command.key });
  const { batch } = context.turn;
  batch.deletedXComs = batch.deletedXComs.filter((row) => !isSame(row, place));
  batch.xcoms = [...batch.xcoms.filter((row) => !isSame(row, place)), { ...place, value: command.value }];
  return tell(context, run, instance, command, lengthOf(command.value));
}

/** Throws `XCOM_NOT_FOUND`, `TASK_NOT_FOUND`. */
export function deleteXCom(context: CommandContext, command: DeleteXCom, isThere: boolean): CommandResult {
  const { run, instance, place } = placeOf(context, command);
  if (!isThereNow(context, place, isThere)) throw new AquilonError('XCOM_NOT_FOUND', { key: command.key });
  const { batch } = context.turn;
  batch.xcoms = batch.xcoms.filter((row) => !isSame(row, place));
  batch.deletedXComs.push(place);
  return tell(context, run, instance, command, null);
}

interface Place {
  dagRunId: number;
  taskId: string;
  mapIndex: number;
  key: string;
}

const isSame = (a: Place, b: Place): boolean =>
  a.dagRunId === b.dagRunId && a.taskId === b.taskId && a.mapIndex === b.mapIndex && a.key === b.key;

function placeOf(context: CommandContext, { dagRunId, task, key }: SetXCom | DeleteXCom) {
  const run = context.run(dagRunId);
  const instance = findInstance(run, task.taskId, task.mapIndex);
  if (!instance) throw taskNotFound(run, task.taskId);
  return { run, instance, place: { dagRunId, taskId: task.taskId, mapIndex: task.mapIndex, key } };
}

/** Another command of this turn may have written or deleted it. */
function isThereNow({ turn: { batch } }: CommandContext, place: Place, before: boolean): boolean {
  if (batch.xcoms.some((row) => isSame(row, place))) return true;
  return before && !batch.deletedXComs.some((row) => isSame(row, place));
}

/** Tasks that are mapped over what the instance returned have as many instances as there are elements now, the next time they run. */
function tell(
  { turn, actor }: CommandContext,
  run: Run,
  instance: Instance,
  command: SetXCom | DeleteXCom,
  length: number | null,
): CommandResult {
  turn.hasXComsByHand = true;
  if (command.key === 'return_value' && instance.state === 'success' && instance.returnedLength !== length) {
    instance.returnedLength = length;
    turn.lengthened.add(instance);
  }
  const { taskId, mapIndex } = command.task;
  const done = command.kind === 'set_xcom' ? 'written' : 'deleted';
  const message = `XCom ${command.key} of ${taskId} ${done} by ${actorName(actor)}`;
  const why = { ...causeOf(actor, `XCOM_${done.toUpperCase()}`, message), key: command.key };
  const event = runEvent(run, run.state, { to: run.state, at: turn.now, why }, turn.moves.by);
  turn.batch.events.push({ ...event, taskId, mapIndex });
  return resultOf(run);
}
