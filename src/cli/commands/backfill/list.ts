import { withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';
import { BACKFILL_COLUMNS } from './columns.ts';

interface Options extends OutputOptions {
  dagId: string;
}

export const list = () =>
  command('list', 'List the backfills of a DAG, the newest first', 'backfill list --dag-id sales')
    .requiredOption('--dag-id <id>', 'DAG whose backfills they are')
    .addOption(outputOption())
    .action(async ({ dagId, output }: Options) => {
      const url = `/backfills?${new URLSearchParams({ dag_id: dagId, order_by: '-id' })}`;
      const backfills = await withClient((client) => client.all<Row>(url, 'backfills'));
      print(
        backfills.map((one) => pick(one, BACKFILL_COLUMNS)),
        output,
      );
    });
