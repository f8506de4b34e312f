/** `aquilon pools set`: makes a pool or changes it, with the arguments of Airflow's. */
import { numberFromMinusOne } from '#cli/arguments.ts';
import { withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';
import { shownPool } from './show.ts';
import { storePools } from './store.ts';

interface Options extends OutputOptions {
  includeDeferred?: boolean;
}

export const set = () =>
  command('set', 'Make a pool, or change it', "pools set gpus 2 'One slot for each card' --include-deferred")
    .argument('<name>')
    .argument('<slots>', '-1: without end', numberFromMinusOne)
    .argument('<description>')
    .option('--include-deferred', 'deferred tasks hold their slots too')
    .addOption(outputOption())
    .action(async (name: string, slots: number, description: string, { includeDeferred, output }: Options) => {
      const pool = { slots, description, include_deferred: includeDeferred ?? false };
      const [stored] = await withClient((client) => storePools(client, { [name]: pool }));
      print(stored ? [shownPool(stored)] : [], output);
    });
