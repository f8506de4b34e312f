/** `aquilon dags state`: the state of a run, and its conf where it has one. */
import { withClient } from '#cli/client.ts';
import { findRun } from '#cli/find-run.ts';
import { command, runArgument } from '#cli/options.ts';

export const state = () =>
  command('state', 'Show the state of a run', 'dags state Airflow_Lab2 first')
    .argument('<dag_id>')
    .argument(...runArgument)
    .action(run);

async function run(dagId: string, runOrDate: string): Promise<void> {
  const found = await withClient((client) => findRun(client, dagId, runOrDate));
  const conf = Object.keys(found.conf ?? {}).length > 0 ? `, ${JSON.stringify(found.conf)}` : '';
  process.stdout.write(`${found.state}${conf}\n`);
}
