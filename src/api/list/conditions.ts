/** The filters of lists, as SQL with bound values. An absent filter is no condition. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';

export type Condition = RawBuilder<SqlBool> | undefined;
export type Column = RawBuilder<unknown>;

/** All of them; none at all is true. */
export function allOf(conditions: readonly Condition[]): RawBuilder<SqlBool> {
  const there = conditions.filter((one) => one !== undefined);
  return there.length === 0 ? sql`true` : sql`(${sql.join(there, sql` and `)})`;
}

export function equals(column: Column, value: unknown): Condition {
  if (value === undefined || value === null) return undefined;
  // A number that is too large for the column is equal to nothing in it.
  return typeof value === 'number' ? sql`${column} = ${value}::bigint` : sql`${column} = ${value}`;
}

/** An empty list filters nothing, as in Airflow. */
export function oneOf(column: Column, values: readonly (string | number)[] | undefined, type = 'text[]'): Condition {
  return values === undefined || values.length === 0 ? undefined : sql`${column} = any(${values}::${sql.raw(type)})`;
}

/** One of the states; the word `none` (or null) stands for the state null. */
export function inStates(column: Column, states: readonly (string | null)[] | undefined | null): Condition {
  if (!states || states.length === 0) return undefined;
  const named = states.filter((state) => state !== null && state !== 'none');
  const hasNone = named.length < states.length;
  return hasNone
    ? sql`(${column} is null or ${column} = any(${named}::text[]))`
    : sql`${column} = any(${named}::text[])`;
}

/**
 * Airflow's `*_pattern`: contains the term, whatever its case; `%` and `_` are wildcards, `|` means or, `~` is everything.
 * `escape ''`: a backslash is a backslash, and one at the end is no error.
 */
export function matches(column: Column, pattern: string | undefined): Condition {
  const terms = termsOf(pattern);
  if (!terms) return undefined;
  return sql`(${sql.join(
    terms.map((term) => sql`${column} ilike ${`%${term}%`} escape ''`),
    sql` or `,
  )})`;
}

/** Airflow's `*_prefix_pattern`: starts with the term; nothing is a wildcard, trailing characters that are no letter or digit are dropped. */
export function startsWith(column: Column, pattern: string | undefined): Condition {
  const terms = termsOf(pattern)?.map((term) => term.replace(/[^\p{L}\p{N}]+$/u, ''));
  if (!terms || terms.includes('')) return undefined;
  return sql`(${sql.join(
    terms.map((term) => sql`${column} ^@ ${term}::text`),
    sql` or `,
  )})`;
}

function termsOf(pattern: string | undefined): string[] | undefined {
  if (pattern === undefined || pattern === '' || pattern === '~') return undefined;
  const terms = pattern
    .split('|')
    .map((term) => term.trim())
    .filter((term) => term !== '');
  return terms.length === 0 || terms.includes('~') ? undefined : terms;
}

type Bound = string | number | null | undefined;
export type Ranges<Name extends string> = { [K in `${Name}_${'gte' | 'gt' | 'lte' | 'lt'}`]?: Bound };

/** `name_gte`, `name_gt`, `name_lte`, `name_lt` of a query. */
export function within<Name extends string>(column: Column, name: Name, query: Ranges<Name>): Condition {
  const bounds = query as Readonly<Record<string, Bound>>;
  const conditions = [
    compare(column, sql`>=`, bounds[`${name}_gte`]),
    compare(column, sql`>`, bounds[`${name}_gt`]),
    compare(column, sql`<=`, bounds[`${name}_lte`]),
    compare(column, sql`<`, bounds[`${name}_lt`]),
  ].filter((one) => one !== undefined);
  return conditions.length === 0 ? undefined : allOf(conditions);
}

function compare(column: Column, operator: RawBuilder<unknown>, value: Bound): Condition {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number'
    ? sql`${column} ${operator} ${value}::double precision`
    : sql`${column} ${operator} ${value}::timestamptz`;
}
