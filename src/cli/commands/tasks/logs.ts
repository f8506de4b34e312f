/** `aquilon tasks logs`: the log of one attempt, to its present end or for as long as it grows. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Option } from 'commander';
import { numberFromMinusOne, positiveInteger } from '#cli/arguments.ts';
import { type Client, path, withClient } from '#cli/client.ts';
import { findRun } from '#cli/find-run.ts';
import { type LogLine, logText } from '#cli/log-text.ts';
import { command, runArgument } from '#cli/options.ts';
import { readLog } from '#cli/read-log.ts';
import { isFinished, type MaybeTaskState } from '#domain/states.ts';

const PAUSE_MS = 200;
/** Its newest try has not begun. */
const UNBEGUN = new Set(['scheduled', 'queued', 'skipped', 'upstream_failed', 'removed']);

interface Options {
  mapIndex: number;
  tryNumber?: number;
  follow?: boolean;
  output: 'text' | 'json';
}

interface Instance {
  state: MaybeTaskState;
  try_number: number;
}

const WRITERS: Readonly<Record<Options['output'], (line: LogLine) => string>> = {
  text: logText,
  json: (line) => JSON.stringify(line),
};

export const logs = () =>
  command('logs', 'Show the log of a task', 'tasks logs Airflow_Lab2 load_data_task first --follow')
    .argument('<dag_id>')
    .argument('<task_id>')
    .argument(...runArgument)
    .option('--map-index <index>', 'the instance of a mapped task', numberFromMinusOne, -1)
    .option('--try-number <n>', 'default: the newest attempt', positiveInteger)
    .option('-f, --follow', 'until the task has ended')
    .addOption(
      new Option('-o, --output <format>', 'json: one object a line, with all that is stored')
        .choices(['text', 'json'])
        .default('text'),
    )
    .action((dagId: string, taskId: string, runOrDate: string, options: Options) =>
      withClient((client) => run(client, dagId, taskId, runOrDate, options)),
    );

/** Why there is nothing to be read. */
function silence(taskId: string, tryNumber: number, { state, try_number: newest }: Instance, explain: string): string {
  const isUnbegun = newest < 1 || (tryNumber === newest && state !== null && UNBEGUN.has(state));
  const what = isUnbegun
    ? `${taskId} has not run, so it has no log`
    : `The log of try ${tryNumber} of ${taskId} is empty`;
  return `${what}; its state is ${state ?? 'none'}. Why: ${explain}`;
}

async function run(client: Client, dagId: string, taskId: string, runOrDate: string, options: Options): Promise<void> {
  const { dag_run_id: runId } = await findRun(client, dagId, runOrDate);
  const instance = path`/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}`;
  const { mapIndex } = options;
  const place = mapIndex < 0 ? instance : `${instance}/${mapIndex}`;
  let task = await client.ask<Instance>('GET', place);
  const tryNumber = options.tryNumber ?? task.try_number;
  let token: string | null = null;
  let hasLines = false;
  for (let isFirst = true; ; isFirst = false) {
    // The state is asked for before the log is read: what was written before the end is still told.
    if (!isFirst) task = await client.ask<Instance>('GET', place);
    const isOver = isFinished(task.state) || task.try_number > tryNumber;
    if (task.try_number >= 1 && (isFirst || token !== null)) {
      token = await readLog(client, { instance, mapIndex, tryNumber }, token, (line) => {
        hasLines = true;
        process.stdout.write(`${WRITERS[options.output](line)}\n`);
      });
    }
    const isLast = !options.follow || isOver;
    if (!hasLines && (isFirst || isLast)) {
      const index = mapIndex < 0 ? '' : ` --map-index ${mapIndex}`;
      const explain = `aquilon tasks explain ${dagId} ${taskId} ${runId}${index}`;
      process.stderr.write(`${silence(taskId, tryNumber, task, explain)}\n`);
    }
    if (isLast) return;
    await sleep(PAUSE_MS);
  }
}
