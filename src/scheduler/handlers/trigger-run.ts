/** A run that somebody asks for. */
import type { SerializedDag, SerializedTimetable } from '@aquilon/sdk/serialized';
import { leavesOf } from '#domain/assets.ts';
import { partitionDate } from '#domain/partitions.ts';
import { type DataInterval, manualInterval } from '#domain/timetable.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Actor, CommandResult, TriggerRun } from '#scheduler/commands.ts';
import { microseconds, runIdDate } from '#scheduler/run-ids.ts';
import type { DagEntry, SchedulerState } from '#scheduler/state.ts';
import { addRun } from '#scheduler/ticks.ts';
import { type CommandContext, resultOf } from './command-context.ts';

const RUN_ID_LIMIT = 250;

/** Checks what can be checked without the store. Throws `DAG_NOT_FOUND`, `DAG_STALE`, `RUN_ID_INVALID`. */
export function checkTrigger(state: SchedulerState, command: TriggerRun): DagEntry {
  const entry = state.dags.get(command.dagId);
  if (!entry) throw new AquilonError('DAG_NOT_FOUND', { dag: command.dagId });
  if (entry.stored.stale) throw new AquilonError('DAG_STALE', { dag: command.dagId });
  const { runId } = command;
  if (runId === undefined) return entry;
  if (runId.length === 0 || runId.length > RUN_ID_LIMIT) {
    throw new AquilonError('RUN_ID_INVALID', { run: runId.slice(0, 80), reason: `it has ${runId.length} characters` });
  }
  if (!/^[A-Za-z0-9_.~:+-]+$/.test(runId)) {
    throw new AquilonError('RUN_ID_INVALID', { run: runId, reason: 'it has a character that is not allowed' });
  }
  return entry;
}

export function triggerRun(context: CommandContext, command: TriggerRun): CommandResult {
  const { turn, actor } = context;
  const entry = checkTrigger(turn.state, command);
  const runAfter = command.runAfter === undefined ? turn.now : Date.parse(command.runAfter);
  const logicalDate = command.logicalDate === null ? null : Date.parse(command.logicalDate);
  const interval = intervalOf(command, logicalDate, entry.stored.serialized.timetable);
  const runType = command.runType ?? 'manual';
  const run = addRun(
    turn,
    entry,
    {
      dagRunId: context.nextRunId(),
      dagId: command.dagId,
      runId:
        command.runId ??
        `${runType}__${command.logicalDate === null ? microseconds(runAfter) : runIdDate(Date.parse(command.logicalDate))}`,
      runType,
      logicalDate,
      dataIntervalStart: interval?.start ?? null,
      dataIntervalEnd: interval?.end ?? null,
      runAfter,
      isForLater: runAfter > turn.now,
      conf: command.conf,
      triggeringUser: actor.user,
      ...partitionOf(command, entry.stored.serialized),
      backfillId: null,
    },
    { triggeredBy: triggeredBy(actor), note: command.note ?? null },
  );
  return resultOf(run);
}

function partitionOf(
  { partitionKey }: TriggerRun,
  dag: SerializedDag,
): { partitionKey?: string; partitionDate?: number | undefined } {
  if (partitionKey == null) return {};
  const assets = dag.assetSchedule ? leavesOf(dag.assetSchedule).filter((one) => one.kind === 'asset') : [];
  return { partitionKey, partitionDate: partitionDate(dag, partitionKey, assets) ?? undefined };
}

/** As it is given, else what the timetable makes of the logical date. A run without a logical date has none. */
function intervalOf(
  { dataIntervalStart, dataIntervalEnd }: TriggerRun,
  logicalDate: number | null,
  timetable: SerializedTimetable,
): DataInterval | null {
  if (logicalDate === null) return null;
  if (dataIntervalStart && dataIntervalEnd)
    return { start: Date.parse(dataIntervalStart), end: Date.parse(dataIntervalEnd) };
  return manualInterval(timetable, logicalDate);
}

/** Airflow's DagRunTriggeredByType. */
function triggeredBy(actor: Actor): string {
  return actor.via === 'ui' ? 'rest_api' : actor.via;
}
