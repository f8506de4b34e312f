import { Type } from 'typebox';
import { UpdateMask } from '#api/dags/schemas.ts';
import { bulkBody } from '#api/list/bulk.ts';
import { component, OrderQuery, orNull, PageQuery, Pattern, ref } from '#api/list/schemas.ts';

export const DEFAULT_POOL = 'default_pool';

export const PoolPath = Type.Object({ pool_name: Type.String() });

export const PoolListQuery = Type.Object({
  ...PageQuery,
  ...OrderQuery,
  pool_name_pattern: Pattern,
  pool_name_prefix_pattern: Pattern,
});

export const PatchQuery = Type.Object(UpdateMask);

export const Pool = component('PoolResponse', {
  name: Type.String(),
  slots: Type.Integer({ minimum: -1 }),
  description: orNull(Type.String()),
  include_deferred: Type.Boolean(),
  occupied_slots: Type.Integer(),
  running_slots: Type.Integer(),
  queued_slots: Type.Integer(),
  scheduled_slots: Type.Integer(),
  open_slots: Type.Integer(),
  deferred_slots: Type.Integer(),
  team_name: orNull(Type.String()),
});

export const PoolCollection = component('PoolCollectionResponse', {
  pools: Type.Array(ref(Pool)),
  total_entries: Type.Integer(),
});

const Slots = Type.Integer({ minimum: -1, maximum: 2_147_483_647 });
const Description = Type.Optional(orNull(Type.String({ maxLength: 10_000 })));
const TeamName = Type.Optional(orNull(Type.String({ maxLength: 50 })));

export const PoolBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 256 }),
    slots: Slots,
    description: Description,
    include_deferred: Type.Optional(Type.Boolean()),
    team_name: TeamName,
  },
  { additionalProperties: false },
);

export const PatchPool = Type.Object(
  {
    pool: Type.Optional(orNull(Type.String())),
    slots: Type.Optional(orNull(Slots)),
    description: Description,
    include_deferred: Type.Optional(orNull(Type.Boolean())),
    team_name: TeamName,
  },
  { additionalProperties: false },
);

export const BulkPools = bulkBody(PoolBody);
