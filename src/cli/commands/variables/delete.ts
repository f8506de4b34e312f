import { command } from '#cli/options.ts';
import { changeSecrets } from '#cli/secrets.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

export const remove = () =>
  command('delete', 'Delete a variable of the database', 'variables delete team')
    .argument('<key>')
    .action(async (key: string) => {
      await changeSecrets(['variables', 'delete', key], async ({ variables }) => {
        if (await variables.remove(key)) return;
        throw new AquilonError('VARIABLE_NOT_FOUND', { key, name: key.toUpperCase() });
      });
      process.stdout.write(`Variable ${key} deleted\n`);
    });
