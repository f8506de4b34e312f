/** `aquilon db migrate` and `db downgrade`. */
import { withDatabase } from '#cli/database.ts';
import { command } from '#cli/options.ts';
import { currentRevision, knownMigrations } from '#db/migrate.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

export const migrate = () =>
  command('migrate', 'Bring the database to the newest schema', 'db migrate')
    .option('-s, --show-sql-only', 'print what would be carried out')
    .action(({ showSqlOnly }: { showSqlOnly?: boolean }) => (showSqlOnly ? showPending() : migrateDatabase()));

export const downgrade = () =>
  command('downgrade', 'Not offered: a schema is never taken back', 'db downgrade')
    .option('-n, --to-version <version>', 'has no meaning here')
    .option('-r, --to-revision <revision>', 'has no meaning here')
    .option('-y, --yes', 'has no meaning here')
    .action(() => {
      throw new AquilonError('DOWNGRADE_UNSUPPORTED');
    });

const migrateDatabase = (): Promise<void> =>
  withDatabase(async (_database, applied) => {
    process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied: ${applied.join(', ')}\n`);
  });

const showPending = (): Promise<void> =>
  withDatabase(
    async (database) => {
      const client = await database.connect();
      const found = await currentRevision(client).finally(() => client.end());
      const pending = knownMigrations().filter(({ revision }) => revision > found);
      for (const { revision, name, sql } of pending) process.stdout.write(`-- ${revision} ${name}\n${sql}\n`);
      if (pending.length === 0) process.stdout.write('-- The database is up to date.\n');
    },
    { migrate: false },
  );
