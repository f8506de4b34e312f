/** What both databases do: statements with bound values, rows as arrays with the names of their columns. */
import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';

/** `columns` is empty where a statement has no rows to give, such as an insert. */
export interface Answer {
  columns: string[];
  rows: unknown[][];
}

export interface SqlDatabase {
  /** One answer for each statement of the text. */
  run(statement: string, parameters: readonly Json[]): Promise<Answer[]>;
  close(): Promise<void>;
}

export interface SqlAccess {
  signal: AbortSignal;
  /** SQLite: the file is only read, and never made. */
  readOnly: boolean;
  /** Of one statement; more are an error. */
  maxRows: number;
  /** To connect; and where `statementMs` is given, for each statement, ms. */
  connectMs: number;
  statementMs?: number;
  name: string;
}

export const tooManyRows = (connection: string, limit: number): AquilonError =>
  new AquilonError('SQL_TOO_MANY_ROWS', { connection, limit });
