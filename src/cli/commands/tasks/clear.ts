/** `aquilon tasks clear`: runs tasks again, with the options of Airflow's and its `--run-id`. Asks first, or takes `--yes`. */

import { instant, pattern } from '#cli/arguments.ts';
import { type Client, path, withClient } from '#cli/client.ts';
import { confirm } from '#cli/confirm.ts';
import { counted } from '#cli/counted.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';

interface Options extends OutputOptions {
  runId?: string;
  taskRegex?: RegExp;
  startDate?: string;
  endDate?: string;
  dagRegex?: boolean;
  upstream?: boolean;
  downstream?: boolean;
  onlyFailed?: boolean;
  onlyRunning?: boolean;
  yes?: boolean;
}

interface Cleared {
  dagId: string;
  body: object;
  tasks: Row[];
}

export const clear = () =>
  command('clear', 'Run tasks again', 'tasks clear Airflow_Lab2 --run-id first -t build_ --downstream --yes')
    .argument('<dag_id>')
    .option('--run-id <id>', 'only in this run; default: in all runs')
    .option('-t, --task-regex <pattern>', 'only tasks whose id matches', pattern)
    .option('-s, --start-date <date>', 'only runs with a logical date from then on', instant)
    .option('-e, --end-date <date>', 'only runs with a logical date up to then', instant)
    .option('-R, --dag-regex', 'every DAG whose id matches')
    .option('-u, --upstream', 'and all that they depend on')
    .option('-d, --downstream', 'and all that depends on them')
    .option('-f, --only-failed', 'only failed ones')
    .option('-r, --only-running', 'only running ones')
    .option('-y, --yes', 'do not ask')
    .addOption(outputOption())
    .action((dagId: string, options: Options) => withClient((client) => run(client, dagId, options)));

async function run(client: Client, dagId: string, options: Options): Promise<void> {
  const dagIds = options.dagRegex ? await matchingDags(client, pattern(dagId)) : [dagId];
  const meant: Cleared[] = [];
  for (const one of dagIds) meant.push(await whatIsMeant(client, one, options));
  const tasks = meant.flatMap((one) => one.tasks);
  print(
    tasks.map((task) => pick(task, ['dag_id', 'dag_run_id', 'task_id', 'state'])),
    options.output,
  );
  if (tasks.length === 0) return;
  if (!options.yes && !(await confirm(`This runs ${counted(tasks.length, 'task')} again.`))) return;
  for (const one of meant) {
    if (one.tasks.length === 0) continue;
    await client.ask('POST', path`/dags/${one.dagId}/clearTaskInstances`, { ...one.body, dry_run: false });
  }
}

async function whatIsMeant(client: Client, dagId: string, options: Options): Promise<Cleared> {
  const body = {
    dry_run: true,
    dag_run_id: options.runId ?? null,
    start_date: options.startDate ?? null,
    end_date: options.endDate ?? null,
    include_upstream: options.upstream ?? false,
    include_downstream: options.downstream ?? false,
    only_failed: options.onlyFailed ?? false,
    only_running: options.onlyRunning ?? false,
    reset_dag_runs: true,
    ...(options.taskRegex ? { task_ids: await matchingTasks(client, dagId, options.taskRegex) } : {}),
  };
  if ('task_ids' in body && body.task_ids?.length === 0) return { dagId, body, tasks: [] };
  const url = path`/dags/${dagId}/clearTaskInstances`;
  const { task_instances: tasks } = await client.ask<{ task_instances: Row[] }>('POST', url, body);
  return { dagId, body, tasks };
}

async function matchingTasks(client: Client, dagId: string, wanted: RegExp): Promise<string[]> {
  const { tasks } = await client.ask<{ tasks: { task_id: string }[] }>('GET', path`/dags/${dagId}/tasks`);
  return tasks.map((task) => task.task_id).filter((id) => wanted.test(id));
}

async function matchingDags(client: Client, wanted: RegExp): Promise<string[]> {
  const dags = await client.all<{ dag_id: string }>('/dags?order_by=dag_id', 'dags');
  return dags.map((dag) => dag.dag_id).filter((id) => wanted.test(id));
}
