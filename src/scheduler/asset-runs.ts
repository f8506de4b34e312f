/** Events of assets, and the runs that they make. An event and the run that it completes are written in one commit. */
import type { Json } from '@aquilon/sdk/serialized';
import { type AssetInbox, assetKey, hears, keysOf, raisedEvents, receive, type ToldEvent } from '#domain/assets.ts';
import { isDue, partitionDate, targetKeys } from '#domain/partitions.ts';
import type { Instance, RunFacts } from '#domain/run.ts';
import { microseconds } from './run-ids.ts';
import { type DagEntry, NO_PARTITION, type SchedulerState } from './state.ts';
import type { AssetEventRow, Batch } from './store.ts';
import { addRun, type TickOptions, tickWaits } from './ticks.ts';
import type { Turn } from './turn.ts';

/** The task succeeded: its outlets have their events, under the partition keys that it told, or under that of its run. */
export function raiseOutletEvents(turn: Turn, instance: Instance, told: readonly ToldEvent[]): void {
  const { run, node, mapIndex } = instance;
  if (!node.task.outlets) return;
  const source = { dagId: run.facts.dagId, taskId: node.task.taskId, runId: run.facts.runId, mapIndex };
  const ofRun = [run.facts.partitionKey ?? null];
  for (const event of raisedEvents(node.task.outlets, told))
    for (const partitionKey of event.partitionKeys ?? ofRun)
      raiseEvent(
        turn,
        event,
        { source, id: null, partitionKey },
        partitionKey === run.facts.partitionKey ? run.facts.partitionDate : undefined,
      );
}

/** Writes the event down, and puts it before every DAG that listens and is switched on: as in Airflow, a DAG that is off misses it. */
export function raiseEvent(
  turn: Turn,
  event: ToldEvent,
  origin: Pick<AssetEventRow, 'source' | 'id' | 'partitionKey'>,
  date: number | null = null,
): void {
  const { name, uri, extra, aliases = [], group = 'asset' } = event;
  const key = assetKey(event);
  const row: AssetEventRow = {
    ...origin,
    name,
    uri,
    group,
    extra: extra as { [key: string]: Json },
    aliases,
    at: turn.now,
    queueFor: new Map(),
    consumedBy: [],
  };
  turn.batch.assetEvents.push(row);
  for (const entry of listenersOf(turn.state, key, aliases)) {
    const targets = entry.stored.paused ? [] : targetsOf(turn.state, entry, row);
    if (targets.length === 0) continue;
    const partition = { key: row.partitionKey, date };
    for (const target of targets) receive(inboxOf(entry, target), key, turn.now, aliases, partition);
    row.queueFor.set(entry.stored.dagId, new Set(targets));
    const raised = turn.raised.get(entry);
    if (raised) raised.push(row);
    else turn.raised.set(entry, [row]);
    turn.state.assetsMoved.add(entry);
  }
}

/** The partition keys of the runs that the event is for: as in Airflow, events with a key are for DAGs that run by partitions, and no others are. */
function targetsOf(
  { maxPartitionKeys }: SchedulerState,
  { stored }: DagEntry,
  { partitionKey, name, uri }: AssetEventRow,
): string[] {
  const { partitions } = stored.serialized;
  if (!partitions) return partitionKey === null ? [NO_PARTITION] : [];
  return partitionKey === null ? [] : targetKeys(partitions, { name, uri }, partitionKey, maxPartitionKeys);
}

export function inboxOf({ inboxes }: DagEntry, partitionKey: string): AssetInbox {
  let inbox = inboxes.get(partitionKey);
  if (!inbox) {
    inbox = new Map();
    inboxes.set(partitionKey, inbox);
  }
  return inbox;
}

function listenersOf({ listeners }: SchedulerState, key: string, aliases: readonly string[]): Iterable<DagEntry> {
  const found = new Set<DagEntry>();
  for (const one of keysOf(key)) for (const entry of listeners.assets.get(one) ?? []) found.add(entry);
  for (const alias of aliases) for (const entry of listeners.aliases.get(alias) ?? []) found.add(entry);
  return found;
}

/**
 * Looks at the DAGs whose inbox has changed, or that may have room again. One that has as many open runs as may be active keeps what came in, and
 * is looked at when one of them ends. Where the numbers for new runs do not suffice, the rest is made in the next turn, which comes at once.
 */
export function makeAssetRuns(turn: Turn, takeRunId: () => number | undefined, options: TickOptions): void {
  const { assetsMoved } = turn.state;
  for (const entry of assetsMoved) {
    const { stored, inboxes } = entry;
    const isOn = !stored.paused && !stored.stale && options.schedules !== false;
    for (const [partitionKey, inbox] of isOn ? inboxes : []) {
      if (tickWaits(entry)) break;
      if (!isDue(stored.serialized, partitionKey, inbox)) continue;
      const dagRunId = takeRunId();
      if (dagRunId === undefined) return;
      makeAssetRun(turn, entry, partitionKey, inbox, dagRunId);
    }
    assetsMoved.delete(entry);
  }
}

function makeAssetRun(turn: Turn, entry: DagEntry, partitionKey: string, inbox: AssetInbox, dagRunId: number): void {
  const { dagId } = entry.stored;
  const newest = Math.max(...[...inbox.values()].map((arrival) => arrival.newest));
  const facts: RunFacts = {
    dagRunId,
    dagId,
    // Airflow ends it with eight random characters; the number of the run is as unique.
    runId: `asset_triggered__${microseconds(newest)}_${dagRunId.toString(36).padStart(8, '0')}`,
    runType: 'asset_triggered',
    logicalDate: null,
    dataIntervalStart: null,
    dataIntervalEnd: null,
    runAfter: newest,
    isForLater: false,
    conf: {},
    triggeringUser: null,
    backfillId: null,
    ...(partitionKey === NO_PARTITION ? {} : { partitionKey, partitionDate: dateOf(entry, partitionKey, inbox) }),
  };
  addRun(turn, entry, facts, { triggeredBy: 'asset', note: null });
  for (const row of turn.raised.get(entry) ?? []) {
    if (!row.queueFor.get(dagId)?.delete(partitionKey)) continue;
    row.consumedBy.push(dagRunId);
  }
  turn.batch.consumedQueues.push({ dagId, partitionKey, dagRunId });
  entry.inboxes.delete(partitionKey);
}

/** As in Airflow, that of the producing runs where no mapper reads the key as a time. */
function dateOf({ stored }: DagEntry, partitionKey: string, inbox: AssetInbox): number | undefined {
  const carried = Math.max(...[...inbox.values()].map((arrival) => arrival.partitionDate ?? -Infinity));
  const date = partitionDate(
    stored.serialized,
    partitionKey,
    [...inbox.keys()].map(nameAndUri),
    Number.isFinite(carried) ? carried : null,
  );
  return date ?? undefined;
}

/**
 * The schedule of the DAG has changed: what came in of assets that it does not name any more is forgotten, and so is what came in for a partition that
 * its mappers, as they are now, would not put it into.
 */
export function tidyInboxes(turn: Turn, entry: DagEntry): void {
  const { dagId } = entry.stored;
  for (const [partitionKey, inbox] of entry.inboxes) {
    for (const [key, arrival] of inbox) {
      arrival.isComplete = null;
      const asset = nameAndUri(key);
      const isHeard = entry.listened && hears(entry.listened, key, arrival.aliases);
      if (isHeard && belongs(turn.state, entry, partitionKey, asset, arrival.keys)) continue;
      inbox.delete(key);
      forgetQueued(turn, { dagId, ...asset, partitionKey });
    }
  }
}

/** What was queued for the DAG by events of the asset is given up, also by those of this turn. Without a partition key: for all runs. */
export function forgetQueued(turn: Turn, queued: Batch['forgottenQueues'][number]): void {
  const { dagId, partitionKey } = queued;
  turn.batch.forgottenQueues.push(queued);
  for (const row of turn.batch.assetEvents) {
    if (assetKey(row) !== assetKey(queued)) continue;
    if (partitionKey === undefined) row.queueFor.delete(dagId);
    else row.queueFor.get(dagId)?.delete(partitionKey);
  }
}

function belongs(
  { maxPartitionKeys }: SchedulerState,
  { stored }: DagEntry,
  target: string,
  asset: { name: string; uri: string },
  keys: ReadonlySet<string>,
): boolean {
  const { partitions } = stored.serialized;
  if (!partitions) return target === NO_PARTITION;
  if (target === NO_PARTITION) return false;
  return keys.values().every((key) => targetKeys(partitions, asset, key, maxPartitionKeys).includes(target));
}

function nameAndUri(key: string): { name: string; uri: string } {
  const [name = '', uri = ''] = key.split('\n');
  return { name, uri };
}
