/** Assets in the store in memory: their events, what waits for a run, what a run was made for. */
import { type AssetInbox, assetKey, receive } from '#domain/assets.ts';
import { isDue } from '#domain/partitions.ts';
import type { AssetEventRow, Batch, EventRow, NewRun, StoredArrival, StoredDag } from '#scheduler/store.ts';
import { expect, must } from './violation.ts';

export interface MemoryAssetEvent {
  id: number;
  name: string;
  uri: string;
  aliases: readonly string[];
  at: number;
  group: string;
  extra: AssetEventRow['extra'];
  source: AssetEventRow['source'];
  /** Null: it has no partition. */
  partitionKey: string | null;
  /** DAGs that had no run for it yet, with the partition keys of those runs. */
  waiting: Map<string, Set<string>>;
  /** The runs that were made for it, by DAG and partition key. */
  consumed: Map<string, number>;
}

/** What it needs of the database in memory. */
export interface AssetTables {
  dags: Map<string, StoredDag>;
  runs: Map<number, { run: NewRun }>;
  assetEvents: MemoryAssetEvent[];
  nextAssetEventId: number;
}

export function commitAssets(db: AssetTables, batch: Batch): void {
  checkRaised(db, batch);
  for (const { dagId, partitionKey, dagRunId } of batch.consumedQueues) {
    for (const event of db.assetEvents) {
      if (event.waiting.get(dagId)?.delete(partitionKey)) consume(event, db, dagRunId);
    }
  }
  for (const { dagId, partitionKey, ...asset } of batch.forgottenQueues) {
    for (const event of db.assetEvents) {
      if (assetKey(event) !== assetKey(asset)) continue;
      if (partitionKey === undefined) event.waiting.delete(dagId);
      else event.waiting.get(dagId)?.delete(partitionKey);
    }
  }
  for (const row of batch.assetEvents) {
    const { name, uri, group, extra, aliases, at, source, partitionKey } = row;
    const event: MemoryAssetEvent = {
      id: row.id ?? db.nextAssetEventId++,
      name,
      uri,
      aliases,
      at,
      group,
      extra,
      source,
      partitionKey,
      waiting: new Map([...row.queueFor].map(([dagId, keys]) => [dagId, new Set(keys)])),
      consumed: new Map(),
    };
    db.assetEvents.push(event);
    for (const dagRunId of row.consumedBy) consume(event, db, dagRunId);
  }
  for (const { facts } of batch.newRuns) {
    if (facts.runType !== 'asset_triggered' || !db.runs.has(facts.dagRunId)) continue;
    const events = db.assetEvents.filter((event) => [...event.consumed.values()].includes(facts.dagRunId));
    const { serialized } = must(db.dags.get(facts.dagId), facts.dagId);
    const target = facts.partitionKey ?? '';
    expect(isDue(serialized, target, inboxOf(events)), `${facts.runId} was made without its events`);
  }
}

function consume(event: MemoryAssetEvent, db: AssetTables, dagRunId: number): void {
  const { facts } = must(db.runs.get(dagRunId), `run ${dagRunId}, which an event of an asset is for`).run;
  const key = `${facts.dagId} ${facts.partitionKey ?? ''}`;
  expect(!event.consumed.has(key), `event ${event.id} makes two runs of ${key}`);
  event.consumed.set(key, dagRunId);
}

const isMarked = ({ why }: EventRow): boolean => why !== null && !Array.isArray(why) && why.code === 'TASK_MARKED';

/** A task that succeeds raises one event for each of its outlets, in the same commit; no other commit raises one for it. */
function checkRaised(db: AssetTables, batch: Batch): void {
  const wanted = new Map<string, number>();
  for (const event of batch.events) {
    // A person who marks a task as a success raises nothing.
    if (event.kind !== 'task' || event.to !== 'success' || isMarked(event)) continue;
    const dag = must(db.dags.get(event.dagId), event.dagId).serialized;
    const outlets = dag.tasks.find(({ taskId }) => taskId === event.taskId)?.outlets?.length ?? 0;
    const key = `${event.runId} ${event.taskId} ${event.mapIndex}`;
    if (outlets > 0) wanted.set(key, (wanted.get(key) ?? 0) + outlets);
  }
  for (const { source } of batch.assetEvents) {
    if (!source) continue;
    const key = `${source.runId} ${source.taskId} ${source.mapIndex}`;
    wanted.set(key, (wanted.get(key) ?? 0) - 1);
  }
  for (const [key, left] of wanted) expect(left === 0, `${key}: ${left} events of its outlets are missing`);
}

function inboxOf(events: readonly MemoryAssetEvent[]): AssetInbox {
  const inbox: AssetInbox = new Map();
  for (const event of events)
    receive(inbox, assetKey(event), event.at, event.aliases, { key: event.partitionKey, date: null });
  return inbox;
}

export function arrivalsOf(db: AssetTables): StoredArrival[] {
  return [...db.dags.keys()].flatMap((dagId) =>
    [...waitingFor(db, dagId)].flatMap(([partitionKey, events]) =>
      [...inboxOf(events)].map(([key, { since, newest, aliases, keys, partitionDate }]): StoredArrival => {
        const [name = '', uri = ''] = key.split('\n');
        return { dagId, partitionKey, name, uri, since, newest, aliases: [...aliases], keys: [...keys], partitionDate };
      }),
    ),
  );
}

/** Events that the DAG has had no run for, by the partition key of that run. */
function waitingFor(db: AssetTables, dagId: string): Map<string, MemoryAssetEvent[]> {
  const found = new Map<string, MemoryAssetEvent[]>();
  for (const event of db.assetEvents)
    for (const key of event.waiting.get(dagId) ?? []) found.set(key, [...(found.get(key) ?? []), event]);
  return found;
}

/** DAGs that are switched on and whose events ask for a run that was not made. */
export function overdueDags(db: AssetTables): string[] {
  const overdue = [...db.dags.values()].filter(({ dagId, paused, serialized }) => {
    if (paused) return false;
    return [...waitingFor(db, dagId)].some(([target, events]) => isDue(serialized, target, inboxOf(events)));
  });
  return overdue.map(({ dagId }) => dagId);
}
