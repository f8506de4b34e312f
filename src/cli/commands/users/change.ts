/** `aquilon users add-role`, `remove-role` and `reset-password`. */
import { Option } from 'commander';
import { auditedCommand } from '#cli/audit.ts';
import { withDatabase } from '#cli/database.ts';
import { command } from '#cli/options.ts';
import { ROLES, type Role } from '#http/auth/roles.ts';
import { setPassword, setRole, type User } from '#http/auth/users.ts';
import { emailOption, findUser, type NamedUser, randomPassword, renewToken, usernameOption } from './named-user.ts';

interface RoleOptions extends NamedUser {
  role: Role;
}

const roleCommand = (name: string, description: string) =>
  command(name, description, `users ${name} -u ada -r Op`)
    .addOption(usernameOption())
    .addOption(emailOption())
    .addOption(new Option('-r, --role <role>', 'the role').choices([...ROLES]).makeOptionMandatory());

export const addRole = () =>
  roleCommand('add-role', 'Give a user a role. Each role may do all that the weaker ones may').action(
    (options: RoleOptions) =>
      changeRole(['users', 'add-role'], options, (user) =>
        isStronger(options.role, user.role) ? options.role : user.role,
      ),
  );

export const removeRole = () =>
  roleCommand('remove-role', 'Take a role from a user, who may do nothing without one').action((options: RoleOptions) =>
    changeRole(['users', 'remove-role'], options, (user) => (user.role === options.role ? 'Public' : user.role)),
  );

/** `ROLES` begins with the strongest. */
const isStronger = (one: Role, other: Role): boolean => ROLES.indexOf(one) < ROLES.indexOf(other);

async function changeRole(words: readonly string[], options: RoleOptions, roleOf: (user: User) => Role): Promise<void> {
  await withDatabase(async (database) => {
    const user = await findUser(database, options);
    const role = roleOf(user);
    if (role === user.role) {
      process.stdout.write(`User "${user.username}" has the role "${role}" as before.\n`);
      return;
    }
    const asked = [...words, '-u', user.username, '-r', options.role];
    await auditedCommand(database, asked, (pool) => setRole({ pool }, user.username, role));
    await renewToken(database);
    process.stdout.write(`User "${user.username}" has the role "${role}", no more "${user.role}".\n`);
  });
}

interface PasswordOptions extends NamedUser {
  password?: string;
}

export const resetPassword = () =>
  command(
    'reset-password',
    'Give a user another password, and sign the user out everywhere',
    'users reset-password -u ada',
  )
    .addOption(usernameOption())
    .addOption(emailOption())
    .option('-p, --password <password>', 'default: a random one, printed once')
    .option('--use-random-password', 'what happens without -p anyway')
    .action(async (options: PasswordOptions) => {
      const password = options.password ?? randomPassword();
      const username = await withDatabase(async (database) => {
        const { username: name } = await findUser(database, options);
        await auditedCommand(database, ['users', 'reset-password', '-u', name], (pool) =>
          setPassword({ pool }, name, password),
        );
        await renewToken(database);
        return name;
      });
      const shown = options.password === undefined ? `: ${password} (shown only now)` : '';
      process.stdout.write(`User "${username}" has another password${shown}\n`);
    });
