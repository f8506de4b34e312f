import { withDatabase } from '#cli/database.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';
import { listUsers } from '#http/auth/users.ts';

export const list = () =>
  command('list', 'Show who may sign in', 'users list -o json').addOption(outputOption()).action(run);

async function run({ output }: OutputOptions): Promise<void> {
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
