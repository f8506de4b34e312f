/** Commands become part of the turn: one by itself, or those that belong together, all of them or none. */
import type { Run } from '#domain/run.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { applyCommand, runNotFound } from './apply-command.ts';
import type { CommandResult } from './commands.ts';
import { checkCommand, resultOfVoidMark } from './handlers/check-command.ts';
import { actorName, type CommandContext } from './handlers/command-context.ts';
import type { CommandEvent } from './inbox.ts';
import { rememberRequest, whatIsBeingMade } from './requests.ts';
import { restoreStoredRun } from './restore-run.ts';
import type { TickOptions } from './ticks.ts';
import type { Turn } from './turn.ts';

export interface Supplies {
  /** Numbers for new runs, got in advance: making a run must not wait for one. */
  runIds: number[];
  tickOptions: TickOptions;
}

/** Where several belong together the first of them stands for all. */
export function carryOut(supplies: Supplies, turn: Turn, event: CommandEvent, loaded: Map<number, Run>): void {
  const events = event.together ?? [event];
  // A caller was told that it takes too long; of those that belong together no other was told otherwise.
  if (events[0] !== event || events.some(({ abandoned }) => abandoned)) return;
  try {
    for (const [one, result] of applyAll(supplies, turn, events, loaded))
      turn.afterCommit.push((lostRuns) => {
        if (result.dagRunId !== null && lostRuns.has(result.dagRunId)) one.reject(runExists(one, result.runId));
        else one.resolve(result);
      });
  } catch (error) {
    // Commands are refused before they change anything; what is not a refusal is a defect, and ends the turn.
    if (!(error instanceof AquilonError)) throw error;
    for (const one of events) one.reject(error);
  }
}

function applyAll(
  supplies: Supplies,
  turn: Turn,
  events: readonly CommandEvent[],
  loaded: Map<number, Run>,
): Map<CommandEvent, CommandResult> {
  const contexts = new Map(events.map((event) => [event, contextOf(supplies, turn, event, loaded)]));
  for (const [event, context] of contexts) checkCommand(context, event);
  const results = new Map<CommandEvent, CommandResult>();
  for (const [event, context] of contexts) {
    const nothing = resultOfVoidMark(context, event.command);
    if (nothing) results.set(event, nothing);
  }
  if (results.size === events.length) return results;
  results.clear();
  for (const [event, context] of contexts) {
    try {
      results.set(event, apply(context, event));
    } catch (error) {
      if (results.size === 0) throw error;
      throw new Error(`${event.command.kind} was refused after its checks`, { cause: error });
    }
  }
  return results;
}

function apply(context: CommandContext, event: CommandEvent): CommandResult {
  const { turn } = context;
  turn.moves.by = actorName(event.actor);
  return once(turn, event, () => {
    const made = applyCommand(context, event.command, event);
    noteAudit(turn, event, made);
    return made;
  });
}

function contextOf(supplies: Supplies, turn: Turn, event: CommandEvent, loaded: Map<number, Run>): CommandContext {
  return {
    turn,
    actor: event.actor,
    options: supplies.tickOptions,
    loaded,
    run(dagRunId) {
      // What else is written of it must wait for the next turn.
      if (turn.batch.deletedInstances.some((row) => row.dagRunId === dagRunId)) throw beingChanged(dagRunId);
      return findRun(turn, event, loaded, dagRunId);
    },
    runAsItIs: (dagRunId) => findRun(turn, event, loaded, dagRunId),
    nextRunId: () => takeRunId(supplies),
  };
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
const TAKEN_IN: ReadonlySet<string> = new Set(['pools_changed', 'worker_drained', 'dags_changed']);

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
  const { deletedDags, deletedRuns } = turn.batch;
  // Another command of this turn may have deleted it; what was loaded for this one is out of date then.
  if (deletedRuns.includes(dagRunId)) throw runNotFound(dagRunId);
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

const beingChanged = (dagRunId: number): AquilonError =>
  new AquilonError('STATE_CONFLICT', { thing: `Run ${dagRunId}`, found: 'being changed', wanted: 'changed' });

export function takeRunId({ runIds }: Pick<Supplies, 'runIds'>): number {
  const id = runIds.pop();
  if (id === undefined) throw new AquilonError('INTERNAL', { id: 'no-run-number' });
  return id;
}

function runExists(event: CommandEvent, runId: string | null): AquilonError {
  const dag = event.command.kind === 'trigger_run' ? event.command.dagId : '-';
  return new AquilonError('RUN_EXISTS', { dag, run: runId ?? '-' });
}
