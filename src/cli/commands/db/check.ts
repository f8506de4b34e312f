/** `aquilon db check` and `db check-migrations`: exit code 1 where the schema is not the newest. */
import { setTimeout as sleep } from 'node:timers/promises';
import { positiveInteger, wholeNumber } from '#cli/arguments.ts';
import { withDatabase } from '#cli/database.ts';
import { command } from '#cli/options.ts';
import type { Database } from '#db/database.ts';
import { currentRevision, knownMigrations } from '#db/migrate.ts';
import { hasCode } from '#errors/aquilon-error.ts';

/** Between two looks at a schema that is being migrated, milliseconds. */
const LOOK_MS = 500;

interface Schema {
  revision: number;
  newest: number;
}

export const check = () =>
  command('check', 'Tell whether the database answers and which schema it has', 'db check --retry 5')
    .option('--retry <n>', 'try so many times more where the database does not answer', wholeNumber, 0)
    .option('--retry-delay <seconds>', 'how long it is waited in between', positiveInteger, 1)
    .action(({ retry, retryDelay }: { retry: number; retryDelay: number }) => tellSchema(retry, retryDelay * 1000));

export const checkMigrations = () =>
  command('check-migrations', 'Wait until the schema is the newest', 'db check-migrations -t 30')
    .option('-t, --migration-wait-timeout <seconds>', 'how long it is waited; 0: not at all', wholeNumber, 60)
    .action(({ migrationWaitTimeout }: { migrationWaitTimeout: number }) => awaitSchema(migrationWaitTimeout * 1000));

async function tellSchema(retries: number, delayMs: number): Promise<void> {
  for (let left = retries; ; left -= 1) {
    try {
      tell(await findSchema());
      return;
    } catch (error) {
      if (left === 0 || !hasCode(error, 'DATABASE_UNAVAILABLE')) throw error;
      await sleep(delayMs);
    }
  }
}

async function awaitSchema(limitMs: number): Promise<void> {
  const until = performance.now() + limitMs;
  for (; ; await sleep(LOOK_MS)) {
    const isOver = performance.now() >= until;
    try {
      const schema = await findSchema();
      if (schema.revision === schema.newest || isOver) return tell(schema);
    } catch (error) {
      // Whoever brings the schema to the newest has the folder to itself.
      if (isOver || !hasCode(error, 'HOME_LOCKED')) throw error;
    }
  }
}

function findSchema(): Promise<Schema> {
  return withDatabase(
    async (database: Database) => {
      const client = await database.connect();
      const revision = await currentRevision(client).finally(() => client.end());
      return { revision, newest: knownMigrations().at(-1)?.revision ?? 0 };
    },
    { migrate: false },
  );
}

function tell({ revision, newest }: Schema): void {
  process.stdout.write(`The database answers. Schema ${revision} of ${newest}.\n`);
  if (revision !== newest) process.exitCode = 1;
}
