import { DatabaseSync } from 'node:sqlite';
import type { Connection } from '@aquilon/sdk';
import type { Json } from '@aquilon/sdk/serialized';
import pg from 'pg';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import { connectionOf } from '#operators/connections.ts';
import { OptionReader } from '#operators/options.ts';
import { defineSensor } from './define.ts';

/** To connect, and for the statement, ms. */
const TIME_LIMIT = 30_000;

/**
 * Airflow's SqlSensor: the first cell of the first row is none of 0, '0', '', null and false. PostgreSQL and SQLite.
 * Options: connId, sql, parameters, failOnEmpty.
 */
export const sqlSensor = defineSensor({
  resolve({ options: given }) {
    const options = new OptionReader('sqlSensor', given);
    return {
      connId: options.text('connId'),
      sql: options.text('sql'),
      parameters: Array.isArray(given.parameters) ? given.parameters : [],
      failOnEmpty: options.flag('failOnEmpty', false),
    };
  },
  describe: ({ connId }) => `the answer of ${connId}`,
  async look({ connId, sql, parameters, failOnEmpty }, { request }) {
    const connection = await connectionOf(request, connId);
    const row = await firstRow(connection, sql, parameters);
    if (row === undefined) {
      if (failOnEmpty) throw new AquilonError('SQL_EMPTY', { connection: connId });
      return false;
    }
    return isTrue(row[0]);
  },
});

async function firstRow(connection: Connection, sql: string, parameters: Json[]): Promise<unknown[] | undefined> {
  const { connId, connType } = connection;
  try {
    if (connType === 'postgres') return await askPostgres(connection, sql, parameters);
    if (connType === 'sqlite') return askSqlite(connection, sql, parameters);
  } catch (error) {
    throw new AquilonError('SQL_FAILED', { connection: connId, reason: messageOf(error) });
  }
  const reason = `its type is ${connType}; a SQL sensor asks postgres and sqlite`;
  throw new AquilonError('CONNECTION_INVALID', { connection: connId, reason });
}

async function askPostgres(
  { host, port, login, password, schema }: Connection,
  sql: string,
  parameters: Json[],
): Promise<unknown[] | undefined> {
  const client = new pg.Client({
    ...(host === null ? {} : { host }),
    ...(port === null ? {} : { port }),
    ...(login === null ? {} : { user: login }),
    ...(password === null ? {} : { password }),
    ...(schema === null ? {} : { database: schema }),
    connectionTimeoutMillis: TIME_LIMIT,
    statement_timeout: TIME_LIMIT,
    query_timeout: TIME_LIMIT,
    application_name: 'aquilon sqlSensor',
  });
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, values: parameters, rowMode: 'array' });
    return rows[0];
  } finally {
    await client.end();
  }
}

/** The file is only read, and never made. */
function askSqlite({ host, schema }: Connection, sql: string, parameters: Json[]): unknown[] | undefined {
  const path = host ?? (schema?.startsWith('/') ? schema : `/${schema ?? ''}`);
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const values = parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value));
    const row = database.prepare(sql).get(...(values as (string | number | null)[]));
    return row && Object.values(row);
  } finally {
    database.close();
  }
}

/** Large and decimal numbers come as texts. */
function isTrue(cell: unknown): boolean {
  if (typeof cell === 'string') return cell !== '' && Number(cell) !== 0;
  return Boolean(cell);
}
