/** `aquilon tasks test`: one task, once, in a real task process; nothing is recorded, and what it depends on is not asked. */

import type { Json, SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';
import { createParamsCheck } from '#api/dag-runs/check-params.ts';
import { jsonObject, tryInstant } from '#cli/arguments.ts';
import { type Client, path, withClient } from '#cli/client.ts';
import { type LogLine, logText } from '#cli/log-text.ts';
import { command, confOption } from '#cli/options.ts';
import { lookUp } from '#cli/secrets.ts';
import { findDagFile } from '#composition/find-dag-file.ts';
import { loadConfig } from '#config/config.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { RunFacts } from '#queue/executor.ts';

interface TestOptions {
  conf?: { [key: string]: Json };
  /** Values for the task's inputs: what the tasks before it returned, by their ids. */
  xcom?: { [taskId: string]: Json };
}

interface ApiRun {
  logical_date: string | null;
  data_interval_start: string | null;
  data_interval_end: string | null;
  run_after: string;
  run_type: string;
  conf: { [key: string]: Json } | null;
}

export const test = () =>
  command(
    'test',
    'Run one task now, by itself, without a record of it. Needs no server',
    `tasks test hello sum --xcom '{"load": [1, 2, 3]}'`,
  )
    .argument('<dag_id>')
    .argument('<task_id>')
    .argument('[run]', 'logical date, or the id of a run whose dates, conf and XComs are taken')
    .option(confOption, 'configuration of the run', jsonObject)
    .option('-x, --xcom <json>', 'what tasks before it returned, by their ids', jsonObject)
    .action(testTask);

/** Of a value, this much is shown, characters. */
const SHOWN = 2000;

/** Exit code 1 where the task does not succeed. `runOrDate`: a run that exists lends its dates, its conf and its XComs. */
async function testTask(
  dagId: string,
  taskId: string,
  runOrDate: string | undefined,
  options: TestOptions,
): Promise<void> {
  const config = loadConfig();
  const { dag, snapshot } = await findDagFile(config, dagId, (error) => process.stderr.write(`${error}\n\n`));
  const task = dag.tasks.find((one) => one.taskId === taskId);
  if (!task) throw new AquilonError('TASK_UNKNOWN', { dag: dagId, task: taskId });
  const { run, xcoms } = await surroundings(dag, task, runOrDate, options);
  for (const upstream of missingInputs(task, xcoms))
    process.stderr.write(
      `The return value of ${upstream} is undefined here. Give one: --xcom '{"${upstream}": ...}'\n`,
    );
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  try {
    const { tryTask } = await import('#composition/task-trial.ts');
    const { outcome, xcoms: pushed } = await tryTask({
      config,
      task,
      snapshot,
      run,
      xcoms,
      tell: (line) => process.stdout.write(`${readable(line)}\n`),
      onTrigger: ({ dagId: other, conf }) =>
        process.stderr.write(
          `Not triggered, because this is a test: ${other} with the conf ${JSON.stringify(conf ?? {})}\n`,
        ),
      onVariable: (change) => process.stderr.write(`No variable is changed, because this is a test: ${change}\n`),
      signal: interruption.signal,
      secrets: lookUp(),
    });
    for (const [key, value] of pushed) process.stdout.write(`${key} = ${shortened(JSON.stringify(value))}\n`);
    process.stdout.write(`${taskId}: ${outcome.state}\n`);
    if (outcome.state === 'failed') process.stderr.write(`${outcome.error.code}: ${outcome.error.message}\n`);
    if (outcome.state === 'failed') process.exitCode = 1;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt);
  }
}

/** The run that the task shall see, and what tasks before it returned there. */
async function surroundings(
  dag: SerializedDag,
  task: SerializedTask,
  runOrDate: string | undefined,
  options: TestOptions,
) {
  const date = runOrDate === undefined ? new Date().toISOString() : tryInstant(runOrDate);
  if (date !== undefined) {
    const own = {
      logical_date: date,
      data_interval_start: date,
      data_interval_end: date,
      run_after: date,
      run_type: 'manual',
      conf: {},
    };
    return { run: factsOf(dag, `test__${date}`, own, options), xcoms: options.xcom ?? {} };
  }
  const runId = runOrDate ?? '';
  return withClient(async (client) => {
    const found = await client.ask<ApiRun>('GET', path`/dags/${dag.dagId}/dagRuns/${runId}`);
    const returned = await returnValues(client, path`/dags/${dag.dagId}/dagRuns/${runId}/taskInstances`, task);
    return { run: factsOf(dag, runId, found, options), xcoms: { ...returned, ...options.xcom } };
  });
}

function factsOf(dag: SerializedDag, runId: string, run: ApiRun, options: TestOptions): RunFacts {
  const conf = { ...run.conf, ...options.conf };
  const defaults = Object.entries(dag.params).map(([name, param]): [string, Json] => [name, param.value]);
  createParamsCheck().check('', dag, conf);
  return {
    dagId: dag.dagId,
    runId,
    runType: run.run_type,
    logicalDate: run.logical_date,
    dataIntervalStart: run.data_interval_start,
    dataIntervalEnd: run.data_interval_end,
    runAfter: run.run_after,
    startDate: new Date().toISOString(),
    conf,
    params: Object.fromEntries([...defaults, ...Object.entries(conf)]),
    triggeringUser: null,
  };
}

async function returnValues(
  client: Client,
  instances: string,
  task: SerializedTask,
): Promise<{ [taskId: string]: Json }> {
  const values: { [taskId: string]: Json } = {};
  for (const upstream of upstreamsOf(task)) {
    const entries = `${instances}/${encodeURIComponent(upstream)}/xcomEntries`;
    const known = await client.all<{ key: string }>(entries, 'xcom_entries');
    if (!known.some(({ key }) => key === 'return_value')) continue;
    const { value } = await client.ask<{ value: Json }>('GET', `${entries}/return_value?deserialize=true`);
    values[upstream] = value;
  }
  return values;
}

const upstreamsOf = (task: SerializedTask): string[] => [
  ...new Set(Object.values(task.inputs).flatMap((input) => (input.kind === 'xcom' ? [input.taskId] : []))),
];

const missingInputs = (task: SerializedTask, xcoms: { [taskId: string]: Json }): string[] =>
  upstreamsOf(task).filter((upstream) => !Object.hasOwn(xcoms, upstream));

const shortened = (text: string): string =>
  text.length <= SHOWN ? text : `${text.slice(0, SHOWN)} ... (${text.length - SHOWN} more characters)`;

/** A line of the log file is JSON; one that is cut is shown as it is. */
function readable(line: string): string {
  try {
    return logText(JSON.parse(line) as LogLine);
  } catch {
    return line;
  }
}
