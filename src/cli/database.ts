/** The database for commands that are beside the REST API. What opens it is loaded then: completion loads every command that it names, at each key. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lockHome } from '#composition/home-lock.ts';
import { openConfig } from '#composition/open-config.ts';
import { readServerFile } from '#composition/server-file.ts';
import type { Config } from '#config/config.ts';
import type { Database } from '#db/database.ts';
import { tellIsLocal } from './local-only.ts';

/** Shared with the server that runs, or opened for this command alone. `applied`: the migrations that opening it brought. */
export async function withDatabase<T>(
  use: (database: Database, applied: string[]) => Promise<T>,
  options: { migrate?: boolean } = {},
): Promise<T> {
  const config = await openConfig();
  const own = config.database.sqlAlchemyConn === '' ? config.home : 'AIRFLOW__DATABASE__SQL_ALCHEMY_CONN';
  tellIsLocal(config, `this command works on the database of ${own}`);
  const server = readServerFile(config.home);
  if (server && config.database.sqlAlchemyConn === '') {
    // The embedded server is up: it is asked for its address, and left running.
    const { openDatabase } = await import('#db/database.ts');
    const { startEmbedded } = await import('#db/embedded/server.ts');
    const embedded = await startEmbedded({ home: config.home, log: join(config.home, 'logs', 'postgres.log') });
    const database = openDatabase({ url: embedded.url('aquilon') });
    return use(database, []).finally(() => database.close());
  }
  const unlock = server ? () => undefined : await lockHome(config.home);
  try {
    const { openConfiguredDatabase } = await import('#composition/open-database.ts');
    const opened = await openConfiguredDatabase(config, options);
    try {
      return await use(opened.database, opened.applied);
    } finally {
      await opened.close();
    }
  } finally {
    unlock();
  }
}

/** Whether there is a database to ask, so that a command that only looks makes none. */
export const hasDatabase = ({ home, database }: Config): boolean =>
  readServerFile(home) !== undefined || database.sqlAlchemyConn !== '' || existsSync(join(home, 'postgres.json'));
