/** Columns of the audit log that have few values: a pattern is compared with each value once instead of with each row. */
import type { Static } from 'typebox';
import { matches } from '#api/list/conditions.ts';
import { jumpedThrough, KNOWN, readThrough, valuesThatFit } from '#api/list/known-values.ts';
import type { Database } from '#db/database.ts';
import type { EventLogListQuery } from './schemas.ts';

/** A pattern that more runs fit finds its rows soon. */
const MANY_RUNS = 1000;

const FEW_VALUES = ['dag_id', 'task_id', 'owner', 'event'] as const;
/** Of each column that a pattern was given for: the values that fit. */
export type KnownValues = { [column in (typeof FEW_VALUES)[number] | 'run_id']?: string[] };

export async function knownValues(database: Database, query: Static<typeof EventLogListQuery>): Promise<KnownValues> {
  const known: KnownValues = {};
  for (const name of FEW_VALUES) {
    const fits = matches(KNOWN, query[`${name}_pattern`]);
    if (fits) known[name] = await valuesThatFit(database, jumpedThrough('event_log', name), [fits]);
  }
  const fits = matches(KNOWN, query.run_id_pattern);
  // Of one run, and of one DAG, there are few rows.
  if (!fits || query.run_id !== undefined || query.dag_id !== undefined) return known;
  const runs = await valuesThatFit(database, readThrough('event_log', 'run_id'), [fits], MANY_RUNS + 1);
  return runs.length > MANY_RUNS ? known : { ...known, run_id: runs };
}
