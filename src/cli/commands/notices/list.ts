import { Option } from 'commander';
import { withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';

export const NOTICE_COLUMNS = [
  'id',
  'at',
  'event',
  'dag_id',
  'dag_run_id',
  'task_id',
  'reason',
  'notifier',
  'state',
  'attempts',
  'next_try_at',
  'error',
];
const STATES = ['pending', 'sending', 'sent', 'failed'];

interface Options extends OutputOptions {
  state?: string;
  dagId?: string;
}

export const list = () =>
  command('list', 'List the notices, the newest first', 'notices list --state failed')
    .addOption(new Option('--state <state>', 'only those in this state').choices(STATES))
    .option('--dag-id <id>', 'only those of this DAG')
    .addOption(outputOption())
    .action(async ({ state, dagId, output }: Options) => {
      const query = new URLSearchParams({ ...(state ? { state } : {}), ...(dagId ? { dag_id: dagId } : {}) });
      const found = await withClient((client) => client.all<Row>(`/aquilon/notices?${query}`, 'notices'));
      print(
        found.map((one) => pick(one, NOTICE_COLUMNS)),
        output,
      );
    });
