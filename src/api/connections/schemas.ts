import { Type } from 'typebox';
import { UpdateMask } from '#api/dags/schemas.ts';
import { bulkBody } from '#api/list/bulk.ts';
import { component, OrderQuery, orNull, PageQuery, Pattern, ref } from '#api/list/schemas.ts';

export const ConnectionPath = Type.Object({ connection_id: Type.String() });

export const ConnectionListQuery = Type.Object({
  ...PageQuery,
  ...OrderQuery,
  connection_id_pattern: Pattern,
  connection_id_prefix_pattern: Pattern,
});

export const PatchQuery = Type.Object(UpdateMask);

/** `extra` is null where the key that encrypted it is missing. */
export const Connection = component('ConnectionResponse', {
  connection_id: Type.String(),
  conn_type: Type.String(),
  description: orNull(Type.String()),
  host: orNull(Type.String()),
  login: orNull(Type.String()),
  schema: orNull(Type.String()),
  port: orNull(Type.Integer()),
  password: orNull(Type.String()),
  extra: orNull(Type.String()),
  team_name: orNull(Type.String()),
});

export const ConnectionCollection = component('ConnectionCollectionResponse', {
  connections: Type.Array(ref(Connection)),
  total_entries: Type.Integer(),
});

const OptionalText = Type.Optional(orNull(Type.String()));

export const ConnectionBody = Type.Object(
  {
    connection_id: Type.String({ maxLength: 200, pattern: '^[\\w.-]+$' }),
    conn_type: Type.String({ maxLength: 500 }),
    description: OptionalText,
    host: OptionalText,
    login: OptionalText,
    schema: OptionalText,
    port: Type.Optional(orNull(Type.Integer({ minimum: 0, maximum: 65_535 }))),
    password: OptionalText,
    extra: OptionalText,
    team_name: Type.Optional(orNull(Type.String({ maxLength: 50 }))),
  },
  { additionalProperties: false },
);

export const BulkConnections = bulkBody(ConnectionBody);

export const ConnectionTest = component('ConnectionTestResponse', {
  status: Type.Boolean(),
  message: Type.String(),
});
