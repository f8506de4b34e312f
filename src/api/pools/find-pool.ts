/** From rows of `slot_pool`, and what the open runs take of them, to Airflow's PoolResponse. */
import { sql } from 'kysely';
import type { Static } from 'typebox';
import { matches, startsWith } from '#api/list/conditions.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import type { ListQuery } from '#api/list/select-page.ts';
import type { Database, Sql } from '#db/database.ts';
import { notFound } from '#http/api-error.ts';
import type { Pool } from './schemas.ts';

export interface PoolRow {
  name: string;
  slots: number;
  description: string | null;
  include_deferred: boolean;
  running: number;
  queued: number;
  scheduled: number;
  deferred: number;
}

const columns = sql`slot_pool.pool as name, slot_pool.slots, slot_pool.description, slot_pool.include_deferred,
  coalesce(taken.running, 0) as running, coalesce(taken.queued, 0) as queued, coalesce(taken.scheduled, 0) as scheduled,
  coalesce(taken.deferred, 0) as deferred`;

/** By way of the open runs: they are few, and task instances are many. */
const from = sql`slot_pool left join (
    select ti.pool,
      sum(ti.pool_slots) filter (where ti.state in ('running', 'restarting')) as running,
      sum(ti.pool_slots) filter (where ti.state = 'queued') as queued,
      sum(ti.pool_slots) filter (where ti.state = 'scheduled') as scheduled,
      sum(ti.pool_slots) filter (where ti.state = 'deferred') as deferred
    from dag_run join task_instance ti on ti.dag_run_id = dag_run.id
    where dag_run.state in ('queued', 'running') and ti.state in ('running', 'restarting', 'queued', 'scheduled', 'deferred')
    group by ti.pool
  ) taken on taken.pool = slot_pool.pool`;

const name = { column: sql`slot_pool.pool`, type: 'text' } as const;
const ORDER: OrderRules = { columns: { id: name, pool: name, name }, fallback: ['name'], key: [name] };

/** Throws 400 for an order that is none. */
export function poolList(
  query: { pool_name_pattern?: string; pool_name_prefix_pattern?: string },
  orderBy: readonly string[] | undefined,
): ListQuery {
  const where = [
    matches(name.column, query.pool_name_pattern),
    startsWith(name.column, query.pool_name_prefix_pattern),
  ];
  return { columns, from, countFrom: sql`slot_pool`, where, order: orderOf(orderBy, ORDER) };
}

/** `through`: the transaction whose own writes it is to see. Throws 404 in Airflow's words. */
export async function findPool(
  { query, pool }: Database,
  wanted: string,
  through: Sql = pool,
): Promise<Static<typeof Pool>> {
  const select = sql`select ${columns} from ${from} where slot_pool.pool = ${wanted}`.compile(query);
  const { rows } = await through.query<PoolRow>(select.sql, [...select.parameters]);
  const [row] = rows;
  if (!row) throw poolNotFound(wanted);
  return toPool(row);
}

export const poolNotFound = (wanted: string) =>
  notFound('POOL_NOT_FOUND', `The Pool with name: \`${wanted}\` was not found`, { pool: wanted });

export function toPool({ running, queued, scheduled, deferred, ...row }: PoolRow): Static<typeof Pool> {
  const occupied = running + queued + (row.include_deferred ? deferred : 0);
  return {
    ...row,
    occupied_slots: occupied,
    running_slots: running,
    queued_slots: queued,
    scheduled_slots: scheduled,
    // A pool without end has no end of open slots; one that was made smaller may have fewer than none.
    open_slots: row.slots < 0 ? -1 : row.slots - occupied,
    deferred_slots: deferred,
    team_name: null,
  };
}
