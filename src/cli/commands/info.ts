/** `aquilon info`: where things are. Secrets are no part of it. */
import { homedir } from 'node:os';
import { basename } from 'node:path';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';
import { openSettings } from '#composition/open-config.ts';
import { productVersion } from '#composition/product.ts';
import { readServerFile } from '#composition/server-file.ts';
import { DEFAULT_BUNDLE } from '#config/bundles.ts';
import { configOf } from '#config/config.ts';

export const info = () =>
  command('info', 'Show where things are, and whether a server runs', 'info -o json')
    .option('--anonymize', 'without the names of the user and of folders of the user')
    .addOption(outputOption())
    .action(show);

async function show({ output, anonymize }: OutputOptions & { anonymize?: boolean }): Promise<void> {
  const opened = await openSettings();
  const config = configOf(opened, opened.home);
  const server = readServerFile(config.home);
  const facts = {
    version: productVersion(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    home: config.home,
    config_file: opened.file ?? 'none',
    dags_folder: config.core.dagsFolder || 'examples/*/dags',
    dag_bundles: config.dagProcessor.bundles?.map(({ name }) => name).join(', ') ?? DEFAULT_BUNDLE,
    database: config.database.sqlAlchemyConn === '' ? 'embedded' : 'server',
    server: server ? `${server.url} (process ${server.pid})` : 'not running',
  };
  print(
    Object.entries(facts).map(([name, value]) => ({ name, value: anonymize ? anonymous(value) : value })),
    output,
  );
}

/** The folder of the user is `~`, and its name anywhere else is `USER`. */
function anonymous(value: string): string {
  const name = basename(homedir());
  const short = value.replaceAll(homedir(), '~');
  return name.length > 1 ? short.replaceAll(name, 'USER') : short;
}
