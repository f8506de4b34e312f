/** `aquilon dags backfill`: how Airflow 2 made backfills, with the options that still mean something. */
import { Option } from 'commander';
import { instant, jsonObject } from '#cli/arguments.ts';
import { createBackfill } from '#cli/commands/backfill/create.ts';
import { olderName } from '#cli/older-names.ts';
import { command, confOption, outputOption } from '#cli/options.ts';
import type { OutputOptions } from '#cli/output.ts';

interface Options extends OutputOptions {
  startDate: string;
  endDate: string;
  conf?: object;
  runBackwards?: boolean;
  resetDagruns?: boolean;
  rerunFailedTasks?: boolean;
  dryRun?: boolean;
}

export const backfill = () =>
  olderName(
    'dags backfill',
    command('backfill', '', 'dags backfill sales -s 2026-01-01 -e 2026-01-31')
      .argument('<dag_id>')
      .requiredOption('-s, --start-date <date>', 'earliest logical date', instant)
      .requiredOption('-e, --end-date <date>', 'latest logical date', instant)
      .option(confOption, 'configuration of the runs', jsonObject)
      .option('-B, --run-backwards', 'the newest date first')
      .addOption(new Option('--reset-dagruns', 'runs that have ended run again').conflicts('rerunFailedTasks'))
      .option('--rerun-failed-tasks', 'runs that have failed run again')
      .option('-n, --dry-run', 'show the dates and make nothing')
      .option('-y, --yes', 'nothing is asked')
      .addOption(outputOption())
      .action(run),
    'backfill create',
    ' The server makes the runs; this does not wait for them.',
  );

function run(dagId: string, options: Options): Promise<void> {
  return createBackfill({
    dagId,
    fromDate: options.startDate,
    toDate: options.endDate,
    ...(options.conf ? { dagRunConf: options.conf } : {}),
    runBackwards: options.runBackwards ?? false,
    reprocessBehavior: options.resetDagruns ? 'completed' : options.rerunFailedTasks ? 'failed' : 'none',
    dryRun: options.dryRun ?? false,
    output: options.output,
  });
}
