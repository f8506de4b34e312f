/**
 * How many rows a list has in all. Few are counted at each request; many, and few that have to be looked for in a large table, cost more than the page
 * itself, so their number is kept for a moment: it is told again as it was, and counted anew behind the answer.
 */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from '#db/schema.ts';

/** What can be counted in a few milliseconds. */
const FEW = 10_000;
/** A count that takes longer is kept where a table is large: in a small one it is the machine that is busy. */
const LONG_MS = 20;
const LARGE_TABLE = 200_000;
/** So long a number is told as it is. */
const FRESH_MS = 5_000;
/** An older one is not told any more. */
const KEPT_MS = 60_000;
const MOST_KEPT = 500;

interface Kept {
  total: number;
  at: number;
  /** The next number, on its way. */
  next: Promise<number> | null;
}

interface Counts {
  kept: Map<string, Kept>;
  /** When it was looked up whether a table is large, and what was found. */
  size: { at: number; isLarge: boolean } | null;
}

const countsOf = new WeakMap<Kysely<Schema>, Counts>();

/** The rows of `from` where `where` holds: exact up to 10,000, beyond that as it was at most a minute ago. `now`: milliseconds of a clock that is never set. */
export async function countRows(
  db: Kysely<Schema>,
  from: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
  now = performance.now(),
): Promise<number> {
  const { sql: text, parameters } = sql`${from} where ${where}`.compile(db);
  const counts = countsOf.get(db) ?? { kept: new Map<string, Kept>(), size: null };
  countsOf.set(db, counts);
  const { kept } = counts;
  const key = JSON.stringify([text, parameters]);
  const before = kept.get(key);
  if (before && now - before.at < KEPT_MS) {
    // A failure is told to the one who has to wait for the number.
    if (now - before.at > FRESH_MS) void countAnew(before).catch(() => undefined);
    return before.total;
  }
  const began = performance.now();
  const few = await countUpTo(db, from, where, FEW + 1);
  const isLong = performance.now() - began > LONG_MS;
  // The newest stands last.
  kept.delete(key);
  if (few <= FEW && !(isLong && (await hasLargeTable(db, counts, now)))) return few;
  const entry = { total: few, at: few <= FEW ? now : Number.NEGATIVE_INFINITY, next: null };
  kept.set(key, entry);
  for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
  return few <= FEW ? few : countAnew(entry);

  /** Those who ask meanwhile wait for the same number. */
  function countAnew(one: Kept): Promise<number> {
    one.next ??= countAll(db, from, where)
      .then((total) => {
        Object.assign(one, { total, at: now });
        return total;
      })
      .finally(() => {
        one.next = null;
      });
    return one.next;
  }
}

/** Counts no further than to `limit`. */
async function countUpTo(
  db: Kysely<Schema>,
  from: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
  limit: number,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from (select from ${from} where ${where} limit ${limit}::bigint) counted`.execute(db);
  return rows[0]?.total ?? 0;
}

/** By the estimate of the database itself. */
async function hasLargeTable(db: Kysely<Schema>, counts: Counts, now: number): Promise<boolean> {
  if (!counts.size || now - counts.size.at > KEPT_MS) {
    const { rows } = await sql<{ tuples: number | null }>`
      select max(reltuples)::float8 as tuples from pg_class
      where relkind = 'r' and relnamespace = to_regnamespace(current_schema())`.execute(db);
    counts.size = { at: now, isLarge: (rows[0]?.tuples ?? 0) >= LARGE_TABLE };
  }
  return counts.size.isLarge;
}

async function countAll(db: Kysely<Schema>, from: RawBuilder<unknown>, where: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ total: number }>`select count(*) as total from ${from} where ${where}`.execute(db);
  return rows[0]?.total ?? 0;
}
