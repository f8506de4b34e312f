/** The tables of assets, as the migrations leave them. */
import type { Generated } from 'kysely';
import type { GeneratedInstant, Instant, JsonColumn } from './columns.ts';

export interface AssetTable {
  id: Generated<number>;
  name: string;
  uri: string;
  group: Generated<string>;
  extra: Generated<JsonColumn>;
  created_at: GeneratedInstant;
  updated_at: GeneratedInstant;
}

export interface AssetAliasTable {
  id: Generated<number>;
  name: string;
  group: Generated<string>;
}

export interface AssetReferenceTable {
  asset_id: number;
  dag_id: string;
  task_id: Generated<string>;
  role: string;
  created_at: GeneratedInstant;
  updated_at: GeneratedInstant;
}

export interface AssetAliasReferenceTable {
  alias_id: number;
  dag_id: string;
  task_id: Generated<string>;
  role: string;
  created_at: GeneratedInstant;
  updated_at: GeneratedInstant;
}

export interface AssetEventTable {
  id: Generated<number>;
  asset_id: number;
  extra: Generated<JsonColumn>;
  source_dag_id: string | null;
  source_task_id: string | null;
  source_run_id: string | null;
  source_map_index: Generated<number>;
  timestamp: Instant;
  partition_key: string | null;
}

export interface AssetAliasEventTable {
  alias_id: number;
  event_id: number;
}

export interface AssetAliasAssetTable {
  alias_id: number;
  asset_id: number;
}

export interface AssetEventQueueTable {
  dag_id: string;
  asset_id: number;
  event_id: number;
  partition_key: Generated<string>;
}

export interface AssetWatcherTable {
  id: Generated<number>;
  asset_id: number;
  name: string;
  kind: string;
  options: JsonColumn;
  poll_interval_ms: number;
  state: JsonColumn | null;
  created_at: GeneratedInstant;
}

export interface AssetWatcherReferenceTable {
  watcher_id: number;
  dag_id: string;
}

export interface DagRunAssetEventTable {
  dag_run_id: number;
  event_id: number;
}
