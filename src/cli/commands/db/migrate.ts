import { withDatabase } from '#cli/database.ts';
import { command } from '#cli/options.ts';

export const migrate = () =>
  command('migrate', 'Bring the database to the newest schema', 'db migrate').action(() =>
    withDatabase(async (_database, applied) => {
      process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied: ${applied.join(', ')}\n`);
    }),
  );
