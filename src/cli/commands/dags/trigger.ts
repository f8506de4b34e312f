import { instant, jsonObject } from '#cli/arguments.ts';
import { type Client, path, withClient } from '#cli/client.ts';
import type { ImportError } from '#cli/import-error-text.ts';
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

type Run = Row & { dag_versions: { version_number: number }[] };

interface Dag {
  is_paused: boolean;
  has_import_errors: boolean;
  bundle_name: string | null;
  relative_fileloc: string | null;
}

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
  const { made, dag, problem } = await withClient(async (client) => {
    const run = await client.ask<Run>('POST', path`/dags/${dagId}/dagRuns`, body);
    const found = await client.ask<Dag>('GET', path`/dags/${dagId}`);
    return { made: run, dag: found, problem: found.has_import_errors ? await importError(client, found) : undefined };
  });
  print([pick(made, COLUMNS)], output);
  if (problem) process.stderr.write(brokenFile(dag, made, problem));
  if (dag.is_paused) process.stderr.write(`${dagId} is paused, so the run waits: aquilon dags unpause ${dagId}\n`);
}

async function importError(client: Client, { bundle_name: bundle, relative_fileloc: file }: Dag) {
  const query = new URLSearchParams({ filename: file ?? '', ...(bundle === null ? {} : { bundle_name: bundle }) });
  return (await client.all<ImportError>(`/importErrors?${query}`, 'import_errors'))[0];
}

/** What was changed since the last version that could be loaded is no part of the run. */
function brokenFile({ relative_fileloc: file }: Dag, { dag_versions: versions }: Run, problem: ImportError): string {
  const [first] = problem.stack_trace.split('\n');
  const version = versions[0] ? `v${versions[0].version_number}` : 'a version';
  return `${file} has an import error: ${first}\nThe run is of the last good version, ${version}. The whole error: aquilon dags list-import-errors\n`;
}
