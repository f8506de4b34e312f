/** The official clients of Airflow, in a virtual environment that is built once a machine, and the server that they are driven against. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openEnvironment } from '#operators/python/environment.ts';
import { findInterpreter } from '#operators/python/interpreter.ts';
import { requirementLines } from '#operators/python/requirements.ts';
import { type RunningServer, startServer } from '../running-server.ts';

const HERE = import.meta.dirname;
export const PASSWORD = 'e2e password';

/** For `skip`: they come from PyPI, and nothing is fetched from there unless all that is there is to be tested. */
export const withoutClients: string | false =
  process.env.AQUILON_TEST_REQUIRE === 'all'
    ? false
    : 'the official clients come from PyPI; AQUILON_TEST_REQUIRE=all fetches them and tests with them';

/** A file of which nothing is heard for too long counts as one that never ends, ms. */
const SIGN_OF_LIFE = 30_000;

/** For tests and `before`: clients are programs of their own, some are fetched first, and a slow machine must not fail a test of what is right. */
export const PATIENCE = { timeout: 900_000 };

/** The folder of the programs: `python`, `airflowctl`, `st`. */
export async function installClients(): Promise<string> {
  const lines = requirementLines([await readFile(join(HERE, 'requirements.txt'), 'utf8')]);
  const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'aquilon-tests');
  const needs = { lines, systemSitePackages: false, installOptions: ['--quiet'], indexUrls: [] };
  const context = {
    cacheFolder,
    keepEnvironmentsDays: 0,
    signal: new AbortController().signal,
    // Said as it comes: whoever waits sees that something happens.
    log: (_level: string, event: string) => void process.stdout.write(`${event}\n`),
  };
  const { python } = await openEnvironment(context, await findInterpreter(undefined), needs);
  return dirname(python);
}

/** With the DAGs of dags/ and a file that cannot be loaded. */
export async function startClientServer(): Promise<RunningServer> {
  const dags = await mkdtemp(join(tmpdir(), 'aquilon clients '));
  await cp(join(HERE, 'dags'), dags, { recursive: true });
  await writeFile(join(dags, 'broken.ts'), "export { nothing } from './nowhere.ts';\n");
  const server = await startServer({
    AIRFLOW__CORE__DAGS_FOLDER: dags,
    AIRFLOW__CORE__TEST_CONNECTION: 'enabled',
    AIRFLOW__API__EXPOSE_CONFIG: 'True',
  });
  return {
    ...server,
    async stop() {
      await server.stop();
      await rm(dags, { recursive: true, force: true });
    },
  };
}

export interface Said {
  code: number | null;
  /** Both outputs as they came. */
  output: string;
}

/** A program of the clients, with `env` beside the variables of this process. */
export function startProgram(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
  cwd: string,
): ChildProcess {
  return spawn(program, args, {
    cwd,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Runs one to its end, and lets it be seen that something goes on. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { env = {}, cwd = HERE }: { env?: Record<string, string>; cwd?: string } = {},
): Promise<Said> {
  const child = startProgram(program, args, env, cwd);
  let output = '';
  child.stdin?.end();
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
  const beat = setInterval(() => process.stdout.write(`${program} is at work\n`), SIGN_OF_LIFE);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { code, output };
  } finally {
    clearInterval(beat);
  }
}
