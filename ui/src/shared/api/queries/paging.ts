/** Lists that arrive page by page, as far as somebody scrolls. */
import { type InfiniteData, infiniteQueryOptions, type QueryKey } from '@tanstack/react-query';

/** The largest page of the server. */
export const LARGEST_PAGE = 100;
const PAGE = 50;

export interface Page<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

interface PageRequest {
  readonly limit: number;
  readonly offset: number;
  readonly signal: AbortSignal;
}

/** A list of which `read` brings one page. */
export const listQuery = <T>(queryKey: QueryKey, read: (request: PageRequest) => Promise<Page<T>>) =>
  infiniteQueryOptions({
    queryKey,
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => read({ limit: PAGE, offset: pageParam, signal }),
    getNextPageParam: (last: Page<T>, pages: Page<T>[]) => {
      const count = pages.reduce((sum, page) => sum + page.rows.length, 0);
      return last.rows.length > 0 && count < last.total ? count : undefined;
    },
  });

/** What has arrived of a list. A row that moved from one page to the next between two requests is there once. */
export function rowsOf<T>(data: InfiniteData<Page<T>> | undefined, keyOf: (row: T) => string): readonly T[] {
  if (data === undefined) return [];
  return [...new Map(data.pages.flatMap(({ rows }) => rows.map((row) => [keyOf(row), row] as const))).values()];
}

/** How many rows the list has in all; undefined before the first page is there. */
export const totalOf = (data: InfiniteData<Page<unknown>> | undefined): number | undefined => data?.pages.at(-1)?.total;

/** All rows of a list, page by page, for what has to see them together. */
export async function readAll<T>(read: (offset: number) => Promise<Page<T>>): Promise<readonly T[]> {
  const rows: T[] = [];
  for (;;) {
    const page = await read(rows.length);
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}
