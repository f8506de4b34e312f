/** The tables, as the migrations leave them. `test/schema.test.ts` compares it with the database. */

import type { Generated } from 'kysely';
import type {
  AssetAliasAssetTable,
  AssetAliasEventTable,
  AssetAliasReferenceTable,
  AssetAliasTable,
  AssetEventQueueTable,
  AssetEventTable,
  AssetReferenceTable,
  AssetTable,
  AssetWatcherReferenceTable,
  AssetWatcherTable,
  DagRunAssetEventTable,
} from './asset-tables.ts';
import type { GeneratedInstant, Instant, JsonColumn, NullableInstant } from './columns.ts';
import type { PlanTable, RequestTable } from './request-tables.ts';

export interface SchedulerTable {
  epoch: Generated<number>;
  hostname: string;
  pid: number;
  started_at: GeneratedInstant;
  heartbeat_at: GeneratedInstant;
  lease_until: Instant;
  ended_at: NullableInstant;
  last_commit: Generated<number>;
}

export interface DagSnapshotTable {
  hash: string;
  entry: string;
  files: JsonColumn;
  created_at: GeneratedInstant;
}

export interface DagTable {
  dag_id: string;
  display_name: string;
  description: string | null;
  is_paused: Generated<boolean>;
  quarantined_at: NullableInstant;
  quarantine: JsonColumn | null;
  is_stale: Generated<boolean>;
  has_import_errors: Generated<boolean>;
  bundle_name: string;
  bundle_version: string | null;
  fileloc: string;
  relative_fileloc: string;
  timetable_summary: string | null;
  timetable_description: string | null;
  owners: Generated<string[]>;
  tags: Generated<string[]>;
  max_active_runs: number;
  max_active_tasks: number;
  max_consecutive_failed_dag_runs: Generated<number>;
  is_backfillable: Generated<boolean>;
  is_partitioned: Generated<boolean>;
  has_task_concurrency_limits: Generated<boolean>;
  current_version_id: string | null;
  last_parsed_time: NullableInstant;
  last_parse_duration: number | null;
  next_dagrun_logical_date: NullableInstant;
  next_dagrun_data_interval_start: NullableInstant;
  next_dagrun_data_interval_end: NullableInstant;
  next_dagrun_run_after: NullableInstant;
}

export interface DagVersionTable {
  id: string;
  dag_id: string;
  version_number: number;
  snapshot_hash: string;
  content_hash: string;
  serialized: JsonColumn;
  bundle_name: string;
  bundle_version: string | null;
  bundle_url: string | null;
  created_at: GeneratedInstant;
  is_kept: Generated<boolean>;
}

export interface CrashedFileTable {
  bundle_name: string;
  filename: string;
  fileloc: string;
  paths: string[];
  content_hash: string;
  crashes: number;
  crashed_at: GeneratedInstant;
  quarantined_at: NullableInstant;
}

export interface ImportErrorTable {
  id: Generated<number>;
  bundle_name: string;
  filename: string;
  stack_trace: string;
  timestamp: GeneratedInstant;
}

export interface DagRunTable {
  id: Generated<number>;
  dag_id: string;
  run_id: string;
  logical_date: NullableInstant;
  data_interval_start: NullableInstant;
  data_interval_end: NullableInstant;
  run_after: Instant;
  queued_at: NullableInstant;
  start_date: NullableInstant;
  end_date: NullableInstant;
  state: string;
  run_type: string;
  triggered_by: string;
  triggering_user_name: string | null;
  conf: Generated<JsonColumn>;
  note: string | null;
  clear_number: Generated<number>;
  dag_version_id: string;
  last_scheduling_decision: NullableInstant;
  lease_epoch: Generated<number>;
  wait_reasons: JsonColumn | null;
  backfill_id: number | null;
  edited_pools: JsonColumn | null;
  partition_key: string | null;
  partition_date: NullableInstant;
  bundle_version: string | null;
}

export interface BackfillTable {
  id: Generated<number>;
  dag_id: string;
  from_date: Instant;
  to_date: Instant;
  dag_run_conf: JsonColumn | null;
  is_paused: boolean;
  reprocess_behavior: string;
  max_active_runs: number;
  run_backwards: boolean;
  run_on_latest_version: boolean;
  triggering_user_name: string | null;
  created_at: Instant;
  completed_at: NullableInstant;
  updated_at: Instant;
}

export interface BackfillDagRunTable {
  backfill_id: number;
  sort_ordinal: number;
  logical_date: Instant;
  data_interval_start: Instant;
  data_interval_end: Instant;
  run_after: Instant;
  dag_run_id: number | null;
  exception_reason: string | null;
}

export interface TaskInstanceTable {
  dag_run_id: number;
  task_id: string;
  map_index: Generated<number>;
  id: string;
  dag_id: string;
  state: string | null;
  try_number: Generated<number>;
  max_tries: number;
  start_date: NullableInstant;
  end_date: NullableInstant;
  duration: number | null;
  scheduled_when: NullableInstant;
  queued_when: NullableInstant;
  next_start_at: NullableInstant;
  hostname: string | null;
  unixname: string | null;
  pid: number | null;
  pool: string;
  pool_slots: number;
  queue: string;
  priority_weight: number;
  operator: string;
  note: string | null;
  error: JsonColumn | null;
  dag_version_id: string;
  skips: JsonColumn | null;
  returned_length: number | null;
  wait_for: JsonColumn | null;
  waiting_since: NullableInstant;
}

export interface TaskInstanceHistoryTable {
  id: string;
  dag_run_id: number;
  task_id: string;
  map_index: number;
  dag_id: string;
  state: string | null;
  try_number: number;
  max_tries: number;
  start_date: NullableInstant;
  end_date: NullableInstant;
  duration: number | null;
  scheduled_when: NullableInstant;
  queued_when: NullableInstant;
  hostname: string | null;
  unixname: string | null;
  pid: number | null;
  pool: string;
  pool_slots: number;
  queue: string;
  priority_weight: number;
  operator: string;
  error: JsonColumn | null;
  dag_version_id: string;
}

export interface RenderedTaskInstanceTable {
  dag_run_id: number;
  task_id: string;
  map_index: number;
  fields: JsonColumn | null;
  map_index_name: string | null;
}

export interface TaskInstanceUsageTable {
  dag_run_id: number;
  task_id: string;
  map_index: number;
  try_number: number;
  started_at: Instant;
  seconds: number;
  cpu_seconds: number;
  peak_memory: number;
  points: JsonColumn;
}

export interface HitlDetailTable {
  ti_id: string;
  dag_run_id: number;
  task_id: string;
  map_index: number;
  subject: string;
  body: string | null;
  options: JsonColumn;
  defaults: JsonColumn | null;
  multiple: boolean;
  params: JsonColumn;
  assigned_users: JsonColumn;
  created_at: Instant;
  responded_at: NullableInstant;
  chosen_options: JsonColumn | null;
  params_input: JsonColumn | null;
  responded_by_user_id: string | null;
  responded_by_user_name: string | null;
  /** Of the task instance, while the question is of its current try. */
  state: string | null;
}

export interface XcomTable {
  dag_run_id: number;
  task_id: string;
  map_index: Generated<number>;
  key: string;
  value: JsonColumn | null;
  object: JsonColumn | null;
  timestamp: GeneratedInstant;
}

export interface EventTable {
  seq: Generated<number>;
  at: Instant;
  kind: string;
  dag_id: string;
  dag_run_id: number | null;
  run_id: string | null;
  task_id: string | null;
  map_index: number | null;
  attempt_id: string | null;
  try_number: number | null;
  from_state: string | null;
  to_state: string | null;
  by: string;
  why: JsonColumn | null;
}

export interface SlotPoolTable {
  pool: string;
  slots: number;
  description: string | null;
  include_deferred: Generated<boolean>;
}

export interface AppUserTable {
  id: Generated<number>;
  username: string;
  email: Generated<string>;
  first_name: Generated<string>;
  last_name: Generated<string>;
  role: string;
  password_hash: string;
  is_active: Generated<boolean>;
  created_at: GeneratedInstant;
}

export interface RevokedTokenTable {
  jti: string;
  expires_at: Instant;
}

export interface VariableTable {
  id: Generated<number>;
  key: string;
  val: string;
  description: string | null;
  is_encrypted: Generated<boolean>;
  key_id: string | null;
}

export interface ConnectionTable {
  id: Generated<number>;
  conn_id: string;
  conn_type: string;
  description: string | null;
  host: string | null;
  schema: string | null;
  login: string | null;
  password: string | null;
  port: number | null;
  is_encrypted: Generated<boolean>;
  is_extra_encrypted: Generated<boolean>;
  extra: string | null;
  key_id: string | null;
  extra_key_id: string | null;
}

export interface NoticeTable {
  id: string;
  key: string;
  at: Instant;
  event: string;
  dag_id: string;
  dag_run_id: number | null;
  run_id: string | null;
  task_id: string | null;
  map_index: number | null;
  try_number: number | null;
  dag_version_id: string;
  notifier: string;
  number: number;
  told: JsonColumn;
  state: Generated<string>;
  attempts: Generated<number>;
  due_since: GeneratedInstant;
  next_try_at: GeneratedInstant;
  claimed_by: string | null;
  claimed_until: NullableInstant;
  recipients: JsonColumn | null;
  error: string | null;
  sent_at: NullableInstant;
}

export interface DeadlineTable {
  dag_run_id: number;
  number: number;
  deadline_time: Instant;
  missed_at: NullableInstant;
  created_at: GeneratedInstant;
}

export interface EventLogTable {
  id: Generated<number>;
  dttm: GeneratedInstant;
  event: string;
  owner: string | null;
  dag_id: string | null;
  run_id: string | null;
  task_id: string | null;
  map_index: number | null;
  try_number: number | null;
  logical_date: NullableInstant;
  extra: string | null;
}

export interface AssetStateStoreTable {
  asset_id: number;
  key: string;
  value: JsonColumn;
  updated_at: GeneratedInstant;
  last_updated_by_kind: string;
  last_updated_by_dag_id: string | null;
  last_updated_by_run_id: string | null;
  last_updated_by_task_id: string | null;
  last_updated_by_map_index: number | null;
}

export interface TaskStateStoreTable {
  dag_run_id: number;
  task_id: string;
  map_index: number;
  key: string;
  value: JsonColumn;
  updated_at: GeneratedInstant;
  expires_at: NullableInstant;
}

export interface DagFavoriteTable {
  dag_id: string;
  username: string;
}

export interface ConnectionTestTable {
  token_hash: string;
  connection_id: string;
  state: string;
  result_message: string | null;
  created_at: GeneratedInstant;
}

export interface Schema {
  scheduler: SchedulerTable;
  dag_snapshot: DagSnapshotTable;
  dag: DagTable;
  dag_version: DagVersionTable;
  crashed_file: CrashedFileTable;
  import_error: ImportErrorTable;
  dag_run: DagRunTable;
  backfill: BackfillTable;
  backfill_dag_run: BackfillDagRunTable;
  task_instance: TaskInstanceTable;
  task_instance_history: TaskInstanceHistoryTable;
  hitl_detail: HitlDetailTable;
  rendered_task_instance: RenderedTaskInstanceTable;
  task_instance_usage: TaskInstanceUsageTable;
  xcom: XcomTable;
  event: EventTable;
  request: RequestTable;
  plan: PlanTable;
  notice: NoticeTable;
  deadline: DeadlineTable;
  slot_pool: SlotPoolTable;
  app_user: AppUserTable;
  revoked_token: RevokedTokenTable;
  asset: AssetTable;
  asset_alias: AssetAliasTable;
  asset_reference: AssetReferenceTable;
  asset_alias_reference: AssetAliasReferenceTable;
  asset_event: AssetEventTable;
  asset_alias_event: AssetAliasEventTable;
  asset_alias_asset: AssetAliasAssetTable;
  asset_event_queue: AssetEventQueueTable;
  asset_watcher: AssetWatcherTable;
  asset_watcher_reference: AssetWatcherReferenceTable;
  dag_run_asset_event: DagRunAssetEventTable;
  event_log: EventLogTable;
  asset_state_store: AssetStateStoreTable;
  task_state_store: TaskStateStoreTable;
  dag_favorite: DagFavoriteTable;
  connection_test: ConnectionTestTable;
  variable: VariableTable;
  connection: ConnectionTable;
}
