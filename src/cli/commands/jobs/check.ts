/** `aquilon jobs check`: exit code 0 where a server is alive. */
import { hostname } from 'node:os';
import { Option } from 'commander';
import { wholeNumber } from '#cli/arguments.ts';
import { runningServer } from '#cli/client.ts';
import { counted } from '#cli/counted.ts';
import { command } from '#cli/options.ts';
import { openConfig } from '#composition/open-config.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

interface Options {
  jobType?: string;
  hostname?: string;
  local?: boolean;
  limit: number;
  allowMultiple?: boolean;
}

export const check = () =>
  command('check', 'Tell whether a scheduler is alive', 'jobs check --job-type SchedulerJob --local')
    .addOption(
      new Option('--job-type <type>', 'a scheduler is triggerer and processor of DAG files as well').choices([
        'SchedulerJob',
        'TriggererJob',
        'DagProcessorJob',
      ]),
    )
    .addOption(new Option('--hostname <name>', 'only those of this machine').conflicts('local'))
    .option('--local', 'only those of the machine that this command runs on')
    .option('--limit <n>', 'how many of the newest are looked at; 0: all', wholeNumber, 1)
    .option('--allow-multiple', 'several may be alive, with a --limit of more than 1')
    .action(run);

async function run({ hostname: named, local, limit, allowMultiple }: Options): Promise<void> {
  const host = local ? hostname() : named;
  const filters = new URLSearchParams({ is_alive: 'true', order_by: '-id', ...(host ? { hostname: host } : {}) });
  // Never without a server: the command would find itself.
  const client = runningServer(await openConfig());
  const alive = await client.all<{ id: number }>(`/jobs?${filters}`, 'jobs', limit === 0 ? undefined : limit);
  if (alive.length === 0) throw new AquilonError('NO_LIVING_JOB', { where: host ? ` on ${host}` : '' });
  if (alive.length > 1 && !allowMultiple) throw new AquilonError('SEVERAL_LIVING_JOBS', { count: alive.length });
  process.stdout.write(`Found ${counted(alive.length, 'alive job')}.\n`);
}
