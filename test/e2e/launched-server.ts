/** `aquilon` in processes of its own, as a user starts it; in a home folder with a blank in its path, on an embedded database. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readServerFile } from '#composition/server-file.ts';
import { removeHome } from '#test/support/embedded-home.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const BIN = join(ROOT, 'bin', 'aquilon.js');
const LIMIT_MS = 60_000;

/** Two tasks: the first takes a second and a half, the second adds one to what it returns. */
const SLOW_DAG = `import { setTimeout as sleep } from 'node:timers/promises';
import { Dag } from '@aquilon/sdk';
const dag = new Dag('slow', { isPausedUponCreation: false });
const wait = dag.task('wait', async (): Promise<number> => { await sleep(1500); return 7; });
const add = dag.task('add', ({ n }: { n: number }) => n + 1);
add({ n: wait() });
export default dag;
`;

export interface Launch {
  command?: readonly [string, ...string[]];
  env?: Record<string, string>;
  /** Default: the folder of the product. */
  cwd?: string;
  /** As this user instead of the one who runs the tests. */
  uid?: number;
}

export interface Launched {
  output: () => string;
  child: ChildProcess;
}

export interface Place {
  folder: string;
  home: string;
  launch(how?: Launch): Launched;
  /** Asks the server of this home; the answer's JSON, whatever its status. */
  ask(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  /** Every process that names this home in its arguments or its environment. */
  processes(): Promise<string[]>;
  /** Ends all that was launched, and removes the folder. */
  clear(): Promise<void>;
}

export async function makePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'aquilon start '));
  const home = join(folder, 'home');
  const children: ChildProcess[] = [];
  const outputs: (() => string)[] = [];
  await mkdir(join(folder, 'dags'));
  await writeFile(join(folder, 'dags', 'slow.ts'), SLOW_DAG);

  async function processes(): Promise<string[]> {
    const found: string[] = [];
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
      const arguments_ = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      if (`${arguments_}${environment}`.includes(home)) found.push(arguments_.replaceAll('\0', ' '));
    }
    return found;
  }

  return {
    folder,
    home,
    processes,
    launch({ command = ['node', BIN, 'standalone'], env, uid, cwd = ROOT } = {}) {
      const [program, ...args] = command;
      const child = spawn(program, args, {
        cwd,
        // A process group of its own, as a terminal makes one for each command.
        detached: true,
        ...(uid === undefined ? {} : { uid, gid: uid }),
        env: {
          ...process.env,
          AQUILON_HOME: home,
          AIRFLOW__CORE__DAGS_FOLDER: join(folder, 'dags'),
          AIRFLOW__API__PORT: '0',
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      children.push(child);
      let text = '';
      const collect = (chunk: Buffer) => {
        text += chunk;
      };
      child.stdout?.on('data', collect);
      child.stderr?.on('data', collect);
      const output = () => text;
      outputs.push(output);
      return { output, child };
    },
    async ask(method, path, body) {
      const server = readServerFile(home);
      if (!server) throw new Error(`no server is at work; what the last one said: ${outputs.at(-1)?.()}`);
      const response = await fetch(`${server.url}/api/v2${path}`, {
        method,
        headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
        body: body ? JSON.stringify(body) : null,
      });
      return (await response.json()) as Record<string, unknown>;
    },
    async clear() {
      for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
      await until('every server is gone', async () => (await processes()).length === 0);
      await removeHome(home);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${LIMIT_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const serves = ({ output }: Launched): Promise<void> =>
  until('the server answers', () => output().includes('Aquilon serves'));

export const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', resolve));
