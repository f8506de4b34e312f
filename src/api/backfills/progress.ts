/** How far backfills have come, and what became of each of their dates. Airflow tells it nowhere: addresses of our own. */
import { sql } from 'kysely';
import { Type } from 'typebox';
import { component, Instant, orNull } from '#api/list/schemas.ts';
import type { Database } from '#db/database.ts';

const Progress = Type.Object({
  backfill_id: Type.Integer(),
  /** Dates of the range that had to run. */
  total: Type.Integer(),
  /** Their turn has not come; of a backfill that is over: it never came. */
  waiting: Type.Integer(),
  /** Dates that had a run that was to be left alone. */
  passed_over: Type.Integer(),
  /** Their run was deleted. */
  deleted: Type.Integer(),
  runs: Type.Array(Type.Object({ state: Type.String(), count: Type.Integer() })),
});
export const ProgressCollection = component('BackfillProgressCollectionResponse', { backfills: Type.Array(Progress) });

interface CountRow {
  backfill_id: number;
  kind: 'waiting' | 'passed_over' | 'deleted' | 'run';
  state: string | null;
  count: number;
}

/** In the order of `ids`, without those that there are not. Reads each date once: a backfill has 50,000 at most. */
export async function selectProgress(database: Database, ids: readonly number[]) {
  const { rows } = await sql<CountRow>`
    select date.backfill_id,
      case when date.exception_reason is not null then 'passed_over' when date.dag_run_id is null then 'waiting'
        when dag_run.id is null then 'deleted' else 'run' end as kind,
      dag_run.state, count(*)::int as count
    from backfill_dag_run date left join dag_run on dag_run.id = date.dag_run_id and date.exception_reason is null
    where date.backfill_id = any (${ids}::int[]) group by 1, 2, 3`.execute(database.query);
  const groups = Map.groupBy(rows, (row) => row.backfill_id);
  const backfills = ids.flatMap((id) => {
    const counts = groups.get(id);
    if (counts === undefined) return [];
    const of = (kind: CountRow['kind']) => counts.find((one) => one.kind === kind)?.count ?? 0;
    return [
      {
        backfill_id: id,
        total: counts.reduce((sum, { count }) => sum + count, 0),
        waiting: of('waiting'),
        passed_over: of('passed_over'),
        deleted: of('deleted'),
        runs: counts.flatMap(({ kind, state, count }) => (kind === 'run' && state !== null ? [{ state, count }] : [])),
      },
    ];
  });
  return { backfills };
}

const BackfillDate = Type.Object({
  logical_date: Instant,
  /** Null: its turn has not come, it was passed over, or its run was deleted. */
  dag_run_id: orNull(Type.String()),
  state: orNull(Type.String()),
  /** Why it was passed over: `already exists`, `in flight`. */
  exception_reason: orNull(Type.String()),
});
export const DateCollection = component('BackfillDateCollectionResponse', {
  dates: Type.Array(BackfillDate),
  total_entries: Type.Integer(),
});

interface DateRow {
  logical_date: string;
  dag_run_id: string | null;
  state: string | null;
  exception_reason: string | null;
}

/** In the order in which the backfill works on them. */
export async function selectDates(database: Database, id: number, page: { limit: number; offset: number }) {
  const [dates, total] = await Promise.all([
    sql<DateRow>`
      select date.logical_date, dag_run.run_id as dag_run_id, dag_run.state, date.exception_reason
      from backfill_dag_run date left join dag_run on dag_run.id = date.dag_run_id and date.exception_reason is null
      where date.backfill_id = ${id}::int order by date.sort_ordinal limit ${page.limit} offset ${page.offset}`.execute(
      database.query,
    ),
    sql<{ count: number }>`
      select count(*)::int as count from backfill_dag_run where backfill_dag_run.backfill_id = ${id}::int`.execute(
      database.query,
    ),
  ]);
  return { dates: dates.rows, total_entries: total.rows[0]?.count ?? 0 };
}
