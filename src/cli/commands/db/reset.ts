/** `aquilon db reset`: empties the database. Refused while a server runs. */
import { confirm } from '#cli/confirm.ts';
import { withDatabase } from '#cli/database.ts';
import { command } from '#cli/options.ts';
import { openConfig } from '#composition/open-config.ts';
import { readServerFile } from '#composition/server-file.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

export const reset = () =>
  command('reset', 'Delete everything in the database', 'db reset --yes')
    .option('-s, --skip-init', 'leave the database without a schema')
    .option('-y, --yes', 'do not ask')
    .action(run);

async function run({ yes, skipInit }: { yes?: boolean; skipInit?: boolean }): Promise<void> {
  const { home } = await openConfig();
  const server = readServerFile(home);
  if (server) throw new AquilonError('HOME_LOCKED', { pid: server.pid, home });
  if (!yes && !(await confirm('This deletes every run, user and log entry of the database.'))) return;
  await withDatabase(
    async (database) => {
      await database.pool.query('drop schema public cascade; create schema public');
    },
    { migrate: false },
  );
  if (skipInit) {
    process.stdout.write('The database is empty, without a schema.\n');
    return;
  }
  await withDatabase(async () => {
    process.stdout.write('The database is empty, in the newest schema.\n');
  });
}
