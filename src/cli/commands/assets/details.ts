import { withClient } from '#cli/client.ts';
import { findAlias, findAsset } from '#cli/find-asset.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print, type Row } from '#cli/output.ts';

interface Options extends OutputOptions {
  alias?: true;
  name?: string;
  uri?: string;
}

export const details = () =>
  command('details', 'Show all that is known of an asset', 'assets details --name sales')
    .option('--alias', 'of an alias instead')
    .option('--name <name>', 'name of the asset or alias')
    .option('--uri <uri>', 'URI of the asset')
    .addOption(outputOption())
    .action(run);

async function run({ alias, output, ...wanted }: Options): Promise<void> {
  const found = await withClient<Row>((client) => (alias ? findAlias(client, wanted) : findAsset(client, wanted)));
  const isForPeople = output === 'table' || output === 'plain';
  print(
    isForPeople
      ? Object.entries(found).map(([name, value]) => ({ property_name: name, property_value: value }))
      : [found],
    output,
  );
}
