/** `aquilon dags clear`: whole runs run again. */
import { instant } from '#cli/arguments.ts';
import { type Client, path, withClient } from '#cli/client.ts';
import { confirm } from '#cli/confirm.ts';
import { counted } from '#cli/counted.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';

interface Options extends OutputOptions {
  runId?: string;
  partitionKey?: string;
  partitionDateStart?: string;
  partitionDateEnd?: string;
  onlyFailed?: boolean;
  yes?: boolean;
}

export const clear = () =>
  command('clear', 'Run runs again: one, or those of a partition', 'dags clear sales --partition-key 2026-01-31')
    .argument('<dag_id>')
    .option('--run-id <id>', 'the run of this id')
    .option('--partition-key <key>', 'runs of this partition')
    .option('--partition-date-start <date>', 'runs of partitions from this date on', instant)
    .option('--partition-date-end <date>', 'runs of partitions up to this date', instant)
    .option('-f, --only-failed', 'only tasks that have failed')
    .option('-y, --yes', 'do not ask')
    .addOption(outputOption())
    .action((dagId: string, options: Options) => withClient((client) => run(client, dagId, options)));

async function run(client: Client, dagId: string, options: Options): Promise<void> {
  const url = path`/dags/${dagId}/clearDagRuns`;
  const body = {
    only_failed: options.onlyFailed ?? false,
    ...(options.runId === undefined ? {} : { dag_runs: [{ dag_run_id: options.runId }] }),
    ...(options.partitionKey === undefined ? {} : { partition_key: options.partitionKey }),
    ...(options.partitionDateStart === undefined ? {} : { partition_date_start: options.partitionDateStart }),
    ...(options.partitionDateEnd === undefined ? {} : { partition_date_end: options.partitionDateEnd }),
  };
  if (!options.yes) {
    const would = await client.ask<{ task_instances: Row[] }>('POST', url, { ...body, dry_run: true });
    if (!(await confirm(`This runs ${counted(would.task_instances.length, 'task instance')} of ${dagId} again.`)))
      return;
  }
  const { dag_runs: runs } = await client.ask<{ dag_runs: Row[] }>('POST', url, { ...body, dry_run: false });
  print(
    runs.map((one) => pick(one, ['dag_id', 'dag_run_id', 'state', 'partition_key'])),
    options.output,
  );
}
