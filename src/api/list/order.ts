/** The order of a list: what was asked for, checked against what may be asked for, and a key at the end that makes it total. */
import { type RawBuilder, sql } from 'kysely';
import { badRequest } from '#http/api-error.ts';

export interface OrderColumn {
  column: RawBuilder<unknown>;
  /** The type that a value of a cursor is read as. */
  type: 'text' | 'bigint' | 'integer' | 'double precision' | 'timestamptz' | 'boolean' | 'uuid';
  /** Nulls come last in both directions, as in Airflow. Saying so where there are none would keep indexes from being used. */
  nullable?: boolean;
}

export interface OrderTerm extends OrderColumn {
  descending: boolean;
}

export interface OrderRules {
  columns: Readonly<Record<string, OrderColumn>>;
  /** Used when nothing is asked for. */
  fallback: readonly string[];
  /** Columns that together are unique. */
  key: readonly OrderColumn[];
}

/** Throws 400 for a name that is not among the columns. */
export function orderOf(asked: readonly string[] | undefined, rules: OrderRules): OrderTerm[] {
  const names = asked && asked.length > 0 ? asked : rules.fallback;
  const terms = names.map((name): OrderTerm => {
    const descending = name.startsWith('-');
    const plain = descending ? name.slice(1) : name;
    const column = Object.hasOwn(rules.columns, plain) ? rules.columns[plain] : undefined;
    if (!column) {
      throw badRequest(`Ordering with '${plain}' is disallowed or the attribute does not exist on the model`);
    }
    return { ...column, descending };
  });
  // Equal rows follow the direction of the last term, so that the reverse order is the reverse list.
  const descending = terms.at(-1)?.descending ?? false;
  return [...terms, ...rules.key.map((column) => ({ ...column, descending }))];
}

/** For `order by`. `backwards` turns the whole order round. */
export function orderSql(terms: readonly OrderTerm[], backwards = false): RawBuilder<unknown> {
  return sql.join(
    terms.map((term) => {
      const direction = term.descending !== backwards ? sql`desc` : sql`asc`;
      if (!term.nullable) return sql`${term.column} ${direction}`;
      return sql`${term.column} ${direction} nulls ${backwards ? sql`first` : sql`last`}`;
    }),
  );
}

/** Whether the order has one of these columns. */
export const ordersBy = (terms: readonly OrderTerm[], columns: readonly OrderColumn[]): boolean =>
  terms.some(({ column }) => columns.some((one) => one.column === column));
