/** `aquilon dags list-import-errors`: exit code 1 where there are any, as Airflow's. */
import { withClient } from '#cli/client.ts';
import { type ImportError, importErrorText } from '#cli/import-error-text.ts';
import { bundleNameOption, command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';

export const listImportErrors = () =>
  command('list-import-errors', 'List the DAG files that could not be loaded', 'dags list-import-errors -o yaml')
    .addOption(bundleNameOption())
    .addOption(outputOption())
    .action(run);

async function run({ bundleName: names, output }: OutputOptions & { bundleName: string[] }): Promise<void> {
  const all = await withClient((client) => client.all<ImportError>('/importErrors', 'import_errors'));
  const errors = all.filter(({ bundle_name: name }) => names.length === 0 || names.includes(String(name)));
  if (output === 'table' && errors.length > 0) process.stdout.write(errors.map(importErrorText).join('\n'));
  else
    print(
      errors.map((error) => ({ bundle_name: error.bundle_name, filepath: error.filename, error: error.stack_trace })),
      output,
    );
  if (errors.length > 0) process.exitCode = 1;
}
