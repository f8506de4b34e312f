import { Type } from 'typebox';
import { bodyPage, bodyRanges } from '#api/dag-runs/schemas.ts';
import { DagVersion } from '#api/dag-versions/schemas.ts';
import {
  component,
  Instant,
  Integer32,
  instantRange,
  Numbers,
  numberRange,
  OrderQuery,
  orNull,
  PageQuery,
  Pattern,
  ref,
  Words,
} from '#api/list/schemas.ts';
import { TASK_STATES } from '#domain/states.ts';
import { Trigger } from './trigger.ts';

export const TaskInstancePath = Type.Object({
  dag_id: Type.String(),
  dag_run_id: Type.String(),
  task_id: Type.String(),
});
export const MappedPath = Type.Object({
  dag_id: Type.String(),
  dag_run_id: Type.String(),
  task_id: Type.String(),
  map_index: Integer32(),
});
export const MapIndexQuery = { map_index: Type.Optional(Integer32({ default: -1 })) };

const AnyObject = Type.Record(Type.String(), Type.Unknown());

const tryFields = {
  task_id: Type.String(),
  dag_id: Type.String(),
  dag_run_id: Type.String(),
  map_index: Type.Integer(),
  start_date: orNull(Instant),
  end_date: orNull(Instant),
  duration: orNull(Type.Number()),
  state: orNull(Type.String()),
  try_number: Type.Integer(),
  max_tries: Type.Integer(),
  task_display_name: Type.String(),
  dag_display_name: Type.String(),
  hostname: orNull(Type.String()),
  unixname: orNull(Type.String()),
  pool: Type.String(),
  pool_slots: Type.Integer(),
  queue: orNull(Type.String()),
  priority_weight: orNull(Type.Integer()),
  operator: orNull(Type.String()),
  operator_name: orNull(Type.String()),
  queued_when: orNull(Instant),
  scheduled_when: orNull(Instant),
  pid: orNull(Type.Integer()),
  executor: orNull(Type.String()),
  executor_config: Type.String(),
  dag_version: orNull(ref(DagVersion)),
  /** Ours: `{code, message, ...}`, why the try did not succeed. Airflow has it only in the log. */
  error: orNull(AnyObject),
};

export const TaskInstance = component('TaskInstanceResponse', {
  id: Type.String({ format: 'uuid' }),
  ...tryFields,
  logical_date: orNull(Instant),
  run_after: Instant,
  note: orNull(Type.String()),
  rendered_map_index: orNull(Type.String()),
  rendered_fields: AnyObject,
  trigger: orNull(ref(Trigger)),
  triggerer_job: orNull(AnyObject),
});

export const TaskInstanceCollection = component('TaskInstanceCollectionResponse', {
  task_instances: Type.Array(ref(TaskInstance)),
  total_entries: orNull(Type.Integer()),
  total_entries_limit: orNull(Type.Integer()),
  next_cursor: orNull(Type.String()),
  previous_cursor: orNull(Type.String()),
});

export const TaskInstanceTry = component('TaskInstanceHistoryResponse', tryFields);
export const TaskInstanceTryCollection = component('TaskInstanceHistoryCollectionResponse', {
  task_instances: Type.Array(ref(TaskInstanceTry)),
  total_entries: Type.Integer(),
});

const filters = {
  ...PageQuery,
  ...OrderQuery,
  ...instantRange('run_after'),
  ...instantRange('logical_date'),
  ...instantRange('start_date'),
  ...instantRange('end_date'),
  ...instantRange('updated_at'),
  ...numberRange('duration'),
  state: Words,
  pool: Words,
  pool_name_pattern: Pattern,
  pool_name_prefix_pattern: Pattern,
  queue: Words,
  queue_name_pattern: Pattern,
  queue_name_prefix_pattern: Pattern,
  executor: Words,
  version_number: Numbers,
  try_number: Numbers,
  operator: Words,
  operator_name_pattern: Pattern,
  operator_name_prefix_pattern: Pattern,
  map_index: Numbers,
  rendered_map_index_pattern: Pattern,
  rendered_map_index_prefix_pattern: Pattern,
};

export const MappedListQuery = Type.Object(filters);
export const TaskInstanceListQuery = Type.Object({
  ...filters,
  cursor: Type.Optional(Type.String({ maxLength: 4000 })),
  task_id: Type.Optional(Type.String()),
  task_display_name_pattern: Pattern,
  task_display_name_prefix_pattern: Pattern,
  task_group_id: Type.Optional(Type.String()),
  dag_id_pattern: Pattern,
  dag_id_prefix_pattern: Pattern,
  run_id_pattern: Pattern,
  run_id_prefix_pattern: Pattern,
});

const Names = Type.Optional(orNull(Type.Array(Type.String())));

export const TaskInstancesBatch = Type.Object(
  {
    ...bodyPage,
    ...bodyRanges,
    dag_ids: Names,
    dag_run_ids: Names,
    task_ids: Names,
    state: Type.Optional(orNull(Type.Array(orNull(Type.Enum([...TASK_STATES]))))),
    pool: Names,
    queue: Names,
    executor: Names,
  },
  { additionalProperties: false },
);

const No = Type.Optional(Type.Boolean({ default: false }));
const Yes = Type.Optional(Type.Boolean({ default: true }));
const Note = Type.Optional(orNull(Type.String({ maxLength: 1000 })));
const relatives = { include_upstream: No, include_downstream: No, include_future: No, include_past: No };

/** `new_state` is checked by hand: Airflow words its refusal in its own way. */
export const PatchTaskInstance = Type.Object(
  { new_state: Type.Optional(orNull(Type.String())), note: Note, ...relatives },
  { additionalProperties: false },
);

export const ClearTaskInstances = Type.Object(
  {
    dry_run: Yes,
    start_date: Type.Optional(orNull(Instant)),
    end_date: Type.Optional(orNull(Instant)),
    only_failed: Yes,
    only_running: No,
    reset_dag_runs: Yes,
    task_ids: Type.Optional(
      orNull(Type.Array(Type.Union([Type.String(), Type.Tuple([Type.String(), Type.Integer()])]))),
    ),
    dag_run_id: Type.Optional(orNull(Type.String())),
    ...relatives,
    run_on_latest_version: Type.Optional(orNull(Type.Boolean())),
    prevent_running_task: No,
    note: Note,
  },
  { additionalProperties: false },
);
