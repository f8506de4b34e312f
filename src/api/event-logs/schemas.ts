import { Type } from 'typebox';
import {
  component,
  Instant,
  Integer32,
  OptionalInstant,
  OrderQuery,
  orNull,
  PageQuery,
  Pattern,
  ref,
  Words,
} from '#api/list/schemas.ts';

export const EventLogPath = Type.Object({ event_log_id: Type.Integer() });

const OptionalText = Type.Optional(Type.String());
const OptionalInteger = Type.Optional(Integer32());

export const EventLogListQuery = Type.Object({
  ...PageQuery,
  ...OrderQuery,
  dag_id: OptionalText,
  task_id: OptionalText,
  run_id: OptionalText,
  map_index: OptionalInteger,
  try_number: OptionalInteger,
  owner: OptionalText,
  event: OptionalText,
  excluded_events: Words,
  included_events: Words,
  before: OptionalInstant,
  after: OptionalInstant,
  dag_id_pattern: Pattern,
  task_id_pattern: Pattern,
  run_id_pattern: Pattern,
  owner_pattern: Pattern,
  event_pattern: Pattern,
  dag_id_prefix_pattern: Pattern,
  task_id_prefix_pattern: Pattern,
  run_id_prefix_pattern: Pattern,
  owner_prefix_pattern: Pattern,
  event_prefix_pattern: Pattern,
});

export const EventLog = component('EventLogResponse', {
  event_log_id: Type.Integer(),
  when: Instant,
  dag_id: orNull(Type.String()),
  task_id: orNull(Type.String()),
  run_id: orNull(Type.String()),
  map_index: orNull(Type.Integer()),
  try_number: orNull(Type.Integer()),
  event: Type.String(),
  logical_date: orNull(Instant),
  owner: orNull(Type.String()),
  /** JSON. */
  extra: orNull(Type.String()),
  dag_display_name: orNull(Type.String()),
  task_display_name: orNull(Type.String()),
});

export const EventLogCollection = component('EventLogCollectionResponse', {
  event_logs: Type.Array(ref(EventLog)),
  total_entries: Type.Integer(),
});
