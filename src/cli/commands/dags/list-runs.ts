import { Option } from 'commander';
import { instant, positiveInteger } from '#cli/arguments.ts';
import { path, withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';
import { RUN_STATES } from '#domain/states.ts';

const COLUMNS = ['dag_id', 'run_id', 'state', 'run_after', 'logical_date', 'start_date', 'end_date'];

interface Options extends OutputOptions {
  state?: string;
  startDate?: string;
  endDate?: string;
  limit?: number;
  backfill: boolean;
}

export const listRuns = () =>
  command('list-runs', 'List the runs of a DAG, the newest first', 'dags list-runs Airflow_Lab2 --state failed')
    .argument('<dag_id>')
    .addOption(new Option('--state <state>', 'only runs in this state').choices([...RUN_STATES]))
    .option('-s, --start-date <date>', 'only runs with a logical date from then on', instant)
    .option('-e, --end-date <date>', 'only runs with a logical date up to then', instant)
    .option('--no-backfill', 'not the runs of backfills')
    .option('--limit <n>', 'only the newest n', positiveInteger)
    .addOption(outputOption())
    .action(run);

async function run(dagId: string, options: Options): Promise<void> {
  const filters = new URLSearchParams({
    order_by: '-run_after',
    ...(options.state ? { state: options.state } : {}),
    ...(options.startDate ? { logical_date_gte: options.startDate } : {}),
    ...(options.endDate ? { logical_date_lte: options.endDate } : {}),
  });
  const { RUN_TYPES } = await import('#api/dag-runs/schemas.ts');
  if (!options.backfill) for (const type of RUN_TYPES) if (type !== 'backfill') filters.append('run_type', type);
  const url = `${path`/dags/${dagId}/dagRuns`}?${filters}`;
  const runs = await withClient((client) => client.all<Row>(url, 'dag_runs', options.limit));
  print(
    runs.map((one) => pick({ ...one, run_id: one.dag_run_id }, COLUMNS)),
    options.output,
  );
}
