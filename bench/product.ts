/** The product in a process of its own, driven over HTTP as a user would. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readServerFile } from '#composition/server-file.ts';

const DAGS = `import { Dag, type TaskRef } from '@aquilon/sdk';
const options = { isPausedUponCreation: false, maxActiveTasks: 1000, maxActiveRuns: 1000 };
const chain = new Dag('chain', options);
let last: TaskRef<void> | undefined;
for (let at = 0; at < 40; at++) {
  const task = chain.task(\`t\${at}\`, () => {})();
  if (last) task.after(last);
  last = task;
}
const fan = new Dag('fan', options);
const first = fan.task('first', () => {})();
const end = fan.task('end', () => {})();
for (let at = 0; at < 200; at++) fan.task(\`m\${at}\`, () => {})().after(first).before(end);
const ten = new Dag('ten', options);
let before: TaskRef<void> | undefined;
for (let at = 0; at < 10; at++) {
  const task = ten.task(\`t\${at}\`, () => {})();
  if (before) task.after(before);
  before = task;
}
const fibo = (n: number): number => (n < 2 ? n : fibo(n - 1) + fibo(n - 2));
const heavy = new Dag('fibo', options);
let value: TaskRef<number> | undefined;
for (let at = 0; at < 10; at++) {
  const task: TaskRef<number> = heavy.task(\`f\${at}\`, () => fibo(33))();
  if (value) task.after(value);
  value = task;
}
const start = new Dag('start', options);
start.task('now', () => performance.timeOrigin + performance.now())();
export default [chain, fan, ten, heavy, start];
`;

export interface Product {
  pid: number;
  /** Milliseconds from the start of the process until it was healthy. */
  startMs: number;
  ask<T>(method: string, path: string, body?: object): Promise<T>;
  /** Triggers a run and waits for its end: its own duration in milliseconds. */
  run(dagId: string): Promise<number>;
  stop(): Promise<void>;
}

export async function makeHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'aquilon-bench-'));
  await mkdir(join(home, 'dags'));
  await writeFile(join(home, 'dags', 'bench.ts'), DAGS);
  return home;
}

export const removeHome = (home: string): Promise<void> => rm(home, { recursive: true, force: true });

export async function startProduct(home: string): Promise<Product> {
  const began = performance.now();
  const main = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'standalone'], {
    env: {
      ...process.env,
      AQUILON_HOME: home,
      AIRFLOW__CORE__DAGS_FOLDER: join(home, 'dags'),
      AIRFLOW__API__PORT: '0',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await until(() => readServerFile(home)?.pid === child.pid);
  const startMs = performance.now() - began;
  const { url, token } = readServerFile(home) as { url: string; token: string };
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    });
    return (await response.json()) as T;
  };
  await until(async () => (await ask<{ total_entries: number }>('GET', '/dags?limit=1')).total_entries >= 5);
  return {
    pid: child.pid ?? 0,
    startMs,
    ask,
    async run(dagId) {
      const { dag_run_id: runId } = await ask<{ dag_run_id: string }>('POST', `/dags/${dagId}/dagRuns`, {
        logical_date: null,
      });
      const path = `/dags/${dagId}/dagRuns/${encodeURIComponent(runId)}`;
      let found: { state: string; duration: number } = { state: '', duration: 0 };
      await until(async () => {
        found = await ask('GET', path);
        return found.state === 'success' || found.state === 'failed';
      }, 20);
      if (found.state !== 'success') throw new Error(`${dagId} ${runId} is ${found.state}`);
      return found.duration * 1000;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

export async function until(condition: () => boolean | Promise<boolean>, pauseMs = 5): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('not within 60 s');
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Proportional set size of a process and all its descendants, and of the database server of the home, in MiB; Linux only. */
export async function memoryOf(pids: readonly number[]): Promise<number> {
  let kib = 0;
  for (const pid of pids) {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    kib += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  }
  return kib / 1024;
}
