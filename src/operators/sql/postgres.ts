import type { Connection } from '@aquilon/sdk';
import pg from 'pg';
import { extraOf } from '#support/connection-extra.ts';
import { type Answer, type SqlAccess, type SqlDatabase, tooManyRows } from './port.ts';

/** Types of PostgreSQL whose values would be changed on their way into JSON: dates have no time zone, sums are exact. */
const INT8 = 20;
const DATE = 1082;
const TIMESTAMP = 1114;
const BYTEA = 17;

/** What a server may need to say that its own time limit has ended a statement, ms. */
const SERVER_GRACE = 2_000;

type Limits = Pick<SqlAccess, 'maxRows' | 'statementMs'> & { connId: string };

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8) return (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);
    if (oid === TIMESTAMP) return (text: string) => text.replace(' ', 'T');
    if (oid === DATE || oid === BYTEA) return (text: string) => text;
    return pg.types.getTypeParser(oid, format as 'text');
  },
} as pg.CustomTypesConfig;

export async function openPostgres(connection: Connection, access: SqlAccess): Promise<SqlDatabase> {
  const options = optionsOf(connection, access);
  const client = new pg.Client(options);
  // A connection that breaks is told by the statement that it breaks.
  client.on('error', () => undefined);
  await client.connect();
  const cancel = () => void cancelBackend(client, options);
  access.signal.addEventListener('abort', cancel, { once: true });
  return {
    run: (text, values) => runQuery(client, text, values, { ...access, connId: connection.connId }),
    async close() {
      access.signal.removeEventListener('abort', cancel);
      await client.end();
    },
  };
}

function optionsOf(connection: Connection, { connectMs, statementMs, name }: SqlAccess): pg.ClientConfig {
  const { host, port, login, password, schema } = connection;
  const { sslmode } = extraOf(connection);
  const isChecked = sslmode === 'verify-full' || sslmode === 'verify-ca';
  return {
    ...(host === null ? {} : { host }),
    ...(port === null ? {} : { port }),
    ...(login === null ? {} : { user: login }),
    ...(password === null ? {} : { password }),
    ...(schema === null ? {} : { database: schema }),
    ...(isChecked || sslmode === 'require' ? { ssl: { rejectUnauthorized: isChecked } } : {}),
    connectionTimeoutMillis: connectMs,
    ...(statementMs === undefined ? {} : { statement_timeout: statementMs }),
    application_name: `aquilon ${name}`,
    types,
  };
}

/** Rows are counted as they come: a table that does not fit into the memory must not fill it. */
function runQuery(client: pg.Client, text: string, values: readonly unknown[], limits: Limits): Promise<Answer[]> {
  const bound =
    values.length === 0 ? {} : { values: values.map((value) => (isNested(value) ? JSON.stringify(value) : value)) };
  const query = new pg.Query<unknown[]>({ text, ...bound, rowMode: 'array' } as pg.QueryConfig & { rowMode: 'array' });
  const rows = new Map<unknown, unknown[][]>();
  let timer: NodeJS.Timeout | undefined;
  const answers = new Promise<Answer[]>((resolve, reject) => {
    const giveUp = (error: Error) => {
      reject(error);
      void client.end();
    };
    if (limits.statementMs !== undefined)
      timer = setTimeout(() => giveUp(new Error('the server does not answer')), limits.statementMs + SERVER_GRACE);
    query.on('row', (row, result) => {
      const known = rows.get(result) ?? [];
      if (known.length === 0) rows.set(result, known);
      known.push(row as unknown as unknown[]);
      if (known.length > limits.maxRows) giveUp(tooManyRows(limits.connId, limits.maxRows));
    });
    query.on('error', reject);
    query.on('end', (ended: unknown) => {
      const results = [ended].flat() as pg.QueryArrayResult[];
      resolve(results.map((one) => ({ columns: one.fields.map(({ name }) => name), rows: rows.get(one) ?? [] })));
    });
    // The driver's own time limit would keep it from telling rows and errors one by one.
    client.query(query);
  });
  return answers.finally(() => clearTimeout(timer));
}

/** The driver would make an array of PostgreSQL of a list; of an object it makes JSON. */
const isNested = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** The server goes on with a statement whose client is gone, until it has something to send. */
async function cancelBackend(client: pg.Client, options: pg.ClientConfig): Promise<void> {
  const { processID } = client as unknown as { processID: number };
  const other = new pg.Client({ ...options, statement_timeout: 5_000 });
  other.on('error', () => undefined);
  try {
    await other.connect();
    await other.query('select pg_catalog.pg_cancel_backend($1::int)', [processID]);
  } catch {
    // The end of this process ends the connection, at least.
  } finally {
    await other.end().catch(() => undefined);
  }
}
