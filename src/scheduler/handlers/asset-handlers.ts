/** Events of assets that somebody raises, and events that are to make no run. */
import { assetKey } from '#domain/assets.ts';
import { forgetQueued, raiseEvent } from '#scheduler/asset-runs.ts';
import type { CommandResult, CreateAssetEvent, DeleteQueuedEvents } from '#scheduler/commands.ts';
import type { CommandContext } from './command-context.ts';

const nothing: CommandResult = { dagRunId: null, runId: null, changed: [] };

/** `id`: the number that the event gets. */
export function createAssetEvent({ turn }: CommandContext, command: CreateAssetEvent, id: number): CommandResult {
  const { name, uri, extra, watcher, partitionKey = null } = command;
  if (watcher) turn.batch.watcherStates.push(watcher);
  raiseEvent(turn, { name, uri, extra }, { source: null, id, partitionKey });
  return { ...nothing, assetEventId: id };
}

export function deleteQueuedEvents({ turn }: CommandContext, { queued }: DeleteQueuedEvents): CommandResult {
  for (const one of queued) {
    for (const inbox of turn.state.dags.get(one.dagId)?.inboxes.values() ?? []) inbox.delete(assetKey(one));
    forgetQueued(turn, one);
  }
  return nothing;
}
