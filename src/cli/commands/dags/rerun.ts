/** `aquilon dags rerun`: tasks of a run run again, otherwise than before. Asks first, or takes `--yes`. */
import { InvalidArgumentError } from 'commander';
import { jsonObject, pattern, positiveInteger } from '#cli/arguments.ts';
import { path, withClient } from '#cli/client.ts';
import { confirm } from '#cli/confirm.ts';
import { findRun } from '#cli/find-run.ts';
import { command, confOption, outputOption, runArgument } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

interface Options extends OutputOptions {
  taskRegex?: RegExp;
  onlyFailed?: boolean;
  conf?: object;
  pool?: Record<string, string>;
  dagVersion?: number;
  yes?: boolean;
}

const COLUMNS = ['dag_id', 'dag_run_id', 'state', 'conf', 'start_date'];

export const rerun = () =>
  command('rerun', 'Run a run again, otherwise than before', `dags rerun Airflow_Lab2 first --only-failed --yes`)
    .argument('<dag_id>')
    .argument(...runArgument)
    .option('-t, --task-regex <pattern>', 'only tasks whose id matches, and all after them', pattern)
    .option('-f, --only-failed', 'only failed ones')
    .option(confOption, 'another configuration of the run', jsonObject)
    .option('--pool <task=pool>', 'another pool for a task; may be repeated', taskPool, {})
    .option('--dag-version <number>', 'another version of the DAG', positiveInteger)
    .option('-y, --yes', 'do not ask')
    .addOption(outputOption())
    .action(run);

function taskPool(text: string, before: Record<string, string>): Record<string, string> {
  const [, task, pool] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (task === undefined || pool === undefined) throw new InvalidArgumentError('It is written TASK=POOL.');
  return { ...before, [task]: pool };
}

async function run(dagId: string, runOrDate: string, options: Options): Promise<void> {
  await withClient(async (client) => {
    const { dag_run_id: runId } = await findRun(client, dagId, runOrDate);
    const { taskRegex: wanted } = options;
    const tasks = await client.ask<{ tasks: { task_id: string }[] }>('GET', path`/dags/${dagId}/tasks`);
    const named = wanted && tasks.tasks.map((task) => task.task_id).filter((id) => wanted.test(id));
    if (wanted && named?.length === 0)
      throw new AquilonError('NOT_FOUND', { what: `A task of ${dagId} that matches ${wanted.source}` });
    if (!options.yes && !(await confirm(`This runs tasks of ${dagId} ${runId} again.`))) return;
    const pools = options.pool ?? {};
    const made = await client.ask<Row>('POST', path`/dags/${dagId}/dagRuns/${runId}/rerun`, {
      ...(named ? { task_ids: named } : {}),
      only_failed: options.onlyFailed ?? false,
      ...(options.conf ? { conf: options.conf } : {}),
      ...(Object.keys(pools).length > 0 ? { pools } : {}),
      ...(options.dagVersion === undefined ? {} : { version_number: options.dagVersion }),
    });
    print([pick(made, COLUMNS)], options.output);
  });
}
