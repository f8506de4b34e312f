import { path, withClient } from '#cli/client.ts';
import { findAsset } from '#cli/find-asset.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';

const COLUMNS = ['dag_id', 'dag_run_id', 'run_type', 'state', 'run_after', 'triggering_user_name'];

interface Options extends OutputOptions {
  name?: string;
  uri?: string;
}

export const materialize = () =>
  command('materialize', 'Run the DAG that makes the asset', 'assets materialize --name sales')
    .option('--name <name>', 'name of the asset')
    .option('--uri <uri>', 'URI of the asset')
    .addOption(outputOption())
    .action(run);

async function run({ output, ...wanted }: Options): Promise<void> {
  const { made, isPaused } = await withClient(async (client) => {
    const { id } = await findAsset(client, wanted);
    const run = await client.ask<Row & { dag_id: string }>('POST', path`/assets/${id}/materialize`, {});
    return { made: run, isPaused: (await client.ask<Row>('GET', path`/dags/${run.dag_id}`)).is_paused };
  });
  print([pick(made, COLUMNS)], output);
  if (isPaused)
    process.stderr.write(`${made.dag_id} is paused, so the run waits: aquilon dags unpause ${made.dag_id}\n`);
}
