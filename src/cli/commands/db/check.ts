/** `aquilon db check`: exit code 1 where the schema is not the newest. */
import { withDatabase } from '#cli/database.ts';
import { command } from '#cli/options.ts';
import type { Database } from '#db/database.ts';
import { currentRevision, knownMigrations } from '#db/migrate.ts';

export const check = () =>
  command('check', 'Tell whether the database answers and which schema it has', 'db check').action(() =>
    withDatabase(tellSchema, { migrate: false }),
  );

async function tellSchema(database: Database): Promise<void> {
  const client = await database.connect();
  const revision = await currentRevision(client).finally(() => client.end());
  const newest = knownMigrations().at(-1)?.revision ?? 0;
  process.stdout.write(`The database answers. Schema ${revision} of ${newest}.\n`);
  if (revision !== newest) process.exitCode = 1;
}
