/** Several pools in one request. Each action tells of its own successes and errors, as in Airflow. */
import type { Static } from 'typebox';
import type { BulkAnswer } from '#api/list/bulk.ts';
import type { Sql } from '#db/database.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { ApiError } from '#http/api-error.ts';
import { poolNotFound } from './find-pool.ts';
import { type BulkPools, DEFAULT_POOL, type PoolBody } from './schemas.ts';
import { deletePool, insertPool, updatePool } from './write-pool.ts';

type Answer = Static<typeof BulkAnswer>;
type Action = Static<typeof BulkPools>['actions'][number];

export async function changePools(sql: Sql, actions: readonly Action[]): Promise<Answer> {
  const answer: Answer = { create: null, update: null, delete: null };
  for (const action of actions) {
    const told = answer[action.action] ?? { success: [], errors: [] };
    answer[action.action] = told;
    for (const entity of action.entities) {
      const name = typeof entity === 'string' ? entity : entity.name;
      try {
        if (await changeOne(sql, action, name, entity)) told.success.push(name);
      } catch (error) {
        if (!(error instanceof AquilonError)) throw error;
        const words = error instanceof ApiError ? String(error.detail) : error.message;
        told.errors.push({ error: words, status_code: error.status });
      }
    }
  }
  return answer;
}

/** False: there was nothing to do, and the action says to pass over that. */
async function changeOne(
  sql: Sql,
  action: Action,
  name: string,
  entity: string | Static<typeof PoolBody>,
): Promise<boolean> {
  try {
    if (action.action === 'delete') await deletePool(sql, name);
    else if (typeof entity === 'string') throw poolNotFound(name);
    else if (action.action === 'create') await insertPool(sql, entity);
    else await updatePool(sql, name, masked(entity, action.update_mask));
    return true;
  } catch (error) {
    if (!(error instanceof AquilonError)) throw error;
    if (error.code === 'POOL_NOT_FOUND' && action.action !== 'create' && action.action_on_non_existence === 'skip')
      return false;
    if (error.code !== 'POOL_EXISTS' || action.action !== 'create' || typeof entity === 'string') throw error;
    if (action.action_on_existence === 'skip') return false;
    if (action.action_on_existence !== 'overwrite') throw error;
    await updatePool(sql, name, masked(entity, undefined));
    return true;
  }
}

/** The default pool keeps its description. */
function masked(entity: Static<typeof PoolBody>, mask: readonly string[] | null | undefined) {
  const { slots, description, include_deferred: includeDeferred } = entity;
  const isMeant = (field: string) => mask === undefined || mask === null || mask.includes(field);
  return {
    ...(isMeant('slots') ? { slots } : {}),
    ...(isMeant('description') && description !== undefined && entity.name !== DEFAULT_POOL ? { description } : {}),
    ...(isMeant('include_deferred') && includeDeferred !== undefined ? { include_deferred: includeDeferred } : {}),
  };
}
