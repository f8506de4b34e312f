/** `aquilon assets list`. Columns as Airflow shows them; `--columns` takes any field of the REST API's asset. */
import { type Client, withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';

const COLUMNS = 'name,uri,group,extra';

interface Options extends OutputOptions {
  alias?: true;
  columns: string;
}

export const list = () =>
  command('list', 'List the assets that DAGs name', 'assets list --columns name,uri,last_asset_event')
    .option('--alias', 'list aliases instead')
    .option('--columns <names>', 'fields of an asset, with commas between', COLUMNS)
    .addOption(outputOption())
    .action((options: Options) => withClient((client) => run(client, options)));

async function run(client: Client, { alias, columns, output }: Options): Promise<void> {
  const found = alias
    ? await client.all<Row>('/assets/aliases?order_by=name', 'asset_aliases')
    : await client.all<Row>('/assets?order_by=name', 'assets');
  const shown = alias && columns === COLUMNS ? 'name,group' : columns;
  print(
    found.map((asset) => pick(asset, shown.split(','))),
    output,
  );
}
