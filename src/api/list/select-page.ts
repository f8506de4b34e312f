/** Runs a list: the rows of one page and how many there are in all. */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from '#db/schema.ts';
import { allOf, type Condition } from './conditions.ts';
import { countRows } from './count.ts';
import { afterCursor, COUNT_LIMIT, cursorColumn, readCursor, writeCursor } from './cursor.ts';
import { type OrderTerm, orderSql } from './order.ts';
import type { Page } from './page.ts';

export interface ListQuery {
  columns: RawBuilder<unknown>;
  /** Tables and joins that the columns need. */
  from: RawBuilder<unknown>;
  /** The fewer tables that the conditions need: counting joins nothing else. */
  countFrom?: RawBuilder<unknown>;
  where: readonly Condition[];
  order: readonly OrderTerm[];
}

export interface ListResult<Row> {
  rows: Row[];
  total: number;
}

export async function selectPage<Row>(db: Kysely<Schema>, list: ListQuery, page: Page): Promise<ListResult<Row>> {
  const where = allOf(list.where);
  const [{ rows }, total] = await Promise.all([
    sql<Row>`select ${list.columns} from ${list.from} where ${where}
             order by ${orderSql(list.order)} limit ${page.limit}::bigint offset ${page.offset}::bigint`.execute(db),
    countRows(db, list.countFrom ?? list.from, where),
  ]);
  return { rows, total };
}

export interface CursorResult<Row> extends ListResult<Row> {
  next: string | null;
  previous: string | null;
}

/** A keyset page. `total` is at most `COUNT_LIMIT`. */
export async function selectCursorPage<Row extends object>(
  db: Kysely<Schema>,
  list: ListQuery,
  text: string,
  limit: number,
): Promise<CursorResult<Row>> {
  const cursor = readCursor(text, list.order);
  const where = allOf(list.where);
  const page = allOf([where, afterCursor(list.order, cursor)]);
  type Found = Row & { cursor_values: (string | number | boolean | null)[] };
  // One row more than asked for tells whether there is a next page.
  const [{ rows: found }, total] = await Promise.all([
    sql<Found>`select ${list.columns}, ${cursorColumn(list.order)} as cursor_values from ${list.from} where ${page}
               order by ${orderSql(list.order, cursor.backwards)} limit ${limit + 1}::bigint`.execute(db),
    countRows(db, list.countFrom ?? list.from, where),
  ]);
  const hasMore = found.length > limit;
  const rows = found.slice(0, limit);
  if (cursor.backwards) rows.reverse();
  const [first, last] = [rows.at(0), rows.at(-1)];
  const isFirstPage = cursor.backwards ? !hasMore : cursor.values === null;
  const isLastPage = cursor.backwards ? false : !hasMore;
  return {
    rows,
    total: Math.min(total, COUNT_LIMIT),
    next: last && !isLastPage ? writeCursor(last.cursor_values, false) : null,
    previous: first && !isFirstPage ? writeCursor(first.cursor_values, true) : null,
  };
}
