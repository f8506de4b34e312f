/** `aquilon dags test`: one run, now, followed in this terminal. By the server that runs, or by one of this process for the time of the run. */
import { setTimeout as sleep } from 'node:timers/promises';
import { instant, jsonObject } from '#cli/arguments.ts';
import { type Client, httpClient, path } from '#cli/client.ts';
import { followRun } from '#cli/follow-run.ts';
import { command, confOption } from '#cli/options.ts';
import { readServerFile } from '#composition/server-file.ts';
import { loadConfig, loadConfigWith } from '#config/config.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

interface TestOptions {
  conf?: object;
  /** ISO 8601 with an offset. */
  logicalDate?: string;
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
    .action((dagId: string, logicalDate: string | undefined, { conf }: { conf?: object }) =>
      testDag(dagId, { ...(logicalDate === undefined ? {} : { logicalDate }), ...(conf ? { conf } : {}) }),
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
  const running = readServerFile(loadConfig().home);
  if (running) return use(httpClient(running));
  const config = loadConfigWith({ AIRFLOW__API__PORT: '0', AIRFLOW__LOGGING__LOGGING_LEVEL: 'error' });
  const { start } = await import('#start.ts');
  // Only what is tested runs: no schedule makes a run meanwhile.
  const started = await start(config, { schedules: false });
  try {
    const { username, password } = started.firstAdmin ?? {};
    if (password)
      process.stderr.write(`Made the administrator ${username} with the password ${password} (shown only now).\n`);
    const server = readServerFile(config.home);
    if (!server) throw new AquilonError('USER_INVALID', { reason: 'no active administrator can run the test' });
    return await use(httpClient(server));
  } finally {
    await started.stop();
  }
}

async function testWith(client: Client, dagId: string, options: TestOptions, signal: AbortSignal): Promise<string> {
  await untilLoaded(client, signal);
  const dag = path`/dags/${dagId}`;
  const { is_paused: wasPaused } = await client.ask<{ is_paused: boolean }>('GET', dag);
  const run = await client.ask<{ dag_run_id: string }>('POST', `${dag}/dagRuns`, {
    logical_date: options.logicalDate ?? null,
    conf: options.conf ?? {},
  });
  process.stdout.write(`Run ${run.dag_run_id} of ${dagId}\n`);
  // The runs of a paused DAG wait.
  if (wasPaused) await client.ask('PATCH', dag, { is_paused: false });
  try {
    const url = `${dag}/dagRuns/${encodeURIComponent(run.dag_run_id)}`;
    const state = await followRun(client, url, (line) => process.stdout.write(`${line}\n`), signal);
    if (state === undefined) await client.ask('PATCH', url, { state: 'failed' });
    process.stdout.write(`Run ${run.dag_run_id}: ${state ?? 'interrupted, marked failed'}\n`);
    return state ?? 'failed';
  } finally {
    if (wasPaused) await client.ask('PATCH', dag, { is_paused: true });
  }
}

/** A server that has just begun knows the DAGs as they are now after its first look at the folder. */
async function untilLoaded(client: Client, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { dag_processor: processor } = await client.ask<Health>('GET', '/monitor/health');
    if (processor?.latest_dag_processor_heartbeat) return;
    await sleep(PAUSE_MS);
  }
}
