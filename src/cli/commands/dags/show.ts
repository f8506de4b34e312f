/** `aquilon dags show`: the tasks and what they wait for, in the DOT language. */
import { path, withClient } from '#cli/client.ts';
import { command } from '#cli/options.ts';

interface Task {
  task_id: string;
  downstream_task_ids: string[];
}

export const show = () =>
  command('show', 'Write the graph in the DOT language', 'dags show Airflow_Lab2 | dot -Tsvg > graph.svg')
    .argument('<dag_id>')
    .action(run);

async function run(dagId: string): Promise<void> {
  const { tasks } = await withClient((client) => client.ask<{ tasks: Task[] }>('GET', path`/dags/${dagId}/tasks`));
  const lines = tasks.flatMap((task) => [
    `\t${quoted(task.task_id)}`,
    ...task.downstream_task_ids.map((down) => `\t${quoted(task.task_id)} -> ${quoted(down)}`),
  ]);
  process.stdout.write(`digraph ${quoted(dagId)} {\n\trankdir=LR\n${lines.join('\n')}\n}\n`);
}

const quoted = (id: string): string => `"${id.replaceAll(/["\\]/g, '\\$&')}"`;
