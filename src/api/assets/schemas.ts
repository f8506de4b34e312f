import type { Json } from '@aquilon/sdk/serialized';
import { Type } from 'typebox';
import {
  component,
  Instant,
  instantRange,
  OptionalInstant,
  OrderQuery,
  orNull,
  PageQuery,
  Pattern,
  ref,
  Words,
} from '#api/list/schemas.ts';

export const AssetPath = Type.Object({ asset_id: Type.Integer() });
export const AliasPath = Type.Object({ asset_alias_id: Type.Integer() });

const AnyObject = Type.Record(Type.String(), Type.Unsafe<Json>({}));
const dates = { created_at: Instant, updated_at: Instant };

const ScheduledDag = component('DagScheduleAssetReference', { dag_id: Type.String(), ...dates });
const ProducingTask = component('TaskOutletAssetReference', {
  dag_id: Type.String(),
  task_id: Type.String(),
  ...dates,
});
const ConsumingTask = component('TaskInletAssetReference', { dag_id: Type.String(), task_id: Type.String(), ...dates });
export const AssetAlias = component('AssetAliasResponse', {
  id: Type.Integer(),
  name: Type.String(),
  group: Type.String(),
});
const Watcher = component('AssetWatcherResponse', {
  name: Type.String(),
  trigger_id: Type.Integer(),
  created_date: Instant,
});
const LastEvent = component('LastAssetEventResponse', {
  id: orNull(Type.Integer({ minimum: 0 })),
  timestamp: orNull(Instant),
});

export const Asset = component('AssetResponse', {
  id: Type.Integer(),
  name: Type.String(),
  uri: Type.String(),
  group: Type.String(),
  extra: orNull(AnyObject),
  ...dates,
  scheduled_dags: Type.Array(ref(ScheduledDag)),
  producing_tasks: Type.Array(ref(ProducingTask)),
  consuming_tasks: Type.Array(ref(ConsumingTask)),
  aliases: Type.Array(ref(AssetAlias)),
  watchers: Type.Array(ref(Watcher)),
  last_asset_event: orNull(ref(LastEvent)),
});
export const AssetCollection = component('AssetCollectionResponse', {
  assets: Type.Array(ref(Asset)),
  total_entries: Type.Integer(),
});
export const AssetAliasCollection = component('AssetAliasCollectionResponse', {
  asset_aliases: Type.Array(ref(AssetAlias)),
  total_entries: Type.Integer(),
});

/** A run may still wait for its start: Airflow's description gives every run one. */
const CreatedRun = component('DagRunAssetReference', {
  run_id: Type.String(),
  dag_id: Type.String(),
  logical_date: orNull(Instant),
  start_date: orNull(Instant),
  end_date: orNull(Instant),
  state: Type.String(),
  data_interval_start: orNull(Instant),
  data_interval_end: orNull(Instant),
  partition_key: orNull(Type.String()),
  triggering: Type.Boolean(),
});

export const AssetEvent = component('AssetEventResponse', {
  id: Type.Integer(),
  asset_id: Type.Integer(),
  uri: orNull(Type.String()),
  name: orNull(Type.String()),
  group: orNull(Type.String()),
  extra: orNull(AnyObject),
  source_task_id: orNull(Type.String()),
  source_dag_id: orNull(Type.String()),
  source_run_id: orNull(Type.String()),
  source_map_index: Type.Integer(),
  created_dagruns: Type.Array(ref(CreatedRun)),
  timestamp: Instant,
  partition_key: orNull(Type.String()),
});
export const AssetEventCollection = component('AssetEventCollectionResponse', {
  asset_events: Type.Array(ref(AssetEvent)),
  total_entries: Type.Integer(),
});

export const QueuedEvent = component('QueuedEventResponse', {
  dag_id: Type.String(),
  asset_id: Type.Integer(),
  created_at: Instant,
  dag_display_name: Type.String(),
});
export const QueuedEventCollection = component('QueuedEventCollectionResponse', {
  queued_events: Type.Array(ref(QueuedEvent)),
  total_entries: Type.Integer(),
});

const namePatterns = { name_pattern: Pattern, name_prefix_pattern: Pattern };

export const AssetListQuery = Type.Object({
  ...PageQuery,
  ...OrderQuery,
  ...namePatterns,
  uri_pattern: Pattern,
  uri_prefix_pattern: Pattern,
  dag_ids: Words,
  only_active: Type.Optional(Type.Boolean({ default: true })),
});

export const AliasListQuery = Type.Object({ ...PageQuery, ...OrderQuery, ...namePatterns });

export const EventListQuery = Type.Object({
  ...PageQuery,
  ...OrderQuery,
  ...namePatterns,
  ...instantRange('timestamp'),
  asset_id: Type.Optional(Type.Integer()),
  source_dag_id: Type.Optional(Type.String()),
  source_task_id: Type.Optional(Type.String()),
  source_run_id: Type.Optional(Type.String()),
  source_map_index: Type.Optional(Type.Integer()),
});

export const BeforeQuery = Type.Object({ before: OptionalInstant });

const PartitionKey = Type.Optional(orNull(Type.String({ maxLength: 250, pattern: '\\S' })));

export const CreateAssetEvent = Type.Object(
  {
    asset_id: Type.Integer(),
    partition_key: PartitionKey,
    extra: Type.Optional(AnyObject),
    // There are no teams: every DAG that waits for the asset may have the event.
    access_control: Type.Optional(
      orNull(
        Type.Object(
          {
            consumer_teams: Type.Optional(orNull(Type.Array(Type.String()))),
            allow_global: Type.Optional(Type.Boolean({ default: true })),
          },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { additionalProperties: false },
);
