/** `aquilon state-store clean`, as Airflow's. */
import { auditedCommand } from '#cli/audit.ts';
import { withDatabase } from '#cli/database.ts';
import { command } from '#cli/options.ts';
import { type Cleaning, cleanDatabase, countCleaned } from '#db/clean/clean.ts';

const TABLE = 'task_state_store';
const BATCH_SIZE = 5000;

export const clean = () =>
  command('clean', 'Remove what task instances have kept, where its time is over', 'state-store clean --dry-run')
    .option('--dry-run', 'show how many entries would go, and change nothing')
    .action(run);

async function run({ dryRun }: { dryRun?: boolean }): Promise<void> {
  const cleaning: Cleaning = {
    tables: new Set([TABLE]),
    before: new Date().toISOString(),
    dagIds: null,
    exceptDagIds: [],
    batchSize: BATCH_SIZE,
    archive: false,
  };
  const count = await withDatabase(async (database) => {
    if (dryRun) return (await countCleaned(database, cleaning)).get(TABLE);
    await auditedCommand(database, ['state-store', 'clean'], async () => undefined);
    const { signal } = new AbortController();
    const hooks = { signal, onDeleted: () => undefined, forget: async () => undefined };
    return (await cleanDatabase(database, cleaning, hooks)).get(TABLE);
  });
  process.stdout.write(
    `${dryRun ? 'Would remove' : 'Removed'} ${count ?? 0} expired ${count === 1 ? 'entry' : 'entries'}.\n`,
  );
}
