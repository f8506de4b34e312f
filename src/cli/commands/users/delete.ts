/** `aquilon users delete`: what the user was signed in with is worth nothing from then on. */
import { auditedCommand } from '#cli/audit.ts';
import { withDatabase } from '#cli/database.ts';
import { command } from '#cli/options.ts';
import { deleteUser } from '#http/auth/users.ts';
import { emailOption, findUser, type NamedUser, renewToken, usernameOption } from './named-user.ts';

export const remove = () =>
  command('delete', 'Let a user sign in no more', 'users delete -u ada')
    .addOption(usernameOption())
    .addOption(emailOption())
    .action(run);

async function run(options: NamedUser): Promise<void> {
  const username = await withDatabase(async (database) => {
    const { username } = await findUser(database, options);
    await auditedCommand(database, ['users', 'delete', '-u', username], (pool) => deleteUser({ pool }, username));
    await renewToken(database);
    return username;
  });
  process.stdout.write(`User "${username}" deleted\n`);
}
