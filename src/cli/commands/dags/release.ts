import { withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';

interface Released {
  dag_ids: string[];
  filenames: string[];
}

export const release = () =>
  command('release', 'Let a DAG, or a DAG file, out of quarantine', 'dags release Airflow_Lab2')
    .argument('<dag_id_or_file>', 'a DAG, or its file as the list of import errors names it')
    .addOption(outputOption())
    .action(async (target: string, { output }: OutputOptions) => {
      const { dag_ids: dags, filenames: files } = await withClient((client) =>
        client.ask<Released>('POST', '/aquilon/quarantine/release', { target }),
      );
      print(
        [...dags.map((name) => ({ released: 'dag', name })), ...files.map((name) => ({ released: 'file', name }))],
        output,
      );
    });
