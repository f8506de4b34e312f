import { path, withClient } from '#cli/client.ts';
import { command } from '#cli/options.ts';

export const list = () =>
  command('list', 'List the tasks of a DAG', 'tasks list Airflow_Lab2').argument('<dag_id>').action(run);

async function run(dagId: string): Promise<void> {
  const { tasks } = await withClient((client) =>
    client.ask<{ tasks: { task_id: string }[] }>('GET', path`/dags/${dagId}/tasks`),
  );
  const ids = tasks.map((task) => task.task_id).sort();
  process.stdout.write(ids.map((id) => `${id}\n`).join(''));
}
