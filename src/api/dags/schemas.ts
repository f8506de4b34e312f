import { Type } from 'typebox';
import { DagVersion } from '#api/dag-versions/schemas.ts';
import {
  component,
  Instant,
  instantRange,
  OrderQuery,
  orNull,
  PageQuery,
  Pattern,
  ref,
  Words,
} from '#api/list/schemas.ts';
import { RUN_STATES } from '#domain/states.ts';

export const DagPath = Type.Object({ dag_id: Type.String() });

const DagTag = component('DagTagResponse', {
  name: Type.String(),
  dag_id: Type.String(),
  dag_display_name: Type.String(),
});

/** Why the DAG was switched off: its attempts lost their process, the last one this. Airflow has no such thing. */
const Quarantine = component('QuarantineResponse', {
  since: Instant,
  crashes: Type.Integer(),
  task_id: Type.String(),
  map_index: Type.Integer(),
  dag_run_id: Type.String(),
  try_number: Type.Integer(),
  code: Type.String(),
  reason: Type.String(),
});

const fields = {
  dag_id: Type.String(),
  dag_display_name: Type.String(),
  is_paused: Type.Boolean(),
  quarantine: orNull(ref(Quarantine)),
  is_stale: Type.Boolean(),
  last_parsed_time: orNull(Instant),
  last_parse_duration: orNull(Type.Number()),
  last_expired: orNull(Instant),
  bundle_name: orNull(Type.String()),
  bundle_version: orNull(Type.String()),
  relative_fileloc: orNull(Type.String()),
  fileloc: Type.String(),
  description: orNull(Type.String()),
  timetable_summary: orNull(Type.String()),
  timetable_description: orNull(Type.String()),
  timetable_partitioned: Type.Boolean(),
  timetable_periodic: Type.Boolean(),
  tags: Type.Array(ref(DagTag)),
  max_active_tasks: Type.Integer(),
  max_active_runs: orNull(Type.Integer()),
  max_consecutive_failed_dag_runs: Type.Integer(),
  has_task_concurrency_limits: Type.Boolean(),
  has_import_errors: Type.Boolean(),
  next_dagrun_logical_date: orNull(Instant),
  next_dagrun_data_interval_start: orNull(Instant),
  next_dagrun_data_interval_end: orNull(Instant),
  next_dagrun_run_after: orNull(Instant),
  allowed_run_types: orNull(Type.Array(Type.String())),
  owners: Type.Array(Type.String()),
  is_backfillable: Type.Boolean(),
  file_token: Type.String(),
};

const AnyObject = Type.Record(Type.String(), Type.Unknown());

export const Dag = component('DAGResponse', fields);
export const DagCollection = component('DAGCollectionResponse', {
  dags: Type.Array(ref(Dag)),
  total_entries: Type.Integer(),
});

export const DagDetails = component('DAGDetailsResponse', {
  ...fields,
  catchup: Type.Boolean(),
  dag_run_timeout: orNull(Type.String({ format: 'duration' })),
  asset_expression: orNull(AnyObject),
  doc_md: orNull(Type.String()),
  start_date: orNull(Instant),
  end_date: orNull(Instant),
  is_paused_upon_creation: orNull(Type.Boolean()),
  params: orNull(AnyObject),
  render_template_as_native_obj: Type.Boolean(),
  template_search_path: orNull(Type.Array(Type.String())),
  timezone: orNull(Type.String()),
  last_parsed: orNull(Instant),
  default_args: orNull(AnyObject),
  rerun_with_latest_version: orNull(Type.Boolean()),
  owner_links: orNull(Type.Record(Type.String(), Type.String())),
  is_favorite: Type.Boolean(),
  active_runs_count: Type.Integer(),
  concurrency: Type.Integer(),
  latest_dag_version: orNull(ref(DagVersion)),
});

export const DagPatch = Type.Object({ is_paused: Type.Boolean() }, { additionalProperties: false });
export const UpdateMask = { update_mask: Words };

const sharedFilters = {
  ...PageQuery,
  tags: Words,
  tags_match_mode: Type.Optional(Type.Enum(['any', 'all'])),
  owners: Words,
  dag_id_pattern: Pattern,
  dag_id_prefix_pattern: Pattern,
  exclude_stale: Type.Optional(Type.Boolean({ default: true })),
  paused: Type.Optional(Type.Boolean()),
};

export const DagListQuery = Type.Object({
  ...sharedFilters,
  ...OrderQuery,
  dag_display_name_pattern: Pattern,
  dag_display_name_prefix_pattern: Pattern,
  has_import_errors: Type.Optional(Type.Boolean()),
  last_dag_run_state: Type.Optional(Type.Enum([...RUN_STATES])),
  bundle_name: Type.Optional(Type.String()),
  bundle_version: Type.Optional(Type.String()),
  has_asset_schedule: Type.Optional(Type.Boolean()),
  asset_dependency: Type.Optional(Type.String()),
  ...instantRange('dag_run_start_date'),
  ...instantRange('dag_run_end_date'),
  dag_run_state: Words,
  is_favorite: Type.Optional(Type.Boolean()),
  timetable_type: Words,
});

export const DagBulkQuery = Type.Object({ ...sharedFilters, ...UpdateMask });
