/** `aquilon backfill create`, with the options of Airflow's. */
import { Option } from 'commander';
import { instant, jsonObject, positiveInteger } from '#cli/arguments.ts';
import { withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';
import { REPROCESS_BEHAVIORS } from '#domain/backfill.ts';
import { BACKFILL_COLUMNS } from './columns.ts';

interface Options extends OutputOptions {
  dagId: string;
  fromDate: string;
  toDate: string;
  dagRunConf?: object;
  runBackwards?: boolean;
  maxActiveRuns?: number;
  reprocessBehavior: string;
  runOnLatestVersion?: boolean;
  dryRun?: boolean;
}

export const create = () =>
  command(
    'create',
    'Make runs for the dates of a range',
    'backfill create --dag-id sales --from-date 2026-01-01 --to-date 2026-01-31 --dry-run',
  )
    .requiredOption('--dag-id <id>', 'DAG to make runs of')
    .requiredOption('--from-date <date>', 'earliest logical date; UTC where it has no offset', instant)
    .requiredOption('--to-date <date>', 'latest logical date', instant)
    .option('--dag-run-conf <json>', 'configuration of the runs', jsonObject)
    .option('--run-backwards', 'the newest date first')
    .option('--max-active-runs <n>', 'runs of the backfill that are active at once (default: 10)', positiveInteger)
    .addOption(
      new Option('--reprocess-behavior <which>', 'dates that have a run already: which of them run again')
        .choices([...REPROCESS_BEHAVIORS])
        .default('none'),
    )
    .option('--run-on-latest-version', 'what runs again does so on the newest version of the DAG (default)')
    .option('--no-run-on-latest-version', 'what runs again does so on the version it had')
    .option('--dry-run', 'show the dates and make nothing')
    .addOption(outputOption())
    .action(createBackfill);

export async function createBackfill(options: Options): Promise<void> {
  const { dagRunConf, maxActiveRuns, runOnLatestVersion } = options;
  const body = {
    dag_id: options.dagId,
    from_date: options.fromDate,
    to_date: options.toDate,
    run_backwards: options.runBackwards ?? false,
    reprocess_behavior: options.reprocessBehavior,
    ...(dagRunConf ? { dag_run_conf: dagRunConf } : {}),
    ...(maxActiveRuns ? { max_active_runs: maxActiveRuns } : {}),
    ...(runOnLatestVersion === undefined ? {} : { run_on_latest_version: runOnLatestVersion }),
  };
  if (options.dryRun) {
    const { backfills } = await withClient((client) =>
      client.ask<{ backfills: Row[] }>('POST', '/backfills/dry_run', body),
    );
    print(
      backfills.map((one) => pick(one, ['logical_date'])),
      options.output,
    );
    return;
  }
  const made = await withClient((client) => client.ask<Row>('POST', '/backfills', body));
  print([pick(made, BACKFILL_COLUMNS)], options.output);
}
