import type { Connection } from '@aquilon/sdk';
import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import { connectionOf } from '#operators/connections.ts';
import { OptionReader } from '#operators/options.ts';
import { openSql } from '#operators/sql/database.ts';
import { defineSensor } from './define.ts';

/** To connect, and for the statement, ms. */
const TIME_LIMIT = 30_000;
/** Only the first is looked at. */
const MOST_ROWS = 1_000_000;

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
  async look({ connId, sql, parameters, failOnEmpty }, { request, signal }) {
    const connection = await connectionOf(request, connId);
    const row = await firstRow(connection, sql, parameters, signal);
    if (row === undefined) {
      if (failOnEmpty) throw new AquilonError('SQL_EMPTY', { connection: connId });
      return false;
    }
    return isTrue(row[0]);
  },
});

async function firstRow(
  connection: Connection,
  sql: string,
  parameters: Json[],
  signal: AbortSignal,
): Promise<unknown[] | undefined> {
  const limits = { maxRows: MOST_ROWS, connectMs: TIME_LIMIT, statementMs: TIME_LIMIT };
  const database = await openSql(connection, { signal, readOnly: true, name: 'sqlSensor', ...limits });
  try {
    const [answer] = await database.run(sql, parameters);
    return answer?.rows[0];
  } finally {
    await database.close();
  }
}

/** Large and decimal numbers come as texts. */
function isTrue(cell: unknown): boolean {
  if (typeof cell === 'string') return cell !== '' && Number(cell) !== 0;
  return Boolean(cell);
}
