/** `aquilon users create`, with the options of Airflow's. */
import { auditedCommand } from '#cli/audit.ts';
import { withDatabase } from '#cli/database.ts';
import { command } from '#cli/options.ts';
import { createUser } from '#http/auth/users.ts';
import { randomPassword } from './named-user.ts';

interface Options {
  username: string;
  role: string;
  password?: string;
  email?: string;
  firstname?: string;
  lastname?: string;
}

export const create = () =>
  command('create', 'Let somebody sign in', 'users create -u ada -r Op -e ada@example.org')
    .requiredOption('-u, --username <name>', 'name to sign in with')
    .requiredOption('-r, --role <role>', 'Admin, Op, User, Viewer or Public')
    .option('-p, --password <password>', 'default: a random one, printed once')
    .option('-e, --email <address>')
    .option('-f, --firstname <name>')
    .option('-l, --lastname <name>')
    .option('--use-random-password', 'what happens without -p anyway')
    .action(run);

async function run(options: Options): Promise<void> {
  const { username, role } = options;
  const password = options.password ?? randomPassword();
  const user = {
    username,
    password,
    role,
    email: options.email ?? '',
    firstName: options.firstname ?? '',
    lastName: options.lastname ?? '',
  };
  await withDatabase((database) =>
    auditedCommand(database, ['users', 'create', '-u', username, '-r', role], (pool) => createUser({ pool }, user)),
  );
  const shown = options.password === undefined ? `, password ${password} (shown only now)` : '';
  process.stdout.write(`User "${username}" created with role "${role}"${shown}\n`);
}
