/** A list under an address that may also ask for keyset pages. */
import type { Kysely } from 'kysely';
import type { Config } from '#config/config.ts';
import type { Schema } from '#db/schema.ts';
import { COUNT_LIMIT } from './cursor.ts';
import { pageOf } from './page.ts';
import { type ListQuery, selectCursorPage, selectPage } from './select-page.ts';

export interface Listed<Row> {
  rows: Row[];
  totals: {
    total_entries: number;
    total_entries_limit: number | null;
    next_cursor: string | null;
    previous_cursor: string | null;
  };
}

export async function list<Row extends object>(
  db: Kysely<Schema>,
  query: ListQuery,
  asked: { limit?: number; offset?: number; cursor?: string },
  config: Config,
): Promise<Listed<Row>> {
  const page = pageOf(asked, config);
  if (asked.cursor === undefined) {
    const { rows, total } = await selectPage<Row>(db, query, page);
    const none = { total_entries_limit: null, next_cursor: null, previous_cursor: null };
    return { rows, totals: { total_entries: total, ...none } };
  }
  const found = await selectCursorPage<Row>(db, query, asked.cursor, page.limit);
  return {
    rows: found.rows,
    totals: {
      total_entries: found.total,
      total_entries_limit: COUNT_LIMIT,
      next_cursor: found.next,
      previous_cursor: found.previous,
    },
  };
}

/** In a body the order is one text; the limit has a default of its own. */
export function pageOfBody(body: { page_limit?: number; page_offset?: number }): { limit?: number; offset?: number } {
  return { limit: body.page_limit, offset: body.page_offset };
}
