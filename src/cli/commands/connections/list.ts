import { Option } from 'commander';
import { command, hideSensitiveOption, outputOption, showValuesOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';
import { checkShown, type ShownOptions, tellUnreadable, withSecrets } from '#cli/secrets.ts';
import { hiddenConnection, shownConnection } from './show.ts';

interface Options extends OutputOptions, ShownOptions {
  connId?: string;
}

export const list = () =>
  command('list', 'List the connections of the database', 'connections list --show-values --hide-sensitive')
    .addOption(new Option('--conn-id <id>', 'only this one'))
    .option(...showValuesOption)
    .option(...hideSensitiveOption)
    .addOption(outputOption())
    .action(async (options: Options) => {
      checkShown(options);
      const { connId: wanted, showValues, hideSensitive } = options;
      const rows = await withSecrets(async ({ connections }) => {
        if (!showValues)
          return (await connections.ids())
            .filter(({ connId }) => wanted === undefined || connId === wanted)
            .map(({ connId, connType }) => ({ conn_id: connId, conn_type: connType }));
        const found = (await connections.readable(tellUnreadable)).filter(
          ({ connId }) => wanted === undefined || connId === wanted,
        );
        return found.map(hideSensitive ? hiddenConnection : shownConnection);
      });
      print(rows, options.output);
    });
