/** Events of assets, as a running task raises and reads them. */
import type { Asset, AssetAlias } from './assets.ts';
import type { Json } from './serialized.ts';

/** An event that was raised. */
export interface AssetEvent {
  id: number;
  asset: { name: string; uri: string; group: string };
  extra: { [key: string]: Json };
  timestamp: Date;
  /** The task that raised it; null: a person or a watcher did. */
  source: { dagId: string; runId: string; taskId: string; mapIndex: number } | null;
  partitionKey: string | null;
}

/** The event that the task raises for one of its outlets when it succeeds. */
export interface OutletEvent {
  /** Facts about this change of the data, such as its number of rows. */
  extra: { [key: string]: Json };
  /** One event for each of these partition keys, instead of one with the key of the run. */
  addPartitions(keys: string | readonly string[]): void;
}

/** The events that the task raises under an alias when it succeeds. */
export interface AliasEvents {
  /** One event for each asset and extra, however often it is added. An asset that nobody knows yet is made. */
  add(asset: Asset, options?: { extra?: { [key: string]: Json } }): void;
}

export interface OutletEvents {
  (outlet: Asset): OutletEvent;
  (outlet: AssetAlias): AliasEvents;
}

export interface AssetEventQuery {
  /** Not earlier, and not later than these. */
  after?: Date;
  before?: Date;
  /** The newest so many; they still come the earliest first. Default: all, 1,000 at most. */
  limit?: number;
}
