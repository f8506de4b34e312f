import { withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';

const COLUMNS = ['dag_id', 'dag_run_id', 'number', 'name', 'deadline_time', 'missed', 'missed_at'];

interface Options extends OutputOptions {
  dagId?: string;
  missed?: boolean;
}

export const deadlines = () =>
  command(
    'deadlines',
    'List the deadlines of runs: those that are missed, and those of open runs',
    'notices deadlines --missed',
  )
    .option('--dag-id <id>', 'only those of this DAG')
    .option('--missed', 'only those that are missed')
    .addOption(outputOption())
    .action(async ({ dagId, missed, output }: Options) => {
      const query = new URLSearchParams({ ...(dagId ? { dag_id: dagId } : {}), ...(missed ? { missed: 'true' } : {}) });
      const found = await withClient((client) => client.all<Row>(`/aquilon/deadlines?${query}`, 'deadlines'));
      print(
        found.map((one) => pick(one, COLUMNS)),
        output,
      );
    });
