import type { Row } from '#cli/output.ts';

/** As Airflow's command line shows a pool, and what is taken of it. */
export function shownPool(pool: Row): Row {
  const { name, slots, description, include_deferred: includeDeferred, occupied_slots: occupied } = pool;
  return { pool: name, slots, description, include_deferred: includeDeferred, occupied_slots: occupied };
}
