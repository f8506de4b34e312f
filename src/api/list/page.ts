import type { Config } from '#config/config.ts';

export interface Page {
  limit: number;
  offset: number;
}

/** Cuts the limit silently to `[api] maximum_page_limit`, as Airflow does. */
export function pageOf(query: { limit?: number; offset?: number }, config: Config): Page {
  const { maximumPageLimit, fallbackPageLimit } = config.api;
  return { limit: Math.min(query.limit ?? fallbackPageLimit, maximumPageLimit), offset: query.offset ?? 0 };
}
