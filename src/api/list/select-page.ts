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
  /** Where the rows of a page can be found in few tables: the others are joined with these rows alone, instead of with all that fit. */
  found?: FoundFirst;
  where: readonly Condition[];
  order: readonly OrderTerm[];
}

export interface FoundFirst {
  /** The table of the rows, under its name or alias. */
  row: string;
  /** Tables that conditions and order need, that of the rows among them. */
  from: RawBuilder<unknown>;
  /** What `from` of the list joins with it. */
  joins: RawBuilder<unknown>;
}

export interface ListResult<Row> {
  rows: Row[];
  total: number;
}

export async function selectPage<Row>(db: Kysely<Schema>, list: ListQuery, page: Page): Promise<ListResult<Row>> {
  const where = allOf(list.where);
  const [{ rows }, total] = await Promise.all([
    sql<Row>`${pageOf(list, list.columns, where, orderSql(list.order), page)}`.execute(db),
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
  const columns = sql`${list.columns}, ${cursorColumn(list.order)} as cursor_values`;
  type Found = Row & { cursor_values: (string | number | boolean | null)[] };
  // One row more than asked for tells whether there is a next page.
  const [{ rows: found }, total] = await Promise.all([
    sql<Found>`${pageOf(list, columns, page, orderSql(list.order, cursor.backwards), { limit: limit + 1, offset: 0 })}`.execute(
      db,
    ),
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

function pageOf(
  { from, found }: ListQuery,
  columns: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  { limit, offset }: Page,
): RawBuilder<unknown> {
  const part = sql`where ${where} order by ${order} limit ${limit}::bigint offset ${offset}::bigint`;
  if (!found) return sql`select ${columns} from ${from} ${part}`;
  const row = sql.ref(found.row);
  return sql`select ${columns} from (select ${row}.* from ${found.from} ${part}) ${row} ${found.joins} order by ${order}`;
}
