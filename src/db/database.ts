/** The way to PostgreSQL: a pool for the API, and one connection of its own for the scheduler's commits. */
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Schema } from './schema.ts';

/** Counts and identities fit a double here; `bigint` as text would only be turned back everywhere. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
/** Instants travel as ISO 8601 text in UTC: `Date` would cut them to milliseconds. */
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => isoInstant(text));

export type Sql = pg.Pool | pg.PoolClient | pg.Client;

export interface Database {
  /** Query builder over the pool: for lists with filters. */
  readonly query: Kysely<Schema>;
  /** The pool itself: for statements written as SQL. */
  readonly pool: pg.Pool;
  readonly url: string;
  /** A connection that its owner keeps and closes. `settings`: of PostgreSQL, for this connection. */
  connect(settings?: Readonly<Record<string, string>>): Promise<pg.Client>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** `postgresql://user:password@host:port/name`, or `postgresql://user@/name?host=/folder/of/the/socket`. */
  url: string;
  /** Most connections of the pool. */
  max?: number;
}

export function openDatabase(options: DatabaseOptions): Database {
  const connection = { connectionString: options.url, application_name: 'aquilon', options: '-c TimeZone=UTC' };
  const pool = new pg.Pool({
    ...connection,
    max: options.max ?? 8,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
  });
  // A connection that breaks while idle is replaced by the next query; without a listener it would end the process.
  pool.on('error', () => undefined);
  // The pool listens to idle ones only; one that breaks while it is in use tells its query, and that is enough.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  const query = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return {
    query,
    pool,
    url: options.url,
    async connect(settings = {}) {
      const options = [connection.options, ...Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)];
      const client = new pg.Client({
        ...connection,
        options: options.join(' '),
        keepAlive: true,
        connectionTimeoutMillis: 10_000,
      });
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    async close() {
      await query.destroy();
      // Kysely ends the pool only if it has run a query itself; else idle connections would keep the process for half a minute.
      if (!pool.ending) await pool.end();
    },
  };
}

/** `2026-01-01 00:00:00.123+00` -> `2026-01-01T00:00:00.123Z`, the form of Airflow's API. Connections are in UTC. */
function isoInstant(text: string): string {
  return text.replace(' ', 'T').replace(/\+00$/, 'Z');
}
