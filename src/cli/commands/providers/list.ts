/** `aquilon providers list` and `get`, and `aquilon plugins`. */
import { type Client, withClient } from '#cli/client.ts';
import { didYouMean, HintedError } from '#cli/hints.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print, type Row } from '#cli/output.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

const providersOf = (client: Client) => client.all<Row & { package_name: string }>('/providers', 'providers');

export const list = () =>
  command('list', 'List the packages of operators', 'providers list')
    .addOption(outputOption())
    .action(async ({ output }: OutputOptions) => print(await withClient(providersOf), output));

export const get = () =>
  command('get', 'Show a package of operators', 'providers get @aquilon/sdk')
    .argument('<provider_name>')
    .option('-f, --full', 'what is shown anyway')
    .addOption(outputOption())
    .action(async (name: string, { output }: OutputOptions) => {
      const all = await withClient(providersOf);
      const found = all.find((one) => one.package_name === name);
      if (!found) {
        const near = didYouMean(
          name,
          all.map((one) => one.package_name),
        );
        const missing = new AquilonError('NOT_FOUND', { what: `The provider ${name}` });
        throw new HintedError(missing, `${near}List them with: aquilon providers list.`);
      }
      print([found], output);
    });

export const plugins = () =>
  command('plugins', 'List plugins: there are none, what DAG files bring is used without', 'plugins')
    .addOption(outputOption())
    .action(async ({ output }: OutputOptions) =>
      print(await withClient((client) => client.all<Row>('/plugins', 'plugins')), output),
    );
