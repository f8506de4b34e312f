import type { Json } from '@aquilon/sdk/serialized';
import { Type } from 'typebox';
import { component, Instant, OrderQuery, orNull, PageQuery, ref } from '#api/list/schemas.ts';
import { REPROCESS_BEHAVIORS } from '#domain/backfill.ts';

export const BackfillPath = Type.Object({ backfill_id: Type.Integer({ minimum: 0 }) });

export const BackfillListQuery = Type.Object({ dag_id: Type.String(), ...PageQuery, ...OrderQuery });

const Conf = Type.Record(Type.String(), Type.Unsafe<Json>({}));
const Behavior = Type.Enum([...REPROCESS_BEHAVIORS]);

export const Backfill = component('BackfillResponse', {
  id: Type.Integer({ minimum: 0 }),
  dag_id: Type.String(),
  from_date: Instant,
  to_date: Instant,
  dag_run_conf: orNull(Conf),
  is_paused: Type.Boolean(),
  reprocess_behavior: Behavior,
  max_active_runs: Type.Integer(),
  created_at: Instant,
  completed_at: orNull(Instant),
  updated_at: Instant,
  dag_display_name: Type.String(),
});

export const BackfillCollection = component('BackfillCollectionResponse', {
  backfills: Type.Array(ref(Backfill)),
  total_entries: Type.Integer(),
});

/** Airflow takes any `max_active_runs`; below 1 a backfill would never end. */
export const CreateBackfill = Type.Object(
  {
    dag_id: Type.String(),
    from_date: Instant,
    to_date: Instant,
    run_backwards: Type.Optional(Type.Boolean()),
    dag_run_conf: Type.Optional(orNull(Conf)),
    reprocess_behavior: Type.Optional(Behavior),
    max_active_runs: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    run_on_latest_version: Type.Optional(orNull(Type.Boolean())),
  },
  { additionalProperties: false },
);

const DryRun = component('DryRunBackfillResponse', {
  logical_date: orNull(Instant),
  partition_key: orNull(Type.String()),
  partition_date: orNull(Instant),
});

export const DryRunCollection = component('DryRunBackfillCollectionResponse', {
  backfills: Type.Array(ref(DryRun)),
  total_entries: Type.Integer(),
});
