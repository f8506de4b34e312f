/** The pools' own rows. Whoever changes one tells the scheduler afterwards. */
import type { Static } from 'typebox';
import { refuseTeam } from '#api/list/refuse-team.ts';
import type { Sql } from '#db/database.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { ApiError, badRequest, invalid } from '#http/api-error.ts';
import { poolNotFound } from './find-pool.ts';
import { DEFAULT_POOL, type PatchPool, type PoolBody } from './schemas.ts';

type Body = Static<typeof PoolBody>;

/** Throws 409 for a name that is taken, 400 for one that nobody could write. */
export async function insertPool(sql: Sql, body: Body): Promise<void> {
  checkName(body.name);
  refuseTeam(body.team_name);
  const { rowCount } = await sql.query(
    `insert into slot_pool (pool, slots, description, include_deferred)
     values ($1::text, $2::int, $3::text, $4::boolean) on conflict (pool) do nothing`,
    [body.name, body.slots, body.description ?? null, body.include_deferred ?? false],
  );
  if (rowCount === 0) throw new AquilonError('POOL_EXISTS', { pool: body.name });
}

type Fields = { slots?: number; description?: string | null; include_deferred?: boolean };

/** Leaves alone what is not given. Throws 404. */
export async function updatePool(sql: Sql, name: string, fields: Fields): Promise<void> {
  const { slots, description, include_deferred: includeDeferred } = fields;
  const { rowCount } = await sql.query(
    `update slot_pool set slots = coalesce($2::int, slot_pool.slots),
       description = case when $3::boolean then $4::text else slot_pool.description end,
       include_deferred = coalesce($5::boolean, slot_pool.include_deferred)
     where slot_pool.pool = $1::text`,
    [name, slots ?? null, description !== undefined, description ?? null, includeDeferred ?? null],
  );
  if (rowCount === 0) throw poolNotFound(name);
}

/** Throws 400 for the default pool, 404 for one that is not there. */
export async function deletePool(sql: Sql, name: string): Promise<void> {
  if (name === DEFAULT_POOL) throw badRequest("Default Pool can't be deleted");
  const { rowCount } = await sql.query('delete from slot_pool where slot_pool.pool = $1::text', [name]);
  if (rowCount === 0) throw poolNotFound(name);
}

const PATCHABLE = ['pool', 'slots', 'description', 'include_deferred'] as const;

/**
 * What a patch means to change. As in Airflow, `update_mask` says which fields count, and the body must be whole all the same; of the default
 * pool only slots and include_deferred change, and only when the mask names them.
 */
export function patchedFields(
  name: string,
  body: Static<typeof PatchPool>,
  mask: readonly string[] | undefined,
): Fields {
  refuseTeam(body.team_name);
  const unknown = mask?.find((field) => !(PATCHABLE as readonly string[]).includes(field));
  if (unknown !== undefined) throw badRequest(`update_mask names ${unknown}: it may name ${PATCHABLE.join(', ')}`);
  if (name === DEFAULT_POOL) {
    const isAllowed = mask?.length && mask.every((field) => field === 'slots' || field === 'include_deferred');
    if (!isAllowed) throw badRequest('Only slots and included_deferred can be modified on Default Pool');
  } else {
    const missing = (['pool', 'slots', 'include_deferred'] as const).filter((field) => (body[field] ?? null) === null);
    if (missing.length > 0)
      throw invalid(missing.map((field) => ({ type: 'missing', loc: [field], msg: 'Field required', input: body })));
    if (body.pool !== name) throw badRequest("Invalid body, pool name from request body doesn't match uri parameter");
  }
  const isMeant = (field: (typeof PATCHABLE)[number]) => mask === undefined || mask.includes(field);
  return {
    ...(isMeant('slots') && typeof body.slots === 'number' ? { slots: body.slots } : {}),
    ...(isMeant('description') && body.description !== undefined ? { description: body.description } : {}),
    ...(isMeant('include_deferred') && typeof body.include_deferred === 'boolean'
      ? { include_deferred: body.include_deferred }
      : {}),
  };
}

/** A name is written in DAG files and in addresses: what cannot be seen in it, or is lost at its ends, leads astray. */
function checkName(name: string): void {
  if (/\p{Cc}/u.test(name) || name !== name.trim() || name === '~')
    throw new ApiError('POOL_NAME_INVALID', `The pool name '${name}' is not allowed`, { pool: name });
}
