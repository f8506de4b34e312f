import { command, hideSensitiveOption, outputOption, showValuesOption } from '#cli/options.ts';
import { type OutputOptions, print, type Row } from '#cli/output.ts';
import { checkShown, type ShownOptions, tellUnreadable, withSecrets } from '#cli/secrets.ts';
import { MASKED } from '#support/secret-mask.ts';

export const list = () =>
  command('list', 'List the keys of the variables of the database', 'variables list --show-values')
    .option(...showValuesOption)
    .option(...hideSensitiveOption)
    .addOption(outputOption())
    .action(async (options: OutputOptions & ShownOptions) => {
      checkShown(options);
      const rows = await withSecrets(async ({ variables }): Promise<Row[]> => {
        const { showValues, hideSensitive } = options;
        if (showValues && !hideSensitive)
          return (await variables.readable(tellUnreadable)).map(({ key, value }) => ({ key, val: value }));
        return (await variables.keys()).map((key) => ({ key, ...(showValues ? { val: MASKED } : {}) }));
      });
      print(rows, options.output);
    });
