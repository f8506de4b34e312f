import { command, hideSensitiveOption, outputOption, showValuesOption } from '#cli/options.ts';
import { type OutputOptions, print, type Row } from '#cli/output.ts';
import { checkShown, type ShownOptions, withSecrets } from '#cli/secrets.ts';
import { MASKED } from '#support/secret-mask.ts';

export const list = () =>
  command('list', 'List the keys of the variables of the database', 'variables list --show-values')
    .option(...showValuesOption)
    .option(...hideSensitiveOption)
    .addOption(outputOption())
    .action(async (options: OutputOptions & ShownOptions) => {
      checkShown(options);
      const rows = await withSecrets(async ({ variables }): Promise<Row[]> => {
        if (!options.showValues) return (await variables.keys()).map((key) => ({ key }));
        return (await variables.all()).map(({ key, value }) => ({ key, val: options.hideSensitive ? MASKED : value }));
      });
      print(rows, options.output);
    });
