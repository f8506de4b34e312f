import { instant, jsonObject } from '#cli/arguments.ts';
import { path, withClient } from '#cli/client.ts';
import { command, confOption, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';

const COLUMNS = [
  'conf',
  'dag_id',
  'dag_run_id',
  'data_interval_start',
  'data_interval_end',
  'logical_date',
  'run_after',
  'run_type',
  'state',
  'triggering_user_name',
];

interface Options extends OutputOptions {
  conf?: object;
  runId?: string;
  logicalDate?: string;
}

export const trigger = () =>
  command('trigger', 'Start a run', `dags trigger Airflow_Lab2 --run-id first --conf '{"rows": 500}'`)
    .argument('<dag_id>')
    .option(confOption, 'configuration of the run', jsonObject)
    .option('-r, --run-id <id>', 'default: made from the date')
    .option('-l, --logical-date <date>', 'ISO 8601; UTC where it has no offset', instant)
    .addOption(outputOption())
    .action(run);

async function run(dagId: string, { conf, runId, logicalDate, output }: Options): Promise<void> {
  const body = {
    logical_date: logicalDate ?? null,
    conf: conf ?? {},
    ...(runId === undefined ? {} : { dag_run_id: runId }),
  };
  const { made, isPaused } = await withClient(async (client) => ({
    made: await client.ask<Row>('POST', path`/dags/${dagId}/dagRuns`, body),
    isPaused: (await client.ask<Row>('GET', path`/dags/${dagId}`)).is_paused,
  }));
  print([pick(made, COLUMNS)], output);
  if (isPaused) process.stderr.write(`${dagId} is paused, so the run waits: aquilon dags unpause ${dagId}\n`);
}
