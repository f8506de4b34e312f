/** `aquilon dags ...`, in the words of Airflow's command line. */
import { path, withClient } from '#cli/client.ts';
import { type Output, pick, print, type Row } from '#cli/output.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

interface Options {
  output: Output;
}

const DAG_COLUMNS = ['dag_id', 'fileloc', 'owners', 'is_paused', 'bundle_name', 'bundle_version'];
const RUN_COLUMNS = ['dag_id', 'run_id', 'state', 'run_after', 'logical_date', 'start_date', 'end_date'];

export async function list({ output }: Options): Promise<void> {
  const dags = await withClient((client) => client.all<Row>('/dags', 'dags'));
  print(
    dags.map((dag) => pick(dag, DAG_COLUMNS)),
    output,
  );
}

export async function details(dagId: string, { output }: Options): Promise<void> {
  const dag = await withClient((client) => client.ask<Row>('GET', path`/dags/${dagId}/details`));
  print(
    output === 'table' || output === 'plain'
      ? Object.entries(dag).map(([name, value]) => ({ property_name: name, property_value: value }))
      : [dag],
    output,
  );
}

/** The tasks and what they wait for, in the DOT language as Airflow prints it. */
export async function show(dagId: string): Promise<void> {
  const { tasks } = await withClient((client) =>
    client.ask<{ tasks: { task_id: string; downstream_task_ids: string[] }[] }>('GET', path`/dags/${dagId}/tasks`),
  );
  const lines = tasks.flatMap((task) => [
    `\t"${task.task_id}"`,
    ...task.downstream_task_ids.map((down) => `\t"${task.task_id}" -> "${down}"`),
  ]);
  process.stdout.write(`digraph "${dagId}" {\n\trankdir=LR\n${lines.join('\n')}\n}\n`);
}

export async function listRuns(dagId: string, options: Options & { state?: string }): Promise<void> {
  const state = options.state ? path`&state=${options.state}` : '';
  const runs = await withClient((client) =>
    client.all<Row>(`${path`/dags/${dagId}/dagRuns`}?order_by=-run_after${state}`, 'dag_runs'),
  );
  print(
    runs.map((run) => pick({ ...run, run_id: run.dag_run_id }, RUN_COLUMNS)),
    options.output,
  );
}

export async function listImportErrors({ output }: Options): Promise<void> {
  const errors = await withClient((client) => client.all<Row>('/importErrors', 'import_errors'));
  print(
    errors.map((error) => ({ filepath: error.filename, error: error.stack_trace })),
    output,
  );
  if (errors.length > 0) process.exitCode = 1;
}

export async function trigger(
  dagId: string,
  options: Options & { conf?: object; runId?: string; logicalDate?: string },
): Promise<void> {
  const body = {
    logical_date: options.logicalDate ?? null,
    conf: options.conf ?? {},
    ...(options.runId === undefined ? {} : { dag_run_id: options.runId }),
  };
  const run = await withClient((client) => client.ask<Row>('POST', path`/dags/${dagId}/dagRuns`, body));
  print(
    [pick({ ...run, run_id: run.dag_run_id }, ['conf', 'dag_id', 'run_id', 'logical_date', 'run_type', 'state'])],
    options.output,
  );
}

export async function setPaused(dagId: string, isPaused: boolean, { output }: Options): Promise<void> {
  const dag = await withClient((client) => client.ask<Row>('PATCH', path`/dags/${dagId}`, { is_paused: isPaused }));
  print([pick(dag, ['dag_id', 'is_paused'])], output);
}

export async function state(dagId: string, runOrDate: string): Promise<void> {
  process.stdout.write(`${(await findRun(dagId, runOrDate)).state}\n`);
}

/** A run by its id, or by its logical date as Airflow's older commands name it. */
export async function findRun(dagId: string, runOrDate: string): Promise<{ dag_run_id: string; state: string }> {
  const date = Date.parse(runOrDate);
  const runs = await withClient((client) =>
    client.all<{ dag_run_id: string; state: string; logical_date: string | null }>(
      `${path`/dags/${dagId}/dagRuns`}?order_by=-run_after`,
      'dag_runs',
    ),
  );
  const found = runs.find(
    (run) => run.dag_run_id === runOrDate || (run.logical_date !== null && Date.parse(run.logical_date) === date),
  );
  if (found) return found;
  throw new AquilonError('RUN_NOT_FOUND', { dag: dagId, run: runOrDate });
}
