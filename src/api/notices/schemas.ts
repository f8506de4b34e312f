import { type Static, Type } from 'typebox';
import { component, Instant, OrderQuery, orNull, PageQuery, ref, Words } from '#api/list/schemas.ts';

export const Notice = component('NoticeResponse', {
  id: Type.String(),
  at: Instant,
  event: Type.String(),
  dag_id: Type.String(),
  dag_run_id: orNull(Type.String()),
  task_id: orNull(Type.String()),
  map_index: orNull(Type.Integer()),
  try_number: orNull(Type.Integer()),
  notifier: Type.String(),
  reason: orNull(Type.String()),
  state: Type.String(),
  attempts: Type.Integer(),
  next_try_at: orNull(Instant),
  sent_at: orNull(Instant),
  error: orNull(Type.String()),
  recipients: orNull(Type.Object({ accepted: Type.Array(Type.String()), refused: Type.Array(Type.String()) })),
});
export type NoticeRow = Static<typeof Notice>;

export const NoticeCollection = component('NoticeCollectionResponse', {
  notices: Type.Array(ref(Notice)),
  total_entries: Type.Integer(),
});

export const NoticeListQuery = Type.Object({
  ...PageQuery,
  ...OrderQuery,
  id: Type.Optional(Type.String({ format: 'uuid' })),
  state: Words,
  dag_id: Type.Optional(Type.String()),
  dag_run_id: Type.Optional(Type.String()),
});

const Deadline = component('DeadlineResponse', {
  dag_id: Type.String(),
  dag_run_id: Type.String(),
  number: Type.Integer(),
  name: orNull(Type.String()),
  deadline_time: Instant,
  missed: Type.Boolean(),
  missed_at: orNull(Instant),
  created_at: Instant,
});
export type DeadlineRow = Static<typeof Deadline>;

export const DeadlineCollection = component('DeadlineCollectionResponse', {
  deadlines: Type.Array(ref(Deadline)),
  total_entries: Type.Integer(),
});

export const DeadlineListQuery = Type.Object({
  ...PageQuery,
  ...OrderQuery,
  dag_id: Type.Optional(Type.String()),
  dag_run_id: Type.Optional(Type.String()),
  missed: Type.Optional(Type.Boolean()),
});
