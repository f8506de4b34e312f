/** `aquilon dags list`. Columns as Airflow 3 shows them; `--columns` takes any field of the REST API's DAG. */

import { type Client, withClient } from '#cli/client.ts';
import { counted } from '#cli/counted.ts';
import { bundleNameOption, command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';

const COLUMNS = 'dag_id,fileloc,owners,is_paused,bundle_name,bundle_version';

interface Options extends OutputOptions {
  columns: string;
  bundleName: string[];
}

export const list = () =>
  command('list', 'List the DAGs', 'dags list --columns dag_id,is_paused,timetable_summary')
    .option('--columns <names>', 'fields of a DAG, with commas between', COLUMNS)
    .addOption(bundleNameOption())
    .addOption(outputOption())
    .action((options: Options) => withClient((client) => run(client, options)));

async function run(client: Client, { columns, bundleName: names, output }: Options): Promise<void> {
  const all = await client.all<Row>('/dags?order_by=dag_id', 'dags');
  const dags = all.filter(({ bundle_name: name }) => names.length === 0 || names.includes(String(name)));
  const errors = await client.ask<{ total_entries: number }>('GET', '/importErrors?limit=1');
  if (errors.total_entries > 0)
    process.stderr.write(
      `${counted(errors.total_entries, 'file')} could not be loaded: aquilon dags list-import-errors\n`,
    );
  const held = dags.filter(({ quarantine }) => quarantine !== null).length;
  if (held > 0)
    process.stderr.write(`${counted(held, 'DAG')} in quarantine: aquilon dags list --columns dag_id,quarantine\n`);
  print(
    dags.map((dag) => pick(dag, columns.split(','))),
    output,
  );
}
