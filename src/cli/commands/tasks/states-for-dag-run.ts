import { type Client, path, withClient } from '#cli/client.ts';
import { findRun } from '#cli/find-run.ts';
import { command, outputOption, runArgument } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';

const COLUMNS = ['dag_id', 'logical_date', 'task_id', 'state', 'start_date', 'end_date'];

export const statesForDagRun = () =>
  command('states-for-dag-run', 'Show the states of all tasks of a run', 'tasks states-for-dag-run Airflow_Lab2 first')
    .argument('<dag_id>')
    .argument(...runArgument)
    .addOption(outputOption())
    .action((dagId: string, runOrDate: string, options: OutputOptions) =>
      withClient((client) => run(client, dagId, runOrDate, options)),
    );

async function run(client: Client, dagId: string, runOrDate: string, { output }: OutputOptions): Promise<void> {
  const { dag_run_id: runId } = await findRun(client, dagId, runOrDate);
  const tasks = await client.all<Row>(path`/dags/${dagId}/dagRuns/${runId}/taskInstances`, 'task_instances');
  // As in Airflow the column is there only where a task is mapped.
  const columns = tasks.some((task) => Number(task.map_index) >= 0) ? [...COLUMNS, 'map_index'] : COLUMNS;
  print(
    tasks.map((task) => pick(task, columns)),
    output,
  );
}
