/** `aquilon dags delete`: a DAG whose file is still there comes back, without its history. */
import { type Client, path, withClient } from '#cli/client.ts';
import { confirm } from '#cli/confirm.ts';
import { counted } from '#cli/counted.ts';
import { command } from '#cli/options.ts';

export const remove = () =>
  command('delete', 'Delete a DAG with its runs, their logs and its versions', 'dags delete Airflow_Lab2 --yes')
    .argument('<dag_id>')
    .option('-y, --yes', 'do not ask')
    .action((dagId: string, { yes }: { yes?: boolean }) =>
      withClient(async (client) => {
        if (!yes && !(await mayDelete(client, dagId))) return;
        await client.ask('DELETE', path`/dags/${dagId}`);
        process.stdout.write(`DAG ${dagId} deleted\n`);
      }),
    );

async function mayDelete(client: Client, dagId: string): Promise<boolean> {
  const { total_entries: runs } = await client.ask<{ total_entries: number }>(
    'GET',
    `${path`/dags/${dagId}/dagRuns`}?limit=1`,
  );
  return confirm(`This deletes the DAG ${dagId}, with ${counted(runs, 'run')}.`);
}
