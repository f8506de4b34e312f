import { Option } from 'commander';
import { positiveInteger } from '#cli/arguments.ts';
import { withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';

const COLUMNS = ['id', 'state', 'job_type', 'hostname', 'start_date', 'end_date', 'latest_heartbeat'];

interface Options extends OutputOptions {
  dagId?: string;
  state?: string;
  limit?: number;
}

export const listJobs = () =>
  command('list-jobs', 'List the schedulers that have worked on this database', 'dags list-jobs --limit 5')
    .option('-d, --dag-id <id>', 'has no effect: no job is that of one DAG')
    .addOption(new Option('--state <state>', 'only those in this state').choices(['running', 'success', 'failed']))
    .option('--limit <n>', 'only the newest n', positiveInteger)
    .addOption(outputOption())
    .action(run);

async function run({ state, limit, output }: Options): Promise<void> {
  const filters = new URLSearchParams({ order_by: '-id', ...(state ? { job_state: state } : {}) });
  const jobs = await withClient((client) => client.all<Row>(`/jobs?${filters}`, 'jobs', limit));
  print(
    jobs.map((job) => pick(job, COLUMNS)),
    output,
  );
}
