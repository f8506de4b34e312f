import { command } from '#cli/options.ts';
import { changeSecrets } from '#cli/secrets.ts';
import { checkKey } from '#secrets/names.ts';

interface Options {
  description?: string;
  json?: boolean;
}

export const set = () =>
  command('set', 'Make a variable, or change it', "variables set team analysts --description 'Who owns the reports'")
    .argument('<key>')
    .argument('<value>')
    .option('--description <text>', 'what it is for; the one that is there stays where none is given')
    .option('-j, --json', 'store the value as a JSON text')
    .action(async (key: string, value: string, { description, json }: Options) => {
      checkKey(key);
      const fields = {
        value: json ? JSON.stringify(value) : value,
        ...(description === undefined ? {} : { description }),
      };
      await changeSecrets(['variables', 'set', key, '***'], ({ variables }) => variables.set(key, fields));
      process.stdout.write(`Variable ${key} created\n`);
    });
