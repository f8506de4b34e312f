/** `aquilon tasks render` and `failed-deps`. */
import { numberFromMinusOne } from '#cli/arguments.ts';
import { type Client, path, withClient } from '#cli/client.ts';
import { findRun } from '#cli/find-run.ts';
import { command, outputOption, runArgument } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';

interface Options extends OutputOptions {
  mapIndex: number;
}

const ofInstance = (name: string, description: string, example: string) =>
  command(name, description, example)
    .argument('<dag_id>')
    .argument('<task_id>')
    .argument(...runArgument)
    .option('--map-index <index>', 'the instance of a mapped task', numberFromMinusOne, -1)
    .addOption(outputOption());

export const render = () =>
  ofInstance(
    'render',
    'Show what the templates of a task became in its newest attempt, secrets masked',
    'tasks render Airflow_Lab2 send_email first',
  ).action(async (dagId: string, taskId: string, runOrDate: string, { mapIndex, output }: Options) => {
    const { rendered_fields: fields } = await withClient(async (client) =>
      client.ask<{ rendered_fields: object }>('GET', await instancePath(client, dagId, taskId, runOrDate, mapIndex)),
    );
    print(
      Object.entries(fields ?? {}).map(([field, value]) => ({ field, value })),
      output,
    );
  });

export const failedDeps = () =>
  ofInstance(
    'failed-deps',
    "Show what keeps a task from being scheduled, under Airflow's names; tasks explain tells more",
    'tasks failed-deps Airflow_Lab2 load_data_task first',
  ).action(async (dagId: string, taskId: string, runOrDate: string, { mapIndex, output }: Options) => {
    const { dependencies } = await withClient(async (client) => {
      const place = await instancePath(client, dagId, taskId, runOrDate, mapIndex);
      return client.ask<{ dependencies: { name: string; reason: string }[] }>('GET', `${place}/dependencies`);
    });
    print(dependencies, output);
  });

async function instancePath(client: Client, dagId: string, taskId: string, runOrDate: string, mapIndex: number) {
  const { dag_run_id: runId } = await findRun(client, dagId, runOrDate);
  const place = path`/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}`;
  return mapIndex < 0 ? place : `${place}/${mapIndex}`;
}
