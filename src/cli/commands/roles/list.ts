/** `aquilon roles`: the five roles of Airflow, which are fixed. */
import { writeFile } from 'node:fs/promises';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';
import { permissionsOf } from '#http/auth/authorize.ts';
import { ROLES } from '#http/auth/roles.ts';

interface Options extends OutputOptions {
  permission?: boolean;
}

export const list = () =>
  command('list', 'Show the roles, and with -p what each may do', 'roles list -p')
    .option('-p, --permission', 'with what each may do')
    .addOption(outputOption())
    .action(({ permission, output }: Options) =>
      print(permission ? ROLES.flatMap(permissionsOf) : ROLES.map((name) => ({ name })), output),
    );

export const exportRoles = () =>
  command('export', 'Write the roles, and what each may do, into a file', 'roles export roles.json')
    .argument('<file>')
    .option('-p, --pretty', 'with line breaks')
    .action(async (file: string, { pretty }: { pretty?: boolean }) => {
      const rows = ROLES.flatMap(permissionsOf).map((row) => ({ ...row, action: row.action.join(',') }));
      await writeFile(file, `${JSON.stringify(rows, null, pretty ? 4 : undefined)}\n`);
      process.stdout.write(
        `${ROLES.length} roles with ${rows.length} linked permissions successfully exported to ${file}\n`,
      );
    });
