import { path, withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print, type Row } from '#cli/output.ts';

export const details = () =>
  command('details', 'Show all that is known of a DAG', 'dags details Airflow_Lab2')
    .argument('<dag_id>')
    .addOption(outputOption())
    .action(run);

async function run(dagId: string, { output }: OutputOptions): Promise<void> {
  const dag = await withClient((client) => client.ask<Row>('GET', path`/dags/${dagId}/details`));
  const isForPeople = output === 'table' || output === 'plain';
  print(
    isForPeople ? Object.entries(dag).map(([name, value]) => ({ property_name: name, property_value: value })) : [dag],
    output,
  );
}
