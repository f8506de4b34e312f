import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import type { Connection } from '@aquilon/sdk';
import type { Json } from '@aquilon/sdk/serialized';
import { type Answer, type SqlAccess, type SqlDatabase, tooManyRows } from './port.ts';
import { splitStatements } from './split-statements.ts';

/** Another process may be writing, ms. */
const BUSY_TIMEOUT = 10_000;

export async function openSqlite({ connId, host, schema }: Connection, access: SqlAccess): Promise<SqlDatabase> {
  const path = host ?? (schema?.startsWith('/') ? schema : `/${schema ?? ''}`);
  const database = new DatabaseSync(path, { readOnly: access.readOnly, timeout: BUSY_TIMEOUT });
  return {
    async run(text, parameters) {
      const count = splitStatements(text).length;
      // SQLite itself would run the first one, and say nothing of the others.
      if (count > 1) throw new Error(`it holds ${count} statements: give a list, or set splitStatements`);
      return [ask(database, text, parameters, () => tooManyRows(connId, access.maxRows), access.maxRows)];
    },
    close: async () => database.close(),
  };
}

function ask(
  database: DatabaseSync,
  text: string,
  parameters: readonly Json[],
  tooMany: () => Error,
  maxRows: number,
): Answer {
  const statement = database.prepare(text);
  statement.setReturnArrays(true);
  statement.setReadBigInts(true);
  const values = parameters.map(bindable);
  const columns = statement.columns().map(({ name }) => name);
  if (columns.length === 0) {
    statement.run(...values);
    return { columns, rows: [] };
  }
  const rows: unknown[][] = [];
  for (const row of statement.iterate(...values) as unknown as Iterable<SQLOutputValue[]>) {
    if (rows.length >= maxRows) throw tooMany();
    rows.push(row.map(plain));
  }
  return { columns, rows };
}

function bindable(value: Json): string | number | null {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

function plain(value: SQLOutputValue): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value;
}
