/** A database per test file, made from a migrated template: on the embedded server, or on AQUILON_TEST_DATABASE_URL. */
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Database, openDatabase } from '#db/database.ts';
import { startEmbedded } from '#db/embedded/server.ts';
import { knownMigrations, migrate } from '#db/migrate.ts';

export interface TestServer {
  /** URL of a database of the server that always exists. */
  url: string;
  stop(): Promise<void>;
}

export interface TestDatabase {
  database: Database;
  url: string;
  /** Closes the connections, drops the database, and stops the server if this file started it. */
  drop(): Promise<void>;
}

/** An embedded server in a folder of its own. Tests are about behaviour, not about power cuts: fsync is off. */
export async function startTestServer(): Promise<TestServer> {
  const home = await mkdtemp(join(tmpdir(), 'aquilon-test-'));
  // As root the server runs as `nobody`, who must reach the folder for the data to stand in it.
  await chmod(home, 0o755);
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '200' };
  const server = await startEmbedded({ home, log: join(home, 'postgres.log'), settings });
  return {
    url: server.url('postgres'),
    async stop() {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

let own: Promise<TestServer> | undefined;
let users = 0;

function ownServer(): Promise<TestServer> {
  own ??= startTestServer();
  return own;
}

/** `empty`: without a schema, for tests of the migrations themselves. */
export async function createTestDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  users += 1;
  const serverUrl = process.env.AQUILON_TEST_DATABASE_URL ?? (await ownServer()).url;
  const name = `test_${randomBytes(8).toString('hex')}`;
  const template = options.empty ? 'template0' : await templateDatabase(serverUrl);
  await administer(serverUrl, `create database ${name} template ${template}`);
  const url = withDatabase(serverUrl, name);
  const database = openDatabase({ url });
  return {
    database,
    url,
    async drop() {
      await database.close();
      await administer(serverUrl, `drop database if exists ${name} with (force)`);
      users -= 1;
      if (users > 0 || !own) return;
      const server = await own;
      own = undefined;
      await server.stop();
    },
  };
}

const LOCK = 726_581_002;

/** Made once per server and schema, by whichever test file comes first. */
async function templateDatabase(serverUrl: string): Promise<string> {
  const content = knownMigrations()
    .map((migration) => migration.sql)
    .join('\n');
  const name = `aquilon_template_${createHash('sha256').update(content).digest('hex').slice(0, 12)}`;
  const client = await connect(serverUrl);
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const { rowCount } = await client.query('select from pg_database where datname = $1 and datistemplate', [name]);
    if (rowCount === 0) {
      await client.query(`drop database if exists ${name}`);
      await client.query(`create database ${name} template template0`);
      const inside = await connect(withDatabase(serverUrl, name));
      await migrate(inside);
      await inside.end();
      await client.query(`alter database ${name} is_template true`);
    }
  } finally {
    await client.end();
  }
  return name;
}

async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = await connect(serverUrl);
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

function withDatabase(url: string, name: string): string {
  return url.replace(/\/[^/?]*(\?|$)/, (_, end: string) => `/${name}${end}`);
}
