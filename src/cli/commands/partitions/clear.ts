/** `aquilon partitions clear`, with the options of Airflow's. */
import { InvalidArgumentError } from 'commander';
import { instant } from '#cli/arguments.ts';
import { path, withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print, type Row } from '#cli/output.ts';

interface Options extends OutputOptions {
  dagId: string;
  runId?: string;
  partitionKey?: string;
  startDate?: string;
  endDate?: string;
  date?: [string, string];
  clearTaskInstances?: boolean;
  dryRun?: boolean;
}

export const clear = () =>
  command(
    'clear',
    'Take the partition from runs, so that it may be run anew',
    'partitions clear -d sales -k 2026-01-31 --dry-run',
  )
    .requiredOption('-d, --dag-id <id>', 'DAG whose runs are meant')
    .option('-r, --run-id <id>', 'the run of this id')
    .option('-k, --partition-key <key>', 'runs of this partition')
    .option('-s, --start-date <date>', 'runs of partitions from this date on', instant)
    .option('-e, --end-date <date>', 'runs of partitions up to this date', instant)
    .option('--date <a~b>', 'as --start-date a --end-date b', dateRange)
    .option('--clear-task-instances', 'the runs run again as well')
    .option('--dry-run', 'show how many runs are meant, and change nothing')
    .addOption(outputOption())
    .action(run);

function dateRange(text: string): [string, string] {
  const [from, to, more] = text.split('~');
  if (!from || !to || more !== undefined) throw new InvalidArgumentError('One is 2026-01-01~2026-01-31.');
  return [instant(from), instant(to)];
}

async function run(options: Options): Promise<void> {
  const [start, end] = options.date ?? [options.startDate, options.endDate];
  const body = {
    dry_run: options.dryRun ?? false,
    clear_task_instances: options.clearTaskInstances ?? false,
    ...(options.runId === undefined ? {} : { run_id: options.runId }),
    ...(options.partitionKey === undefined ? {} : { partition_key: options.partitionKey }),
    ...(start === undefined ? {} : { partition_date_start: start }),
    ...(end === undefined ? {} : { partition_date_end: end }),
  };
  const cleared = await withClient((client) =>
    client.ask<Row>('POST', path`/dags/${options.dagId}/clearPartitions`, body),
  );
  print([cleared], options.output);
}
