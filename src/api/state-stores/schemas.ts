import type { Json } from '@aquilon/sdk/serialized';
import { Type } from 'typebox';
import { component, Instant, orNull, ref } from '#api/list/schemas.ts';

/** As long as Airflow's column. */
export const Key = Type.String({ minLength: 1, maxLength: 512 });

const Value = Type.Unsafe<Json>({});

const Writer = component('AssetStateStoreLastUpdatedBy', {
  kind: Type.Enum(['task', 'watcher', 'api']),
  dag_id: orNull(Type.String()),
  run_id: orNull(Type.String()),
  task_id: orNull(Type.String()),
  map_index: orNull(Type.Integer()),
});

export const AssetState = component('AssetStateStoreResponse', {
  key: Type.String(),
  value: Value,
  updated_at: Instant,
  last_updated_by: orNull(ref(Writer)),
});
export const AssetStateCollection = component('AssetStateStoreCollectionResponse', {
  asset_state_store: Type.Array(ref(AssetState)),
  total_entries: Type.Integer(),
});

export const TaskState = component('TaskStateStoreResponse', {
  key: Type.String(),
  value: Value,
  updated_at: Instant,
  expires_at: orNull(Instant),
});
export const TaskStateCollection = component('TaskStateStoreCollectionResponse', {
  task_state_store: Type.Array(ref(TaskState)),
  total_entries: Type.Integer(),
});

const closed = { additionalProperties: false };

export const ValueBody = Type.Object({ value: Value }, closed);

/** `default`: after `[state_store] default_retention_days`. Null: never. */
export const TaskStateBody = Type.Object(
  { value: Value, expires_at: Type.Optional(Type.Union([Instant, Type.Literal('default'), Type.Null()])) },
  closed,
);
