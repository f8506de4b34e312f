/** `aquilon users export` and `import`: Airflow's file, a JSON list without passwords. */
import { readFile, writeFile } from 'node:fs/promises';
import { auditedCommand } from '#cli/audit.ts';
import { counted } from '#cli/counted.ts';
import { withDatabase } from '#cli/database.ts';
import { command } from '#cli/options.ts';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import { ROLES, type Role } from '#http/auth/roles.ts';
import { createUser, listUsers, setPerson, setRole, type User } from '#http/auth/users.ts';
import { randomPassword, renewToken } from './named-user.ts';

interface Entry {
  username: string;
  email: string;
  firstName: string;
  lastName: string;
  role: Role;
}

export const exportUsers = () =>
  command('export', 'Write the users into a file, without their passwords', 'users export users.json')
    .argument('<file>', '-: to the output')
    .action(async (file: string) => {
      const users = await withDatabase((database) => listUsers(database));
      const text = `${JSON.stringify(users.map(entryOf), null, 4)}\n`;
      if (file === '-') process.stdout.write(text);
      else {
        await writeFile(file, text);
        process.stdout.write(`${counted(users.length, 'user')} successfully exported to ${file}\n`);
      }
    });

export const importUsers = () =>
  command('import', 'Make the users of a file, or bring them to what it says', 'users import users.json')
    .argument('<file>')
    .action(async (file: string) => {
      const entries = await readEntries(file);
      const made = await withDatabase((database) =>
        auditedCommand(database, ['users', 'import', file], async (pool) => {
          const known = new Set((await listUsers(database)).map((user) => user.username));
          const passwords = new Map<string, string>();
          // Those who may let others in come first: the last of them cannot be taken away.
          for (const entry of entries.toSorted((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role))) {
            const { username, role } = entry;
            if (known.has(username)) {
              await setPerson({ pool }, entry);
              await setRole({ pool }, username, role);
              continue;
            }
            const password = randomPassword();
            await createUser({ pool }, { ...entry, password });
            passwords.set(username, password);
          }
          return passwords;
        }).then(async (passwords) => {
          await renewToken(database);
          return passwords;
        }),
      );
      for (const [username, password] of made)
        process.stdout.write(`User "${username}" created, password ${password} (shown only now)\n`);
      process.stdout.write(`${counted(entries.length - made.size, 'user')} brought to what the file says\n`);
    });

const entryOf = ({ id, username, email, firstName, lastName, role }: User) => ({
  id,
  username,
  email,
  first_name: firstName,
  last_name: lastName,
  roles: [role],
});

async function readEntries(file: string): Promise<Entry[]> {
  const refuse = (reason: string): never => {
    throw new AquilonError('USER_FILE_INVALID', { file, reason });
  };
  let read: unknown;
  try {
    read = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    refuse(messageOf(error));
  }
  if (!Array.isArray(read)) return refuse('it is no list of users');
  return read.map((one, at) => toEntry(one, (reason) => refuse(`entry ${at + 1}: ${reason}`)));
}

/** Airflow writes `first_name`, and reads `firstname`. Of several roles the strongest is the one that counts. */
function toEntry(one: unknown, refuse: (reason: string) => never): Entry {
  if (typeof one !== 'object' || one === null) return refuse('it is no object');
  const entry = one as Record<string, unknown>;
  const text = (...names: string[]): string => {
    const value = names.map((name) => entry[name]).find((found) => found !== undefined);
    if (value === undefined || value === null) return '';
    return typeof value === 'string' ? value : refuse(`${names[0]} is no text`);
  };
  const username = text('username') || refuse('it has no username');
  const roles = Array.isArray(entry.roles) ? entry.roles : refuse('roles is no list');
  const role = ROLES.find((known) => roles.includes(known));
  const unknown = roles.find((name) => !ROLES.includes(name as Role));
  if (unknown !== undefined) return refuse(`the role ${String(unknown)} is none of ${ROLES.join(', ')}`);
  return {
    username,
    email: text('email'),
    firstName: text('first_name', 'firstname'),
    lastName: text('last_name', 'lastname'),
    role: role ?? 'Public',
  };
}
