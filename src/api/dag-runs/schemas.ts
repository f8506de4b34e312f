import type { Json } from '@aquilon/sdk/serialized';
import { Type } from 'typebox';
import { DagVersion } from '#api/dag-versions/schemas.ts';
import {
  component,
  Instant,
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
import { RUN_STATES } from '#domain/states.ts';

export const RUN_TYPES = [
  'backfill',
  'scheduled',
  'manual',
  'operator_triggered',
  'asset_triggered',
  'asset_materialization',
] as const;

export const RunPath = Type.Object({ dag_id: Type.String(), dag_run_id: Type.String() });

const AnyObject = Type.Record(Type.String(), Type.Unknown());
const Note = Type.Optional(orNull(Type.String({ maxLength: 1000 })));

export const DagRun = component('DAGRunResponse', {
  dag_run_id: Type.String(),
  dag_id: Type.String(),
  logical_date: orNull(Instant),
  queued_at: orNull(Instant),
  start_date: orNull(Instant),
  end_date: orNull(Instant),
  duration: orNull(Type.Number()),
  data_interval_start: orNull(Instant),
  data_interval_end: orNull(Instant),
  run_after: Instant,
  last_scheduling_decision: orNull(Instant),
  run_type: Type.String(),
  state: Type.String(),
  triggered_by: orNull(Type.String()),
  triggering_user_name: orNull(Type.String()),
  conf: orNull(AnyObject),
  note: orNull(Type.String()),
  dag_versions: Type.Array(ref(DagVersion)),
  bundle_version: orNull(Type.String()),
  dag_display_name: Type.String(),
  partition_key: orNull(Type.String()),
  partition_date: orNull(Instant),
});

export const DagRunCollection = component('DAGRunCollectionResponse', {
  dag_runs: Type.Array(ref(DagRun)),
  total_entries: orNull(Type.Integer()),
  total_entries_limit: orNull(Type.Integer()),
  next_cursor: orNull(Type.String()),
  previous_cursor: orNull(Type.String()),
});

const ranges = {
  ...instantRange('run_after'),
  ...instantRange('logical_date'),
  ...instantRange('start_date'),
  ...instantRange('end_date'),
  ...numberRange('duration'),
};

export const DagRunListQuery = Type.Object({
  ...PageQuery,
  ...OrderQuery,
  ...ranges,
  ...instantRange('updated_at'),
  cursor: Type.Optional(Type.String({ maxLength: 4000 })),
  conf_contains: Type.Optional(Type.String()),
  run_type: Words,
  state: Words,
  dag_version: Numbers,
  bundle_version: Type.Optional(Type.String()),
  run_id_pattern: Pattern,
  run_id_prefix_pattern: Pattern,
  triggering_user_name_pattern: Pattern,
  triggering_user_name_prefix_pattern: Pattern,
  dag_id_pattern: Pattern,
  dag_id_prefix_pattern: Pattern,
  partition_key_pattern: Pattern,
  partition_key_prefix_pattern: Pattern,
  consuming_asset_pattern: Pattern,
  partition_date_gte: Type.Optional(Type.String({ format: 'date' })),
  partition_date_lte: Type.Optional(Type.String({ format: 'date' })),
});

/** The same bounds in a body: there an instant must say its offset, and null means none. */
function bodyBounds() {
  const names = ['run_after', 'logical_date', 'start_date', 'end_date'] as const;
  const suffixes = ['gte', 'gt', 'lte', 'lt'] as const;
  const instant = Type.Optional(orNull(Instant));
  const number = Type.Optional(orNull(Type.Number()));
  type Names = `${(typeof names)[number]}_${(typeof suffixes)[number]}`;
  type Durations = `duration_${(typeof suffixes)[number]}`;
  return {
    ...(Object.fromEntries(names.flatMap((name) => suffixes.map((end) => [`${name}_${end}`, instant]))) as Record<
      Names,
      typeof instant
    >),
    ...(Object.fromEntries(suffixes.map((end) => [`duration_${end}`, number])) as Record<Durations, typeof number>),
  };
}

export const bodyPage = {
  order_by: Type.Optional(orNull(Type.String())),
  page_offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
  page_limit: Type.Optional(Type.Integer({ minimum: 0, default: 100 })),
};
export const bodyRanges = bodyBounds();

export const DagRunsBatch = Type.Object(
  {
    ...bodyPage,
    ...bodyRanges,
    dag_ids: Type.Optional(orNull(Type.Array(Type.String()))),
    states: Type.Optional(orNull(Type.Array(orNull(Type.Enum([...RUN_STATES]))))),
    conf_contains: Type.Optional(orNull(Type.String())),
  },
  { additionalProperties: false },
);

export const TriggerRun = Type.Object(
  {
    dag_run_id: Type.Optional(orNull(Type.String())),
    data_interval_start: Type.Optional(orNull(Instant)),
    data_interval_end: Type.Optional(orNull(Instant)),
    logical_date: orNull(Instant),
    run_after: Type.Optional(orNull(Instant)),
    conf: Type.Optional(orNull(Type.Record(Type.String(), Type.Unsafe<Json>({})))),
    note: Type.Optional(orNull(Type.String())),
    partition_key: Type.Optional(orNull(Type.String({ maxLength: 250, pattern: '\\S' }))),
  },
  { additionalProperties: false },
);

export const PatchRun = Type.Object(
  { state: Type.Optional(orNull(Type.Enum(['queued', 'success', 'failed']))), note: Note },
  { additionalProperties: false },
);

export const ClearRun = Type.Object(
  {
    dry_run: Type.Optional(Type.Boolean({ default: true })),
    only_failed: Type.Optional(Type.Boolean({ default: false })),
    only_new: Type.Optional(Type.Boolean({ default: false })),
    run_on_latest_version: Type.Optional(orNull(Type.Boolean())),
    note: Note,
  },
  { additionalProperties: false },
);
