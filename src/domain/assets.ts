/**
 * When assets make a run. A DAG that is scheduled on assets has an inbox: the assets that had an event since its last run. Its condition is looked
 * at whenever something comes in, and the run takes everything that is there. The rules are Airflow's (its documentation, "Asset-Aware Scheduling").
 */
import type { SerializedAssetCondition, SerializedAssetRef, SerializedPointer } from '@aquilon/sdk/serialized';

/** An asset is known by its name and its URI together. Neither has a line break. */
export const assetKey = ({ name, uri }: { name: string; uri: string }): string => `${name}\n${uri}`;

/** What an asset is found under: itself, and its name or its URI alone, which no asset is. */
export const keysOf = (key: string): [string, string, string] => {
  const at = key.indexOf('\n');
  return [key, key.slice(0, at + 1), key.slice(at)];
};

const pointerKey = ({ name, uri }: SerializedPointer): string => `${name ?? ''}\n${uri ?? ''}`;

/** A name, URI or group as the SDK lets it pass: printable ASCII, 1,500 characters at most. */
export const isAssetText = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x20-\x7e]{1,1500}$/.test(value) && value.trim() !== '';

/** True where PostgreSQL's `jsonb` takes the value: no NUL character, no half of a surrogate pair, not endlessly long. */
export function isStorable(extra: object): boolean {
  const text = JSON.stringify(extra);
  return text.length <= LONGEST_EXTRA && !/\\u(?:0000|d[89a-f])/i.test(text);
}
const LONGEST_EXTRA = 1_000_000;

/** A partition key: 250 characters at most, and not only white space. */
export const isPartitionKey = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 250 && value.trim() !== '' && isStorable([value]);

/** What came in of one asset. */
export interface Arrival {
  /** Of its first event and of its newest one, epoch milliseconds. */
  since: number;
  newest: number;
  /** The aliases that its events came under. */
  aliases: Set<string>;
  /** The partition keys of its events. */
  keys: Set<string>;
  /** Of the newest run that raised one, and that had such a date with the key of the event. */
  partitionDate: number | null;
  /** False: more of its partitions must come before it counts. Null: not yet looked at. */
  isComplete: boolean | null;
}

/** By asset key. */
export type AssetInbox = Map<string, Arrival>;

export function receive(
  inbox: AssetInbox,
  key: string,
  at: number,
  aliases: readonly string[],
  { key: partitionKey, date }: { key: string | null; date: number | null } = { key: null, date: null },
): void {
  const own = partitionKey === null ? [] : [partitionKey];
  const known = inbox.get(key);
  if (!known) {
    const [since, newest, partitionDate] = [at, at, date];
    inbox.set(key, { since, newest, aliases: new Set(aliases), keys: new Set(own), partitionDate, isComplete: null });
    return;
  }
  known.newest = Math.max(known.newest, at);
  known.isComplete = null;
  known.partitionDate = date ?? known.partitionDate;
  for (const alias of aliases) known.aliases.add(alias);
  for (const one of own) known.keys.add(one);
}

/** The assets and aliases that a condition names; assets by any of `keysOf`. */
export interface Listened {
  assets: Set<string>;
  aliases: Set<string>;
}

export function listenedBy(condition: SerializedAssetCondition): Listened {
  const listened: Listened = { assets: new Set(), aliases: new Set() };
  for (const one of leavesOf(condition)) {
    if (one.kind === 'asset') listened.assets.add(assetKey(one));
    else if (one.kind === 'ref') listened.assets.add(pointerKey(one));
    else listened.aliases.add(one.name);
  }
  return listened;
}

/** The assets and aliases of a condition, each as often as it stands there. */
export const leavesOf = (condition: SerializedAssetCondition): (SerializedAssetRef | SerializedPointer)[] =>
  'of' in condition ? condition.of.flatMap(leavesOf) : [condition];

export function hears({ assets, aliases }: Listened, key: string, under: Iterable<string>): boolean {
  if (keysOf(key).some((one) => assets.has(one))) return true;
  for (const alias of under) if (aliases.has(alias)) return true;
  return false;
}

/** True: what is in the inbox makes a run. An alias has had its event when any asset came under it. */
export function holds(condition: SerializedAssetCondition, inbox: AssetInbox): boolean {
  switch (condition.kind) {
    case 'asset':
      return counts(inbox.get(assetKey(condition)));
    case 'ref':
      return [...inbox].some(([key, one]) => counts(one) && keysOf(key).includes(pointerKey(condition)));
    case 'alias':
      return [...inbox.values()].some((one) => counts(one) && one.aliases.has(condition.name));
    case 'all':
      return condition.of.every((one) => holds(one, inbox));
    case 'any':
      return condition.of.some((one) => holds(one, inbox));
  }
}

const counts = (arrival: Arrival | undefined): boolean => arrival !== undefined && arrival.isComplete !== false;

/** An event as a task tells of it. */
export interface ToldEvent {
  name: string;
  uri: string;
  extra: { [key: string]: unknown };
  /** Absent: the asset is an outlet of the task. Else the aliases that it was added to. */
  aliases?: string[];
  group?: string;
  /** Absent: that of its run. */
  partitionKeys?: string[];
}

/**
 * The events of a task that succeeded: one for each asset among its outlets, with the extra that was told, and those added to its aliases. What was told
 * of assets and aliases that are no outlets of the task counts for nothing: an author's process said it.
 */
export function raisedEvents(outlets: readonly SerializedAssetRef[], told: readonly ToldEvent[]): ToldEvent[] {
  const own = new Map(told.filter((one) => one.aliases === undefined).map((one) => [assetKey(one), one]));
  const aliases = new Set(outlets.filter((one) => one.kind === 'alias').map((one) => one.name));
  const direct = new Map(outlets.filter((one) => one.kind === 'asset').map((one) => [assetKey(one), one]));
  return [
    ...[...direct].map(([key, { name, uri }]): ToldEvent => {
      const { extra = {}, partitionKeys } = own.get(key) ?? {};
      return { name, uri, extra, ...(partitionKeys === undefined ? {} : { partitionKeys }) };
    }),
    ...told.flatMap((one): ToldEvent[] => {
      const under = one.aliases?.filter((alias) => aliases.has(alias)) ?? [];
      return under.length === 0 ? [] : [{ ...one, aliases: under }];
    }),
  ];
}
