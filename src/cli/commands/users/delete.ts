/** `aquilon users delete`: what the user was signed in with is worth nothing from then on. */
import { auditedCommand } from '#cli/audit.ts';
import { withDatabase } from '#cli/database.ts';
import { command } from '#cli/options.ts';
import { createAdminToken } from '#composition/admin-token.ts';
import { openConfig } from '#composition/open-config.ts';
import { readServerFile, writeServerFile } from '#composition/server-file.ts';
import type { Database } from '#db/database.ts';
import { deleteUser } from '#http/auth/users.ts';

export const remove = () =>
  command('delete', 'Let a user sign in no more', 'users delete -u ada')
    .requiredOption('-u, --username <name>', 'name to sign in with')
    .action(run);

async function run({ username }: { username: string }): Promise<void> {
  await withDatabase(async (database) => {
    await auditedCommand(database, ['users', 'delete', '-u', username], (pool) => deleteUser({ pool }, username));
    await renewToken(database);
  });
  process.stdout.write(`User "${username}" deleted\n`);
}

/** The commands' own token may have been that user's. */
async function renewToken(database: Database): Promise<void> {
  const config = await openConfig();
  const server = readServerFile(config.home);
  if (!server) return;
  const token = await (await createAdminToken(config, database)).issue();
  if (token !== null) writeServerFile(config.home, { ...server, token });
}
