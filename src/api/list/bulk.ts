/** Several things in one request: the body that asks for it and the answer, the same for all kinds. */
import { type TSchema, Type } from 'typebox';
import { component, orNull, ref } from './schemas.ts';

const OnNonExistence = Type.Optional(Type.Enum(['fail', 'skip']));
const closed = { additionalProperties: false };

export function bulkBody<T extends TSchema>(entity: T) {
  const create = Type.Object(
    {
      action: Type.Literal('create'),
      entities: Type.Array(entity),
      action_on_existence: Type.Optional(Type.Enum(['fail', 'skip', 'overwrite'])),
    },
    closed,
  );
  const update = Type.Object(
    {
      action: Type.Literal('update'),
      entities: Type.Array(entity),
      update_mask: Type.Optional(orNull(Type.Array(Type.String()))),
      action_on_non_existence: OnNonExistence,
    },
    closed,
  );
  const remove = Type.Object(
    {
      action: Type.Literal('delete'),
      entities: Type.Array(Type.Union([Type.String(), entity])),
      action_on_non_existence: OnNonExistence,
    },
    closed,
  );
  return Type.Object({ actions: Type.Array(Type.Union([create, update, remove])) }, closed);
}

const BulkAction = component('BulkActionResponse', {
  success: Type.Array(Type.String()),
  errors: Type.Array(Type.Record(Type.String(), Type.Unknown())),
});

export const BulkAnswer = component('BulkResponse', {
  create: orNull(ref(BulkAction)),
  update: orNull(ref(BulkAction)),
  delete: orNull(ref(BulkAction)),
});
