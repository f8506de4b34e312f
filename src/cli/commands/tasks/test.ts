/** `aquilon tasks test`: one task, once, in a real task process; nothing is recorded, and what it depends on is not asked. */

import type { Json, SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';
import { createParamsCheck } from '#api/dag-runs/check-params.ts';
import { jsonObject, tryInstant } from '#cli/arguments.ts';
import { type Client, path, withClient } from '#cli/client.ts';
import { hasDatabase } from '#cli/database.ts';
import { command, confOption } from '#cli/options.ts';
import { runTrial } from '#cli/run-trial.ts';
import { lookUp } from '#cli/secrets.ts';
import { openConfig } from '#composition/open-config.ts';
import { previousSuccessOf } from '#composition/task-services.ts';
import type { Config } from '#config/config.ts';
import { setEnvironment } from '#config/task-environment.ts';
import type { PreviousSuccessRow } from '#db/queries/task-services.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { RunFacts } from '#queue/executor.ts';
import type { PreviousSuccess } from '#worker/services.ts';

interface TestOptions {
  conf?: { [key: string]: Json };
  /** Params of the task, over those of the DAG. */
  taskParams?: { [key: string]: Json };
  envVars?: object;
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
    .option('-t, --task-params <json>', 'params, over those of the DAG and the conf', jsonObject)
    .option('--env-vars <json>', 'environment variables for the task', jsonObject)
    .option('-x, --xcom <json>', 'what tasks before it returned, by their ids', jsonObject)
    .action(testTask);

/** Exit code 1 where the task does not succeed. `runOrDate`: a run that exists lends its dates, its conf and its XComs. */
async function testTask(
  dagId: string,
  taskId: string,
  runOrDate: string | undefined,
  options: TestOptions,
): Promise<void> {
  setEnvironment(options.envVars ?? {});
  const config = await openConfig();
  const { findDagFile } = await import('#composition/find-dag-file.ts');
  const { dag, snapshot } = await findDagFile(config, dagId, (error) => process.stderr.write(`${error}\n\n`));
  const task = dag.tasks.find((one) => one.taskId === taskId);
  if (!task) throw new AquilonError('TASK_UNKNOWN', { dag: dagId, task: taskId });
  const { run, xcoms } = await surroundings(dag, task, runOrDate, options);
  for (const upstream of missingInputs(task, xcoms))
    process.stderr.write(
      `The return value of ${upstream} is undefined here. Give one: --xcom '{"${upstream}": ...}'\n`,
    );
  await runTrial({
    config,
    work: { dagRunId: 0, taskId, mapIndex: -1, tryNumber: 1, maxTries: task.retries, run, task },
    snapshot,
    given: {
      async getXCom({ taskId: from, key }) {
        const value = key === 'return_value' ? xcoms[from] : undefined;
        return value === undefined ? undefined : { kind: 'json', value };
      },
      getXComs: async () => [],
      getPreviousSuccess: (one) => previousSuccess(config, one),
    },
    secrets: lookUp(),
  });
}

/** Of the runs that the server or the database knows; of none where there is neither. */
async function previousSuccess(
  config: Config,
  { dagId, logicalDate }: Pick<RunFacts, 'dagId' | 'logicalDate'>,
): Promise<PreviousSuccess | null> {
  if (logicalDate === null || (config.cli.apiUrl === '' && !hasDatabase(config))) return null;
  const query = new URLSearchParams({
    state: 'success',
    logical_date_lt: logicalDate,
    order_by: '-logical_date',
    limit: '1',
  });
  const { dag_runs: runs } = await withClient((client) =>
    client.ask<{ dag_runs: PreviousSuccessRow[] }>('GET', `${path`/dags/${dagId}/dagRuns`}?${query}`),
  );
  return runs[0] ? previousSuccessOf(runs[0]) : null;
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
  const given = { ...conf, ...options.taskParams };
  const defaults = Object.entries(dag.params).map(([name, param]): [string, Json] => [name, param.value]);
  createParamsCheck().check('', dag, given);
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
    params: Object.fromEntries([...defaults, ...Object.entries(given)]),
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
