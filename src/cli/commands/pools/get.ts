import { path, withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print, type Row } from '#cli/output.ts';
import { shownPool } from './show.ts';

export const get = () =>
  command('get', 'Show a pool', 'pools get default_pool')
    .argument('<name>')
    .addOption(outputOption())
    .action(async (name: string, { output }: OutputOptions) => {
      const pool = await withClient((client) => client.ask<Row>('GET', path`/pools/${name}`));
      print([shownPool(pool)], output);
    });
