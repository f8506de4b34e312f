import type pg from 'pg';
import { inSpiteOfDeadlocks } from './deadlock.ts';

/**
 * All that `work` does through the given connection, or nothing. Rejects with what `work` rejects with. `work` is called again where another
 * transaction stood in its way: it is to change nothing but through the connection.
 */
export const inTransaction = <T>(pool: pg.Pool, work: (sql: pg.PoolClient) => Promise<T>): Promise<T> =>
  inSpiteOfDeadlocks(() => once(pool, work));

async function once<T>(pool: pg.Pool, work: (sql: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection that cannot even take its changes back is of no use to anybody.
    await client.query('rollback').catch(() => {
      isBroken = true;
    });
    throw error;
  } finally {
    client.release(isBroken);
  }
}
