/** `aquilon tasks ...`, in the words of Airflow's command line. */
import { path, withClient } from '#cli/client.ts';
import { type LogLine, logText } from '#cli/log-text.ts';
import { type Output, pick, print, type Row } from '#cli/output.ts';
import { findRun } from './dags.ts';

interface Options {
  output: Output;
}

const STATE_COLUMNS = ['dag_id', 'logical_date', 'task_id', 'state', 'start_date', 'end_date'];

export async function list(dagId: string): Promise<void> {
  const { tasks } = await withClient((client) =>
    client.ask<{ tasks: { task_id: string }[] }>('GET', path`/dags/${dagId}/tasks`),
  );
  process.stdout.write(
    tasks
      .map((task) => `${task.task_id}\n`)
      .sort()
      .join(''),
  );
}

export async function statesForDagRun(dagId: string, runOrDate: string, { output }: Options): Promise<void> {
  const run = await findRun(dagId, runOrDate);
  const tasks = await withClient((client) =>
    client.all<Row>(path`/dags/${dagId}/dagRuns/${run.dag_run_id}/taskInstances`, 'task_instances'),
  );
  print(
    tasks.map((task) => pick(task, STATE_COLUMNS)),
    output,
  );
}

/** Prints the newest attempt's log. */
export async function logs(
  dagId: string,
  taskId: string,
  runOrDate: string,
  options: { tryNumber?: string },
): Promise<void> {
  const run = await findRun(dagId, runOrDate);
  const base = path`/dags/${dagId}/dagRuns/${run.dag_run_id}/taskInstances/${taskId}`;
  await withClient(async (client) => {
    const tryNumber = options.tryNumber ?? (await client.ask<{ try_number: number }>('GET', base)).try_number;
    const { content } = await client.ask<{ content: LogLine[] }>('GET', `${base}/logs/${tryNumber}?full_content=true`);
    for (const line of content) process.stdout.write(`${logText(line)}\n`);
  });
}

/** Clears tasks, so that they run again. Without `--yes` it only shows which. */
export async function clear(
  dagId: string,
  options: Options & { runId: string; taskRegex?: string; downstream?: boolean; onlyFailed?: boolean; yes?: boolean },
): Promise<void> {
  const { task_instances: tasks } = await withClient(async (client) => {
    const all = await client.ask<{ tasks: { task_id: string }[] }>('GET', path`/dags/${dagId}/tasks`);
    const wanted = new RegExp(options.taskRegex ?? '');
    return client.ask<{ task_instances: Row[] }>('POST', path`/dags/${dagId}/clearTaskInstances`, {
      dry_run: !options.yes,
      dag_run_id: options.runId,
      task_ids: all.tasks.map((task) => task.task_id).filter((id) => wanted.test(id)),
      include_downstream: options.downstream ?? false,
      only_failed: options.onlyFailed ?? false,
    });
  });
  print(
    tasks.map((task) => pick(task, ['dag_id', 'dag_run_id', 'task_id', 'state'])),
    options.output,
  );
  if (!options.yes) process.stdout.write('Nothing was cleared yet: add --yes.\n');
}
