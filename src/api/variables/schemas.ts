import { Type } from 'typebox';
import { UpdateMask } from '#api/dags/schemas.ts';
import { bulkBody } from '#api/list/bulk.ts';
import { component, OrderQuery, orNull, PageQuery, Pattern, ref } from '#api/list/schemas.ts';

export const VariablePath = Type.Object({ variable_key: Type.String() });

export const VariableListQuery = Type.Object({
  ...PageQuery,
  ...OrderQuery,
  variable_key_pattern: Pattern,
  variable_key_prefix_pattern: Pattern,
});

export const PatchQuery = Type.Object(UpdateMask);

/** `value` is null where the key that encrypted it is missing. */
export const Variable = component('VariableResponse', {
  key: Type.String(),
  value: orNull(Type.String()),
  description: orNull(Type.String()),
  is_encrypted: Type.Boolean(),
  team_name: orNull(Type.String()),
});

export const VariableCollection = component('VariableCollectionResponse', {
  variables: Type.Array(ref(Variable)),
  total_entries: Type.Integer(),
});

export const VariableBody = Type.Object(
  {
    key: Type.String({ maxLength: 250 }),
    value: Type.Unknown(),
    description: Type.Optional(orNull(Type.String())),
    team_name: Type.Optional(orNull(Type.String({ maxLength: 50 }))),
  },
  { additionalProperties: false },
);

export const BulkVariables = bulkBody(VariableBody);
