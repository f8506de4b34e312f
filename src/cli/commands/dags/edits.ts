import { path, withClient } from '#cli/client.ts';
import { findRun } from '#cli/find-run.ts';
import { command, outputOption, runArgument } from '#cli/options.ts';
import { type OutputOptions, print, type Row } from '#cli/output.ts';

export const edits = () =>
  command('edits', 'Show what was changed when a run ran again', 'dags edits Airflow_Lab2 first')
    .argument('<dag_id>')
    .argument(...runArgument)
    .addOption(outputOption())
    .action(run);

async function run(dagId: string, runOrDate: string, { output }: OutputOptions): Promise<void> {
  const found = await withClient(async (client) => {
    const { dag_run_id: runId } = await findRun(client, dagId, runOrDate);
    return client.ask<{ edits: Row[] }>('GET', path`/dags/${dagId}/dagRuns/${runId}/edits`);
  });
  print(found.edits, output);
}
