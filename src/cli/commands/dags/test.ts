/** `aquilon dags test`: one run, now, followed in this terminal. By the server that runs, or by one of this process for the time of the run. */

import { setTimeout as sleep } from 'node:timers/promises';
import { instant, jsonObject, pattern } from '#cli/arguments.ts';
import { type Client, httpClient, path } from '#cli/client.ts';
import { followRun } from '#cli/follow-run.ts';
import { withHints } from '#cli/hints.ts';
import { tellIsLocal } from '#cli/local-only.ts';
import { command, confOption } from '#cli/options.ts';
import { openConfig } from '#composition/open-config.ts';
import { readServerFile } from '#composition/server-file.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

interface TestOptions {
  conf?: object;
  /** ISO 8601 with an offset. */
  logicalDate?: string;
  /** Tasks whose ids it finds are successes without being run. */
  markSuccessPattern?: RegExp;
}

interface Health {
  dag_processor: { latest_dag_processor_heartbeat: string | null } | null;
}

const PAUSE_MS = 100;

export const test = () =>
  command('test', 'Run a DAG now and follow it here. Needs no server', `dags test Airflow_Lab2 --conf '{"rows": 500}'`)
    .argument('<dag_id>')
    .argument('[logical_date]', 'ISO 8601; UTC where it has no offset', instant)
    .option(confOption, 'configuration of the run', jsonObject)
    .option(
      '--mark-success-pattern <regex>',
      'tasks that are not run, and count as success: those whose ids it finds',
      pattern,
    )
    .action((dagId: string, logicalDate: string | undefined, options: Omit<TestOptions, 'logicalDate'>) =>
      testDag(dagId, { ...options, ...(logicalDate === undefined ? {} : { logicalDate }) }),
    );

/** Exit code 1 where the run does not succeed. Ctrl-C marks the run failed, and leaves nothing of it. */
async function testDag(dagId: string, options: TestOptions): Promise<void> {
  const stop = new AbortController();
  const interrupted = () => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  try {
    const state = await withServer((client) => testWith(client, dagId, options, stop.signal));
    if (state !== 'success') process.exitCode = 1;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted);
  }
}

async function withServer<T>(use: (client: Client) => Promise<T>): Promise<T> {
  const here = await openConfig();
  tellIsLocal(here, `dags test runs the DAG on this machine, with variables, connections and pools of ${here.home}`);
  const running = readServerFile(here.home);
  if (running) return withHints(httpClient(running), use);
  const config = await openConfig({ AIRFLOW__API__PORT: '0', AIRFLOW__LOGGING__LOGGING_LEVEL: 'error' });
  const { start } = await import('#start.ts');
  // Only what is tested runs: no schedule makes a run meanwhile.
  const started = await start(config, { schedules: false });
  try {
    const { username, password } = started.firstAdmin ?? {};
    if (password)
      process.stderr.write(`Made the administrator ${username} with the password ${password} (shown only now).\n`);
    const server = readServerFile(config.home);
    if (!server) throw new AquilonError('USER_INVALID', { reason: 'no active administrator can run the test' });
    return await withHints(httpClient(server), use);
  } finally {
    await started.stop();
  }
}

async function testWith(client: Client, dagId: string, options: TestOptions, signal: AbortSignal): Promise<string> {
  await untilLoaded(client, signal);
  const dag = path`/dags/${dagId}`;
  const { is_paused: wasPaused } = await client.ask<{ is_paused: boolean }>('GET', dag);
  const { markSuccessPattern: marked } = options;
  try {
    // The runs of a paused DAG wait: what is to be marked does not start.
    if (marked && !wasPaused) await client.ask('PATCH', dag, { is_paused: true });
    const run = await client.ask<{ dag_run_id: string }>('POST', `${dag}/dagRuns`, {
      logical_date: options.logicalDate ?? null,
      conf: options.conf ?? {},
    });
    process.stdout.write(`Run ${run.dag_run_id} of ${dagId}\n`);
    const url = `${dag}/dagRuns/${encodeURIComponent(run.dag_run_id)}`;
    if (marked) await markTasks(client, url, marked);
    if (wasPaused || marked) await client.ask('PATCH', dag, { is_paused: false });
    const state = await followRun(client, url, (line) => process.stdout.write(`${line}\n`), signal);
    if (state === undefined) await client.ask('PATCH', url, { state: 'failed' });
    process.stdout.write(`Run ${run.dag_run_id}: ${state ?? 'interrupted, marked failed'}\n`);
    return state ?? 'failed';
  } finally {
    if (wasPaused || marked) await client.ask('PATCH', dag, { is_paused: wasPaused });
  }
}

async function markTasks(client: Client, url: string, marked: RegExp): Promise<void> {
  const all = await client.all<{ task_id: string }>(`${url}/taskInstances`, 'task_instances');
  for (const { task_id: taskId } of all.filter((one) => marked.test(one.task_id)))
    await client.ask('PATCH', `${url}/taskInstances/${encodeURIComponent(taskId)}`, { new_state: 'success' });
}

/** A server that has just begun knows the DAGs as they are now after its first look at the folder. */
async function untilLoaded(client: Client, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { dag_processor: processor } = await client.ask<Health>('GET', '/monitor/health');
    if (processor?.latest_dag_processor_heartbeat) return;
    await sleep(PAUSE_MS);
  }
}
