/** `aquilon dags reserialize`: loads every DAG file again, whether it has changed or not; git bundles are fetched before. */
import { withClient } from '#cli/client.ts';
import { counted } from '#cli/counted.ts';
import { bundleNameOption, command } from '#cli/options.ts';

export const reserialize = () =>
  command('reserialize', 'Fetch the DAG bundles, and load all DAG files again', 'dags reserialize --bundle-name shop')
    .addOption(bundleNameOption())
    .action(({ bundleName }: { bundleName: string[] }) => run(bundleName));

async function run(names: string[]): Promise<void> {
  const errors = await withClient(async (client) => {
    await client.ask('POST', '/aquilon/dags/reserialize', { bundle_names: names });
    return client.ask<{ total_entries: number }>('GET', '/importErrors?limit=1');
  });
  if (errors.total_entries > 0)
    process.stderr.write(
      `${counted(errors.total_entries, 'file')} could not be loaded: aquilon dags list-import-errors\n`,
    );
}
