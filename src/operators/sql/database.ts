/** PostgreSQL and SQLite behind connections. */
import type { Connection } from '@aquilon/sdk';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import type { SqlAccess, SqlDatabase } from './port.ts';

/** Rejects with `CONNECTION_INVALID` and `SQL_FAILED`. Each driver is loaded when it is first needed. */
export async function openSql(connection: Connection, access: SqlAccess): Promise<SqlDatabase> {
  const { connId, connType } = connection;
  const failing = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      if (error instanceof AquilonError) throw error;
      throw new AquilonError('SQL_FAILED', { connection: connId, reason: messageOf(error) });
    }
  };
  const open = openerOf(connType);
  if (open === undefined) {
    const reason = `its type is ${connType}; postgres and sqlite can be asked`;
    throw new AquilonError('CONNECTION_INVALID', { connection: connId, reason });
  }
  const database = await failing(async () => (await open())(connection, access));
  return {
    run: (statement, parameters) => failing(() => database.run(statement, parameters)),
    close: () => database.close(),
  };
}

type Open = (connection: Connection, access: SqlAccess) => Promise<SqlDatabase>;

function openerOf(type: string | null): (() => Promise<Open>) | undefined {
  if (type === 'postgres') return async () => (await import('./postgres.ts')).openPostgres;
  if (type === 'sqlite') return async () => (await import('./sqlite.ts')).openSqlite;
  return undefined;
}
