/** `aquilon dags pause` and `unpause`. */
import type { Command } from 'commander';
import { pattern } from './arguments.ts';
import { type Client, path, withClient } from './client.ts';
import { confirm } from './confirm.ts';
import { command, outputOption } from './options.ts';
import { type OutputOptions, pick, print, type Row } from './output.ts';

interface Options extends OutputOptions {
  treatDagIdAsRegex?: boolean;
  yes?: boolean;
}

export const setPaused = (name: string, isPaused: boolean, description: string): Command =>
  command(name, description, `dags ${name} Airflow_Lab2`)
    .argument('<dag_id>')
    .option('--treat-dag-id-as-regex', 'every DAG whose id matches')
    .option('-y, --yes', 'do not ask')
    .addOption(outputOption())
    .action((dagId: string, options: Options) => withClient((client) => run(client, dagId, isPaused, options)));

async function run(client: Client, dagId: string, isPaused: boolean, options: Options): Promise<void> {
  const ids = options.treatDagIdAsRegex ? await matching(client, pattern(dagId)) : [dagId];
  const word = isPaused ? 'pauses' : 'unpauses';
  if (options.treatDagIdAsRegex && ids.length > 0 && !options.yes) {
    if (!(await confirm(`This ${word} ${ids.join(', ')}.`))) return;
  }
  const changed: Row[] = [];
  for (const id of ids) changed.push(await client.ask<Row>('PATCH', path`/dags/${id}`, { is_paused: isPaused }));
  print(
    changed.map((dag) => pick(dag, ['dag_id', 'is_paused'])),
    options.output,
  );
}

async function matching(client: Client, wanted: RegExp): Promise<string[]> {
  const dags = await client.all<{ dag_id: string }>('/dags?order_by=dag_id', 'dags');
  return dags.map((dag) => dag.dag_id).filter((id) => wanted.test(id));
}
