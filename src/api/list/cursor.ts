/**
 * Keyset pages: a cursor holds the order values of a row, and the page is what comes after (or before) that row.
 * Unlike an offset it costs the same on every page and skips nothing when rows are added.
 */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { badRequest } from '#http/api-error.ts';
import type { OrderTerm } from './order.ts';

/** Rows are counted up to here in keyset pages, as in Airflow. */
export const COUNT_LIMIT = 50_000;

type Value = string | number | boolean | null;

export interface Cursor {
  backwards: boolean;
  /** Null: the first page. */
  values: readonly Value[] | null;
}

/** Throws 400 for a text that is no cursor of this order. */
export function readCursor(text: string, terms: readonly OrderTerm[]): Cursor {
  if (text === '') return { backwards: false, values: null };
  const backwards = text.startsWith('~');
  const values = parse(backwards ? text.slice(1) : text);
  if (!values || values.length !== terms.length) throw badRequest('Invalid cursor');
  return { backwards, values };
}

export function writeCursor(values: readonly Value[], backwards: boolean): string {
  return `${backwards ? '~' : ''}${Buffer.from(JSON.stringify(values)).toString('base64url')}`;
}

function parse(text: string): Value[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    const isValue = (one: unknown) => one === null || ['string', 'number', 'boolean'].includes(typeof one);
    return Array.isArray(value) && value.every(isValue) ? (value as Value[]) : undefined;
  } catch {
    return undefined;
  }
}

/** The order values of a row, to be selected beside it. */
export function cursorColumn(terms: readonly OrderTerm[]): RawBuilder<Value[]> {
  return sql`json_build_array(${sql.join(terms.map((term) => term.column))})`;
}

/** (a, b, c) stands after the cursor: a is after, or a is equal and (b, c) is after. */
export function afterCursor(terms: readonly OrderTerm[], cursor: Cursor): RawBuilder<SqlBool> | undefined {
  const { values, backwards } = cursor;
  if (!values) return undefined;
  return terms.reduceRight<RawBuilder<SqlBool> | undefined>((rest, term, index) => {
    const value = values[index] ?? null;
    const after = isAfter(term, value, backwards);
    if (!rest) return after;
    return sql`(${after} or (${isEqual(term, value)} and ${rest}))`;
  }, undefined);
}

function isEqual(term: OrderTerm, value: Value): RawBuilder<SqlBool> {
  return value === null ? sql`${term.column} is null` : sql`${term.column} = ${value}::${sql.raw(term.type)}`;
}

/** Nulls stand last: nothing is after them, everything is before them. */
function isAfter(term: OrderTerm, value: Value, backwards: boolean): RawBuilder<SqlBool> {
  if (value === null) return backwards ? sql`${term.column} is not null` : sql`false`;
  const operator = term.descending !== backwards ? sql`<` : sql`>`;
  const beyond = sql<SqlBool>`${term.column} ${operator} ${value}::${sql.raw(term.type)}`;
  return term.nullable && !backwards ? sql`(${beyond} or ${term.column} is null)` : beyond;
}
