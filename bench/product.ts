/** The product in processes of its own, driven over HTTP as a user would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { readServerFile } from '#composition/server-file.ts';
import { startEmbedded } from '#db/embedded/server.ts';
import { createClient } from './http-client.ts';
import { until } from './wait.ts';

/** How it is started: `npm`: as a user does; `node`: by the command itself, without npm and the script that looks for what is missing. */
export type Way = 'npm' | 'node';

export interface Product {
  /** The server itself. */
  pid: number;
  /** What was started: the command, or npm above it. */
  topPid: number;
  home: string;
  url: string;
  /** Milliseconds from the start of the first process until it was healthy. */
  startMs: number;
  ask<T>(method: string, path: string, body?: object): Promise<T>;
  /** Triggers a run and waits for the event of its end: milliseconds from before the request to the arrival of the event. */
  run(dagId: string): Promise<EndedRun>;
  /** URL of a database of its own server. */
  databaseUrl(database: string): Promise<string>;
  stop(): Promise<void>;
}

export interface EndedRun {
  runId: string;
  ms: number;
}

const ROOT = join(import.meta.dirname, '..');
const RUN_LIMIT_MS = 120_000;

export async function startProduct(
  home: string,
  options: { way?: Way; env?: Record<string, string> } = {},
): Promise<Product> {
  const began = performance.now();
  const top = launch(home, options);
  await until('a healthy server', () => isHealthy(home));
  const startMs = performance.now() - began;
  const { url, token, pid } = serverFile(home);
  const client = createClient(url, token);
  const ended = new Map<string, { resolve: (at: number) => void; reject: (error: Error) => void }>();
  const done = new Map<string, { at: number; state: string }>();
  await client.listen(({ kind, to, dagId, runId }) => {
    if (kind !== 'run' || runId === null || (to !== 'success' && to !== 'failed')) return;
    const key = `${dagId}/${runId}`;
    const waiting = ended.get(key);
    ended.delete(key);
    if (!waiting) done.set(key, { at: performance.now(), state: to });
    else if (to === 'success') waiting.resolve(performance.now());
    else waiting.reject(new Error(`${key} failed`));
  });

  /** The end may be told before the answer to the request that made the run. */
  function untilEnded(key: string): Promise<number> {
    const early = done.get(key);
    done.delete(key);
    if (early)
      return early.state === 'success' ? Promise.resolve(early.at) : Promise.reject(new Error(`${key} failed`));
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const timer = setTimeout(() => reject(new Error(`${key} did not end`)), RUN_LIMIT_MS);
    ended.set(key, { resolve, reject });
    return promise.finally(() => clearTimeout(timer));
  }

  return {
    pid,
    topPid: top.pid ?? 0,
    home,
    url,
    startMs,
    ask: client.ask,
    async run(dagId) {
      const from = performance.now();
      const { dag_run_id: runId } = await client.ask<{ dag_run_id: string }>('POST', `/dags/${dagId}/dagRuns`, {
        logical_date: null,
      });
      const at = await untilEnded(`${dagId}/${runId}`);
      return { runId, ms: at - from };
    },
    // It runs: what is called a start here finds it and tells its address.
    databaseUrl: async (database) => (await startEmbedded({ home, log: join(home, 'bench.log') })).url(database),
    async stop() {
      client.close();
      const exited = new Promise<void>((resolve) => top.once('exit', () => resolve()));
      process.kill(pid, 'SIGTERM');
      await exited;
    },
  };
}

function launch(home: string, { way = 'node', env }: Parameters<typeof startProduct>[1] & {}): ChildProcess {
  const main = [join(ROOT, 'bin/aquilon.js'), 'standalone'];
  return spawn(way === 'npm' ? 'npm' : process.execPath, way === 'npm' ? ['start', '--silent'] : main, {
    cwd: ROOT,
    env: {
      ...process.env,
      AQUILON_HOME: home,
      AIRFLOW__CORE__DAGS_FOLDER: join(home, 'dags'),
      AIRFLOW__API__PORT: '0',
      AIRFLOW__LOGGING__LOGGING_LEVEL: 'warning',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function isHealthy(home: string): Promise<boolean> {
  const found = readServerFile(home);
  if (!found) return false;
  const answer = await fetch(`${found.url}/api/v2/monitor/health`).catch(() => undefined);
  const health = (await answer?.json()) as Record<string, { status?: string } | undefined> | undefined;
  return health?.metadatabase?.status === 'healthy' && health.scheduler?.status === 'healthy';
}

function serverFile(home: string): NonNullable<ReturnType<typeof readServerFile>> {
  const found = readServerFile(home);
  if (!found) throw new Error('the server is gone');
  return found;
}

export async function untilDags(product: Product, count: number): Promise<void> {
  await until(`${count} DAGs`, async () => {
    const { total_entries: total } = await product.ask<{ total_entries: number }>('GET', '/dags?limit=1');
    return total >= count;
  });
}
