import { Type } from 'typebox';
import {
  component,
  Instant,
  Integer32,
  instantRange,
  OrderQuery,
  orNull,
  PageQuery,
  Pattern,
  ref,
  Words,
} from '#api/list/schemas.ts';
import { MappedPath, TaskInstance, TaskInstanceTry } from '#api/task-instances/schemas.ts';

const AnyObject = Type.Record(Type.String(), Type.Unknown());
const Texts = Type.Array(Type.String());

const HitlUser = component('HITLUser', { id: Type.String(), name: Type.String() });

const fields = {
  options: Texts,
  subject: Type.String(),
  body: orNull(Type.String()),
  defaults: orNull(Texts),
  multiple: Type.Boolean(),
  params: AnyObject,
  assigned_users: Type.Array(ref(HitlUser)),
  created_at: Instant,
  responded_by_user: orNull(ref(HitlUser)),
  responded_at: orNull(Instant),
  chosen_options: orNull(Texts),
  params_input: AnyObject,
  response_received: Type.Boolean(),
};

export const HitlDetail = component('HITLDetail', { ...fields, task_instance: ref(TaskInstance) });
export const HitlDetailOfTry = component('HITLDetailHistory', { ...fields, task_instance: ref(TaskInstanceTry) });
export const HitlDetailCollection = component('HITLDetailCollection', {
  hitl_details: Type.Array(ref(HitlDetail)),
  total_entries: Type.Integer(),
});

export const HitlResponse = component('HITLDetailResponse', {
  responded_by: ref(HitlUser),
  responded_at: Instant,
  chosen_options: Texts,
  params_input: AnyObject,
});

export const HitlAnswer = Type.Object(
  { chosen_options: Type.Array(Type.String(), { minItems: 1 }), params_input: Type.Optional(AnyObject) },
  { additionalProperties: false },
);

export const TryPath = Type.Object({ ...MappedPath.properties, try_number: Integer32() });

export const HitlListQuery = Type.Object({
  ...PageQuery,
  ...OrderQuery,
  dag_id_pattern: Pattern,
  dag_id_prefix_pattern: Pattern,
  task_id: Type.Optional(Type.String()),
  task_id_pattern: Pattern,
  task_id_prefix_pattern: Pattern,
  map_index: Type.Optional(Integer32()),
  state: Words,
  response_received: Type.Optional(Type.Boolean()),
  responded_by_user_id: Words,
  responded_by_user_name: Words,
  subject_search: Pattern,
  body_search: Pattern,
  ...instantRange('created_at'),
});
