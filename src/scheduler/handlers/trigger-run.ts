/** A run that somebody asks for. */
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Actor, CommandResult, TriggerRun } from '#scheduler/commands.ts';
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
  const instant = (text: string | null | undefined) =>
    text === null || text === undefined ? logicalDate : Date.parse(text);
  const runType = command.runType ?? 'manual';
  const run = addRun(
    turn,
    entry,
    {
      dagRunId: context.nextRunId(),
      dagId: command.dagId,
      runId:
        command.runId ??
        `${runType}__${command.logicalDate === null ? microseconds(runAfter) : utc(Date.parse(command.logicalDate))}`,
      runType,
      logicalDate,
      dataIntervalStart: instant(command.dataIntervalStart),
      dataIntervalEnd: instant(command.dataIntervalEnd),
      runAfter,
      isForLater: runAfter > turn.now,
      conf: command.conf,
      triggeringUser: actor.user,
    },
    { triggeredBy: triggeredBy(actor), note: command.note ?? null },
  );
  return resultOf(run);
}

/** Airflow's DagRunTriggeredByType. */
function triggeredBy(actor: Actor): string {
  return actor.via === 'ui' ? 'rest_api' : actor.via;
}

const utc = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z').replace('Z', '+00:00');

let lastMicros = 0;

/** The instant with six digits, as Airflow writes it; two runs of one millisecond get different ones. */
function microseconds(at: number): string {
  lastMicros = Math.max(lastMicros + 1, at * 1000);
  const micros = String(lastMicros % 1_000_000).padStart(6, '0');
  return `${new Date(Math.floor(lastMicros / 1000)).toISOString().slice(0, 19)}.${micros}+00:00`;
}
