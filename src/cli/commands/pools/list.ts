import { withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print, type Row } from '#cli/output.ts';
import { shownPool } from './show.ts';

export const list = () =>
  command('list', 'List the pools', 'pools list')
    .addOption(outputOption())
    .action(async ({ output }: OutputOptions) => {
      const pools = await withClient((client) => client.all<Row>('/pools', 'pools'));
      print(pools.map(shownPool), output);
    });
