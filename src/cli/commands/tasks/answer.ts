/** `aquilon tasks answer`: what a task asks, and the answer to it. */
import { jsonObject, numberFromMinusOne } from '#cli/arguments.ts';
import { path, withClient } from '#cli/client.ts';
import { findRun } from '#cli/find-run.ts';
import { command, runArgument } from '#cli/options.ts';

interface Question {
  subject: string;
  body: string | null;
  options: string[];
  defaults: string[] | null;
  multiple: boolean;
  params: { [name: string]: { value: unknown } };
  chosen_options: string[] | null;
  responded_by_user: { name: string } | null;
}

interface Options {
  choose?: string[];
  params?: object;
  mapIndex: number;
}

export const answer = () =>
  command(
    'answer',
    'Answer what a task asks; without an option, show it',
    'tasks answer approvals release first --choose Approve',
  )
    .argument('<dag_id>')
    .argument('<task_id>')
    .argument(...runArgument)
    .option('--choose <option...>', 'the option, or several where the task takes them')
    .option('--params <json>', 'values that are asked for; those left out take their defaults', jsonObject)
    .option('--map-index <index>', 'the instance of a mapped task', numberFromMinusOne, -1)
    .action(run);

async function run(dagId: string, taskId: string, runOrDate: string, options: Options): Promise<void> {
  const { choose, params = {}, mapIndex } = options;
  const lines = await withClient(async (client) => {
    const { dag_run_id: runId } = await findRun(client, dagId, runOrDate);
    const place = path`/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}/${mapIndex}/hitlDetails`;
    if (choose === undefined) return told(await client.ask<Question>('GET', place));
    const body = { chosen_options: choose, params_input: params };
    const { chosen_options: chosen } = await client.ask<{ chosen_options: string[] }>('PATCH', place, body);
    return [`answered: ${chosen.join(', ')}`];
  });
  process.stdout.write(`${lines.join('\n')}\n`);
}

function told(question: Question): string[] {
  const {
    subject,
    body,
    options,
    defaults,
    multiple,
    params,
    chosen_options: chosen,
    responded_by_user: by,
  } = question;
  const values = Object.entries(params).map(([name, { value }]) => `${name}=${JSON.stringify(value)}`);
  return [
    subject,
    ...(body === null ? [] : [body]),
    `options: ${options.join(', ')}${multiple ? ' (one or several)' : ''}`,
    ...(defaults === null ? [] : [`default: ${defaults.join(', ')}`]),
    ...(values.length === 0 ? [] : [`params: ${values.join(', ')}`]),
    ...(chosen === null ? [] : [`answered by ${by?.name ?? 'nobody, in time'}: ${chosen.join(', ')}`]),
  ];
}
