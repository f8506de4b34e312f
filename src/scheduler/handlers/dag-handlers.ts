/** Switching DAGs on and off, and taking in what the loader found. */
import { unpark } from '#domain/admission.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { tidyInbox } from '#scheduler/asset-runs.ts';
import type { CommandResult, SetPaused } from '#scheduler/commands.ts';
import { type DagEntry, setDag } from '#scheduler/state.ts';
import type { StoredDag } from '#scheduler/store.ts';
import { planTick } from '#scheduler/ticks.ts';
import { switchWaits } from '#scheduler/waits.ts';
import { actorName, type CommandContext } from './command-context.ts';

const nothing: CommandResult = { dagRunId: null, runId: null, changed: [] };

export function setPaused(context: CommandContext, command: SetPaused): CommandResult {
  const { turn } = context;
  const entry = turn.state.dags.get(command.dagId);
  if (!entry) throw new AquilonError('DAG_NOT_FOUND', { dag: command.dagId });
  if (entry.stored.paused === command.paused) return nothing;
  turn.batch.paused.push({ dagId: command.dagId, paused: command.paused });
  turn.batch.events.push({
    at: turn.now,
    kind: 'dag',
    dagId: command.dagId,
    dagRunId: null,
    runId: null,
    taskId: null,
    mapIndex: null,
    attemptId: null,
    tryNumber: null,
    from: entry.stored.paused ? 'paused' : 'active',
    to: command.paused ? 'paused' : 'active',
    by: actorName(context.actor),
    why: null,
  });
  entry.stored = { ...entry.stored, paused: command.paused };
  applyPause(context, entry);
  return nothing;
}

/** The loader has stored these DAGs anew. */
export function takeInDags(context: CommandContext, stored: readonly StoredDag[]): CommandResult {
  for (const dag of stored) {
    const known = context.turn.state.dags.get(dag.dagId);
    const entry = setDag(context.turn.state, { ...dag, paused: known?.stored.paused ?? dag.paused });
    tidyInbox(context.turn, entry);
    applyPause(context, entry);
  }
  return nothing;
}

function applyPause(context: CommandContext, entry: DagEntry): void {
  const { turn } = context;
  for (const run of turn.state.runs.values()) {
    if (run.facts.dagId !== entry.stored.dagId) continue;
    if (run.paused !== entry.stored.paused) {
      run.paused = entry.stored.paused;
      switchWaits(turn, run);
    }
    unpark(run);
  }
  turn.roomIn.add(entry);
  if (entry.inbox.size > 0) turn.state.assetsMoved.add(entry);
  planTick(turn, entry, context.options);
}
