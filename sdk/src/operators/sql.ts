/** Statements of a database as a task. */
import { type Operator, type OperatorFactory, operatorFactory } from '../operator.ts';
import type { Json } from '../serialized.ts';
import { callback, checked, flag, list, text, texts, whole } from './checked.ts';

export interface SqlOptions {
  /** A connection to PostgreSQL or SQLite. */
  connId: string;
  /** A statement, the path of a file that ends in `.sql`, or a list of them. */
  sql: string | string[];
  /** Bound to `$1`, `$2` (PostgreSQL) or `?` (SQLite) of each statement. */
  parameters?: Json[];
  /** Each statement for itself. Default false: all of them or none, in one transaction. */
  autocommit?: boolean;
  /** Texts may hold several statements with semicolons between them. Default false. */
  splitStatements?: boolean;
  /** The value is that of the last statement; else a list with that of each. Default true. */
  returnLast?: boolean;
  /** Write the value to the log. Default false. */
  showReturnValueInLogs?: boolean;
  /** More rows of one statement fail the task. Default 100,000. */
  maxRows?: number;
}

/** A row: its values by the names of their columns. */
export type SqlRow = { [column: string]: Json };

const KIND = {
  name: 'sql',
  operator: 'SQLExecuteQueryOperator',
  body: 'sql',
  required: ['connId', 'sql'],
  functions: ['handler'],
  templates: { templateFields: ['connId', 'sql', 'parameters'], templateExt: ['.sql'] },
  rules: {
    connId: text,
    sql: texts,
    parameters: list,
    autocommit: flag,
    splitStatements: flag,
    returnLast: flag,
    showReturnValueInLogs: flag,
    maxRows: whole(1),
    handler: callback,
  },
};

/**
 * Runs statements, and returns the rows as objects, or what `handler` makes of them.
 *
 * ```ts
 * dag.task('orders', sql<{ id: number; price: string }>({ connId: 'shop', sql: 'select id, price from orders where day = $1', parameters: ['{{ ds }}'] }));
 * ```
 */
export const sql: (<T, R>(options: SqlOptions & { handler: (rows: T[]) => R | Promise<R> }) => Operator<R>) &
  (<T>(options: SqlOptions) => Operator<T[]>) &
  OperatorFactory<SqlOptions, SqlRow[]> = operatorFactory(
  (options: SqlOptions & { handler?: (rows: never[]) => unknown }): Operator<never> => checked<never>(KIND, options),
  ['handler'],
);
