/** `aquilon db ...`, `users ...`, `info`: what is done beside the REST API. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Output, print } from '#cli/output.ts';
import { lockHome } from '#composition/home-lock.ts';
import { openConfiguredDatabase } from '#composition/open-database.ts';
import { productVersion } from '#composition/product.ts';
import { readServerFile } from '#composition/server-file.ts';
import { loadConfig } from '#config/config.ts';
import { type Database, openDatabase } from '#db/database.ts';
import { startEmbedded } from '#db/embedded/server.ts';
import { currentRevision, knownMigrations } from '#db/migrate.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { createUser, listUsers } from '#http/auth/users.ts';

/** The database: shared with the server that runs, or opened for this command alone. */
async function withDatabase<T>(
  use: (database: Database, applied: string[]) => Promise<T>,
  options: { migrate?: boolean } = {},
): Promise<T> {
  const config = loadConfig();
  if (readServerFile(config.home) && config.database.sqlAlchemyConn === '') {
    // The embedded server is up: it is asked for its address, and left running.
    const server = await startEmbedded({ home: config.home, log: join(config.home, 'logs', 'postgres.log') });
    const database = openDatabase({ url: server.url('aquilon') });
    return use(database, []).finally(() => database.close());
  }
  const unlock = readServerFile(config.home) ? () => undefined : await lockHome(config.home);
  const opened = await openConfiguredDatabase(config, options);
  try {
    return await use(opened.database, opened.applied);
  } finally {
    await opened.close();
    unlock();
  }
}

export async function migrate(): Promise<void> {
  await withDatabase(async (_database, applied) => {
    process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied: ${applied.join(', ')}\n`);
  });
}

export async function check(): Promise<void> {
  await withDatabase(
    async (database) => {
      const client = await database.connect();
      const revision = await currentRevision(client).finally(() => client.end());
      const newest = knownMigrations().at(-1)?.revision ?? 0;
      process.stdout.write(`The database answers. Schema ${revision} of ${newest}.\n`);
      if (revision !== newest) process.exitCode = 1;
    },
    { migrate: false },
  );
}

/** Empties the database. Refused while a server runs, and without `--yes`. */
export async function reset({ yes }: { yes?: boolean }): Promise<void> {
  const config = loadConfig();
  const server = readServerFile(config.home);
  if (server) throw new AquilonError('HOME_LOCKED', { pid: server.pid, home: config.home });
  if (!yes)
    throw new AquilonError('REQUEST_INVALID', {
      reason: 'db reset deletes every run and user of the database: add --yes',
    });
  await withDatabase(
    async (database) => {
      await database.pool.query('drop schema public cascade; create schema public');
    },
    { migrate: false },
  );
  await migrate();
}

export interface NewUser {
  username: string;
  password?: string;
  role: string;
  email?: string;
  firstname?: string;
  lastname?: string;
}

export async function addUser(user: NewUser): Promise<void> {
  const password = user.password ?? randomBytes(12).toString('base64url');
  await withDatabase((database) =>
    createUser(database, {
      username: user.username,
      password,
      role: user.role,
      email: user.email ?? '',
      firstName: user.firstname ?? '',
      lastName: user.lastname ?? '',
    }),
  );
  process.stdout.write(
    `User "${user.username}" created with role "${user.role}"${user.password ? '' : `, password ${password}`}\n`,
  );
}

export async function showUsers({ output }: { output: Output }): Promise<void> {
  const users = await withDatabase((database) => listUsers(database));
  print(
    users.map(({ id, username, email, firstName, lastName, role }) => ({
      id,
      username,
      email,
      first_name: firstName,
      last_name: lastName,
      roles: role,
    })),
    output,
  );
}

export function info({ output }: { output: Output }): void {
  const config = loadConfig();
  const server = readServerFile(config.home);
  print(
    [
      { name: 'version', value: productVersion() },
      { name: 'node', value: process.version },
      { name: 'platform', value: `${process.platform}-${process.arch}` },
      { name: 'home', value: config.home },
      { name: 'dags_folder', value: config.core.dagsFolder || 'examples/*/dags' },
      { name: 'database', value: config.database.sqlAlchemyConn === '' ? 'embedded' : 'server' },
      { name: 'server', value: server ? `${server.url} (process ${server.pid})` : 'not running' },
    ],
    output,
  );
}
