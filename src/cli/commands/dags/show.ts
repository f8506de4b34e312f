/** `aquilon dags show` and `show-dependencies`: graphs in the DOT language. */
import { path, withClient } from '#cli/client.ts';
import { withDatabase } from '#cli/database.ts';
import { dotText, saveDot } from '#cli/dot.ts';
import { command } from '#cli/options.ts';
import { selectDagDependencies } from '#db/queries/dag-dependencies.ts';

interface Task {
  task_id: string;
  downstream_task_ids: string[];
}

interface Options {
  save?: string;
}

const saveOption = ['-s, --save <file>', 'into a file: .dot, or .png, .svg and so on, drawn by Graphviz'] as const;

export const show = () =>
  command('show', 'Write the graph in the DOT language', 'dags show Airflow_Lab2 | dot -Tsvg > graph.svg')
    .argument('<dag_id>')
    .option(...saveOption)
    .action(async (dagId: string, options: Options) => {
      const { tasks } = await withClient((client) => client.ask<{ tasks: Task[] }>('GET', path`/dags/${dagId}/tasks`));
      const edges = tasks.flatMap(({ task_id: from, downstream_task_ids: downs }) => downs.map((to) => ({ from, to })));
      const ids = tasks.map((task) => task.task_id);
      await write(dotText(dagId, ids, edges), options);
    });

export const showDependencies = () =>
  command(
    'show-dependencies',
    'Write which DAGs do something for others in the DOT language: assets, triggers, sensors',
    'dags show-dependencies --save dags.svg',
  )
    .option(...saveOption)
    .action(async (options: Options) => {
      const found = await withDatabase(({ pool }) => selectDagDependencies(pool));
      const edges = found.map(({ from_dag: from, to_dag: to, through: label }) => ({ from, to, label }));
      const dags = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].sort();
      await write(dotText('dags', dags, edges), options);
    });

async function write(text: string, { save }: Options): Promise<void> {
  if (save === undefined) process.stdout.write(text);
  else await saveDot(text, save);
}
