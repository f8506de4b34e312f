import { numberFromMinusOne } from '#cli/arguments.ts';
import { path, withClient } from '#cli/client.ts';
import { findRun } from '#cli/find-run.ts';
import { command, runArgument } from '#cli/options.ts';

export const state = () =>
  command('state', 'Show the state of a task', 'tasks state Airflow_Lab2 load_data_task first')
    .argument('<dag_id>')
    .argument('<task_id>')
    .argument(...runArgument)
    .option('--map-index <index>', 'the instance of a mapped task', numberFromMinusOne, -1)
    .action(run);

async function run(
  dagId: string,
  taskId: string,
  runOrDate: string,
  { mapIndex }: { mapIndex: number },
): Promise<void> {
  const { state: found } = await withClient(async (client) => {
    const { dag_run_id: runId } = await findRun(client, dagId, runOrDate);
    const place = path`/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}`;
    return client.ask<{ state: string | null }>('GET', mapIndex < 0 ? place : `${place}/${mapIndex}`);
  });
  process.stdout.write(`${found ?? 'None'}\n`);
}
