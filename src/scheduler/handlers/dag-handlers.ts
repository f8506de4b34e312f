/** Switching DAGs on and off, and taking in what the loader found. */
import { AquilonError } from '#errors/aquilon-error.ts';
import { tidyInboxes } from '#scheduler/asset-runs.ts';
import type { CommandResult, SetPaused } from '#scheduler/commands.ts';
import { pauseRuns, switchDag } from '#scheduler/pausing.ts';
import { letOutChanged } from '#scheduler/quarantine.ts';
import { type DagEntry, setDag } from '#scheduler/state.ts';
import type { StoredDag } from '#scheduler/store.ts';
import { planTick } from '#scheduler/ticks.ts';
import { actorName, type CommandContext } from './command-context.ts';

const nothing: CommandResult = { dagRunId: null, runId: null, changed: [] };

export function setPaused(context: CommandContext, command: SetPaused): CommandResult {
  const { turn } = context;
  const entry = turn.state.dags.get(command.dagId);
  if (!entry) throw new AquilonError('DAG_NOT_FOUND', { dag: command.dagId });
  if (entry.stored.paused === command.paused) return nothing;
  switchDag(turn, entry, command.paused, actorName(context.actor), null);
  replan(context, entry);
  return nothing;
}

/** The loader has stored these DAGs anew. */
export function takeInDags(context: CommandContext, stored: readonly StoredDag[]): CommandResult {
  for (const dag of stored) {
    const known = context.turn.state.dags.get(dag.dagId);
    const entry = setDag(context.turn.state, { ...dag, ...switchOf(known?.stored ?? dag) });
    tidyInboxes(context.turn, entry);
    letOutChanged(context.turn, entry);
    pauseRuns(context.turn, entry);
    replan(context, entry);
  }
  return nothing;
}

/** The memory is ahead of the row: what somebody has switched in this turn is not committed yet. */
const switchOf = ({ paused, quarantine }: StoredDag): Pick<StoredDag, 'paused' | 'quarantine'> => ({
  paused,
  quarantine,
});

function replan({ turn, options }: CommandContext, entry: DagEntry): void {
  turn.roomIn.add(entry);
  if (entry.inboxes.size > 0) turn.state.assetsMoved.add(entry);
  planTick(turn, entry, options);
}
