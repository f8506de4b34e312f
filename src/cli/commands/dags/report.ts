/** `aquilon dags report`: how long each DAG file took to load. */
import { type Client, path, withClient } from '#cli/client.ts';
import { bundleNameOption, command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';

interface Dag {
  dag_id: string;
  bundle_name: string | null;
  relative_fileloc: string | null;
  last_parse_duration: number | null;
}

interface Options extends OutputOptions {
  bundleName: string[];
}

export const report = () =>
  command('report', 'Show how long DAG files took to load, the slowest first', 'dags report')
    .addOption(bundleNameOption())
    .addOption(outputOption())
    .action((options: Options) => withClient((client) => run(client, options)));

async function run(client: Client, { bundleName: names, output }: Options): Promise<void> {
  const all = await client.all<Dag>('/dags?exclude_stale=true', 'dags');
  const dags = all.filter(({ bundle_name: name }) => names.length === 0 || names.includes(String(name)));
  const files = Map.groupBy(dags, (dag) => `${dag.bundle_name}/${dag.relative_fileloc}`);
  const rows = [];
  for (const of of files.values()) {
    let tasks = 0;
    for (const { dag_id: id } of of)
      tasks += (await client.ask<{ total_entries: number }>('GET', path`/dags/${id}/tasks`)).total_entries;
    const [first] = of;
    rows.push({
      bundle_name: first?.bundle_name,
      file: first?.relative_fileloc,
      duration: first?.last_parse_duration ?? null,
      dag_num: of.length,
      task_num: tasks,
      dags: of.map((dag) => dag.dag_id),
    });
  }
  print(
    rows.sort((a, b) => (b.duration ?? 0) - (a.duration ?? 0)),
    output,
  );
}
