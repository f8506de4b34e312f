/** The database by the configuration: the embedded server, or the one that a URL names; migrated. */
import { join } from 'node:path';
import type { Config } from '#config/config.ts';
import { type Database, openDatabase } from '#db/database.ts';
import { startEmbedded } from '#db/embedded/server.ts';
import { migrate } from '#db/migrate.ts';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import type { Logger } from '#support/logger.ts';

/** PostgreSQL 14 is the oldest that its makers still keep. */
const OLDEST_SERVER = 140_000;
const DATABASE_NAME = 'aquilon';

export interface OpenedDatabase {
  database: Database;
  /** Where the data is: a folder, or the server's address without user and password. */
  place: string;
  embedded: boolean;
  /** Migrations that were applied. */
  applied: string[];
  close(): Promise<void>;
}

/**
 * With a `logger` the embedded server is kept running.
 * Throws `DATABASE_URL_INVALID`, `DATABASE_UNAVAILABLE`, `DATABASE_TOO_OLD`, `SCHEMA_NEWER`, `EMBEDDED_...`.
 */
export async function openConfiguredDatabase(
  config: Config,
  options: { migrate?: boolean; logger?: Logger } = {},
): Promise<OpenedDatabase> {
  const given = config.database.sqlAlchemyConn;
  const opened = given === '' ? await openEmbedded(config, options.logger) : openServer(given);
  try {
    const client = await connect(opened.database);
    try {
      await checkVersion(client);
      const applied = options.migrate === false ? [] : await migrate(client);
      return { ...opened, applied };
    } finally {
      await client.end();
    }
  } catch (error) {
    await opened.close();
    throw error;
  }
}

type Opened = Omit<OpenedDatabase, 'applied'>;

async function openEmbedded(config: Config, logger?: Logger): Promise<Opened> {
  const log = join(config.home, 'logs', 'postgres.log');
  const onLost = logger && (() => logger.error('the embedded database ended by itself: it is started again', { log }));
  const server = await startEmbedded({ home: config.home, log, ...(onLost ? { onLost } : {}) });
  await ensureDatabase(server.url('postgres'));
  const database = openDatabase({ url: server.url(DATABASE_NAME) });
  return {
    database,
    place: server.dataFolder,
    embedded: true,
    async close() {
      await database.close();
      await server.stop();
    },
  };
}

function openServer(given: string): Opened {
  const url = normalise(given);
  const database = openDatabase({ url });
  return { database, place: withoutCredentials(url), embedded: false, close: () => database.close() };
}

/** SQLAlchemy names a driver in the scheme (`postgresql+psycopg2`): ours is another, the address is the same. */
function normalise(given: string): string {
  const match = /^postgres(?:ql)?(?:\+\w+)?:\/\/(.+)$/.exec(given);
  if (!match) throw new AquilonError('DATABASE_URL_INVALID', { reason: `it begins with "${given.split(':')[0]}"` });
  return `postgresql://${match[1]}`;
}

const withoutCredentials = (url: string): string => url.replace(/\/\/[^@/]*@/, '//');

async function ensureDatabase(url: string): Promise<void> {
  const admin = openDatabase({ url, max: 1 });
  try {
    const { rowCount } = await admin.pool.query('select from pg_database where pg_database.datname = $1', [
      DATABASE_NAME,
    ]);
    if (rowCount === 0) await admin.pool.query(`create database ${DATABASE_NAME}`);
  } finally {
    await admin.close();
  }
}

async function connect(database: Database) {
  try {
    return await database.connect();
  } catch (error) {
    throw new AquilonError('DATABASE_UNAVAILABLE', { reason: messageOf(error) }, { cause: error });
  }
}

async function checkVersion(client: Awaited<ReturnType<typeof connect>>): Promise<void> {
  const { rows } = await client.query<{ number: number; text: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as text`,
  );
  const version = rows[0];
  if (version && version.number < OLDEST_SERVER) throw new AquilonError('DATABASE_TOO_OLD', { version: version.text });
}
