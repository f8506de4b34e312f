/** `aquilon dags list-import-errors`: exit code 1 where there are any, as Airflow's. */
import { withClient } from '#cli/client.ts';
import { type ImportError, importErrorText } from '#cli/import-error-text.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';

export const listImportErrors = () =>
  command('list-import-errors', 'List the DAG files that could not be loaded', 'dags list-import-errors -o yaml')
    .addOption(outputOption())
    .action(run);

async function run({ output }: OutputOptions): Promise<void> {
  const errors = await withClient((client) => client.all<ImportError>('/importErrors', 'import_errors'));
  if (output === 'table' && errors.length > 0) process.stdout.write(errors.map(importErrorText).join('\n'));
  else
    print(
      errors.map((error) => ({ bundle_name: error.bundle_name, filepath: error.filename, error: error.stack_trace })),
      output,
    );
  if (errors.length > 0) process.exitCode = 1;
}
