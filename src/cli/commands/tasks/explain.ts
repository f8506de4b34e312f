import { Option } from 'commander';
import { numberFromMinusOne } from '#cli/arguments.ts';
import { path, withClient } from '#cli/client.ts';
import { findRun } from '#cli/find-run.ts';
import { command, runArgument } from '#cli/options.ts';
import { yamlText } from '#cli/output.ts';

interface Holder {
  dag_id: string;
  dag_run_id: string;
  task_id: string | null;
  map_index: number | null;
  state: string | null;
  start_date: string | null;
}

interface FailedTry {
  try_number: number;
  code: string;
  message: string;
  exit_code: number | null;
  signal: string | null;
  peak_memory: number | null;
  hostname: string | null;
  end_date: string | null;
  decided_by: string | null;
}

interface RunningTry {
  try_number: number;
  tries: number;
  start_date: string | null;
  timeout_at: string | null;
  hostname: string | null;
  pid: number | null;
}

interface Explanation {
  state: string | null;
  reasons: { code: string; message: string; holders: Holder[]; holders_total: number }[];
  expected_start: string | null;
  assumptions: string[];
  /** Absent in the answers of servers that do not tell it yet. */
  running?: RunningTry | null;
  not_run: { code: string; message: string } | null;
  failed_tries: FailedTry[];
}

interface Options {
  mapIndex: number;
  output: 'text' | 'json' | 'yaml';
}

export const explain = () =>
  command(
    'explain',
    'Tell why a task is not running and when it is expected to start, or what ended it',
    'tasks explain Airflow_Lab2 load_data_task first',
  )
    .argument('<dag_id>')
    .argument('<task_id>')
    .argument(...runArgument)
    .option('--map-index <index>', 'the instance of a mapped task', numberFromMinusOne, -1)
    .addOption(
      new Option('-o, --output <format>', 'form of the output').choices(['text', 'json', 'yaml']).default('text'),
    )
    .action(run);

async function run(dagId: string, taskId: string, runOrDate: string, { mapIndex, output }: Options): Promise<void> {
  const found = await withClient(async (client) => {
    const { dag_run_id: runId } = await findRun(client, dagId, runOrDate);
    const place = path`/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}/explanation?map_index=${mapIndex}`;
    return client.ask<Explanation>('GET', place);
  });
  process.stdout.write(WRITERS[output](found));
}

const WRITERS: Readonly<Record<Options['output'], (found: Explanation) => string>> = {
  text: (found) => `${told(found).join('\n')}\n`,
  json: (found) => `${JSON.stringify(found, null, 2)}\n`,
  yaml: (found) => yamlText(found),
};

function told(found: Explanation): string[] {
  const { state, reasons, expected_start: start, assumptions, not_run: notRun, failed_tries: tries } = found;
  const lines = [`state: ${state ?? 'none'}`];
  if (found.running) lines.push(...toldRunning(found.running));
  if (reasons.length > 0) lines.push('it does not run, because:');
  for (const { code, message, holders, holders_total: total } of reasons) {
    lines.push(`- ${message} [${code}]`, ...holders.map((holder) => `    ${toldHolder(holder)}`));
    if (total > holders.length) lines.push(`    and ${total - holders.length} more`);
  }
  if (start !== null)
    lines.push(`expected to start: ${start}`, ...assumptions.map((one) => `    taking it that ${one}`));
  else if (reasons.length > 0)
    lines.push('expected to start: nobody can tell', ...assumptions.map((one) => `    ${one}`));
  if (notRun) lines.push(`it did not run: ${notRun.message} [${notRun.code}]`);
  for (const one of tries) lines.push(...toldTry(one));
  return lines;
}

function toldHolder({
  dag_id: dag,
  dag_run_id: run,
  task_id: task,
  map_index: index,
  state,
  start_date: since,
}: Holder) {
  const name = task === null ? 'the run' : `${task}${index !== null && index >= 0 ? `[${index}]` : ''}`;
  return `${name} of ${dag} ${run}: ${state ?? 'none'}${since === null ? '' : ` since ${since}`}`;
}

function toldRunning(one: RunningTry): string[] {
  const facts = [
    `try ${one.try_number} of ${one.tries}`,
    one.start_date === null ? undefined : `since ${one.start_date}`,
    one.hostname ? `on ${one.hostname}` : undefined,
    one.pid === null ? undefined : `process ${one.pid}`,
  ];
  const end = one.timeout_at === null ? 'no time-out ends it' : `its time-out ends it at ${one.timeout_at}`;
  return [`it runs: ${facts.filter((fact) => fact !== undefined).join(', ')}`, end];
}

function toldTry(one: FailedTry): string[] {
  const facts = [
    one.exit_code === null ? undefined : `exit code ${one.exit_code}`,
    one.signal === null ? undefined : `signal ${one.signal}`,
    one.peak_memory === null ? undefined : `peak memory ${Math.round(one.peak_memory / 1024 / 1024)} MiB`,
    one.hostname ? `on ${one.hostname}` : undefined,
    one.decided_by === null ? undefined : `decided by ${one.decided_by}`,
  ];
  const at = one.end_date === null ? '' : ` at ${one.end_date}`;
  return [
    `try ${one.try_number} ended${at}: ${one.message} [${one.code}]`,
    `    ${facts.filter((fact) => fact !== undefined).join(', ')}`,
  ];
}
