import { command } from '#cli/options.ts';
import { withSecrets } from '#cli/secrets.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { jsonText } from '#secrets/entries.ts';

interface Options {
  json?: boolean;
  default?: string;
}

export const get = () =>
  command('get', 'Print a variable, from wherever tasks would get it', 'variables get team')
    .argument('<key>')
    .option('-d, --default <value>', 'what to print where there is none')
    .option('-j, --json', 'the value is JSON: print it in one line')
    .action(async (key: string, options: Options) => {
      const value = await withSecrets(async (secrets) => {
        const found = (await secrets.getVariable(key)) ?? options.default;
        if (found === undefined) throw new AquilonError('VARIABLE_NOT_FOUND', { key, name: key.toUpperCase() });
        return found;
      });
      process.stdout.write(`${options.json ? inOneLine(key, value) : value}\n`);
    });

function inOneLine(key: string, value: string): string {
  try {
    return jsonText(JSON.parse(value));
  } catch {
    throw new AquilonError('VARIABLE_INVALID', { key, reason: 'its value is no JSON' });
  }
}
