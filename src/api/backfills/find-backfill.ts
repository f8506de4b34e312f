import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import type { ListQuery } from '#api/list/select-page.ts';
import type { Database } from '#db/database.ts';
import type { Backfill } from './schemas.ts';

export type BackfillRow = Static<typeof Backfill>;

const columns: RawBuilder<unknown> = sql`backfill.id, backfill.dag_id, backfill.from_date, backfill.to_date, backfill.dag_run_conf,
  backfill.is_paused, backfill.reprocess_behavior, backfill.max_active_runs, backfill.created_at, backfill.completed_at,
  backfill.updated_at, coalesce(dag.display_name, backfill.dag_id) as dag_display_name`;
const from = sql`backfill left join dag on dag.dag_id = backfill.dag_id`;

const id = { column: sql`backfill.id`, type: 'integer' } as const;
const ORDER: OrderRules = { columns: { id }, fallback: ['id'], key: [id] };

/** Throws 400 for an order other than by id. */
export function backfillList(dagId: string, orderBy: readonly string[] | undefined): ListQuery {
  const order = orderOf(orderBy, ORDER);
  return { columns, from, countFrom: sql`backfill`, where: [sql`backfill.dag_id = ${dagId}`], order };
}

export async function selectBackfill(database: Database, wanted: number): Promise<BackfillRow | undefined> {
  const { rows } = await sql<BackfillRow>`select ${columns} from ${from} where backfill.id = ${wanted}::bigint`.execute(
    database.query,
  );
  return rows[0];
}
