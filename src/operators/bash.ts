import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { env } from 'node:process';
import { AquilonError } from '#errors/aquilon-error.ts';
import { taskFolder } from '#support/task-folder.ts';
import type { BodyContext, OperatorBody } from '#worker/operator-body.ts';
import { OptionReader } from './options.ts';
import { readLines } from './output-lines.ts';

/** The logger that Airflow's subprocess hook writes the lines of a command under. */
const LOGGER = 'airflow.providers.standard.hooks.subprocess.SubprocessHook';
/** `skip_on_exit_code` of Airflow's BashOperator. */
const SKIP_ON_EXIT_CODE = 99;
/** How long lines may still come after the shell has ended: what it left running may hold its output open, ms. */
const OUTPUT_GRACE = 500;

/**
 * Runs `bashCommand` with bash. As in Airflow: its last line of output becomes the XCom, exit code 99 skips the task,
 * any other but 0 fails it; and it
 * runs in a temporary folder of its own where `cwd` is not given. Options: bashCommand, env, appendEnv, cwd, skipOnExitCode, outputProcessor.
 */
export const bash: OperatorBody = async (context) => {
  const options = new OptionReader('bash', context.options);
  const command = options.text('bashCommand');
  const own = options.environment('env');
  const skipCodes =
    context.options.skipOnExitCode === null ? [] : options.numbers('skipOnExitCode', [SKIP_ON_EXIT_CODE]);
  const folder = options.optionalText('cwd');
  const cwd = folder ?? taskFolder(context.work.attemptId);
  if (folder === undefined) await mkdir(cwd, { mode: 0o700 });
  context.log('info', `Running command: ['bash', '-c', ${JSON.stringify(command)}]`, LOGGER);
  // One stream for both, so that the lines stay in the order in which they were written.
  const child = spawn('bash', ['-c', 'exec bash -c "$1" 2>&1', 'bash', command], {
    cwd,
    env: own === undefined ? env : environmentFor(own, options.flag('appendEnv', false)),
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const stopListening = endWith(context, child);
  try {
    let last = '';
    const output = readLines(child.stdout, (line) => {
      last = line;
      context.log('info', line, LOGGER);
    });
    const ended = await exitOf(child);
    const cut = setTimeout(output.cut, OUTPUT_GRACE);
    await output.ended;
    clearTimeout(cut);
    const how = ended.signal === null ? `return code ${ended.code}` : `signal ${ended.signal}`;
    context.log('info', `Command exited with ${how}`, LOGGER);
    if (ended.code === 0)
      return { value: options.flag('outputProcessor', false) ? await context.call('outputProcessor', last) : last };
    if (ended.code !== null && skipCodes.includes(ended.code)) {
      return { skipped: `Bash command returned exit code ${ended.code}. Skipping.` };
    }
    throw failure(ended);
  } finally {
    stopListening();
    if (folder === undefined) await rm(cwd, { recursive: true, force: true });
  }
};

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

function exitOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`bash could not be started: ${error.message}`, { cause: error })));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

/** The whole group of the shell gets SIGTERM when the task is asked to stop; the server sees to the rest. */
function endWith(context: BodyContext, child: ChildProcess): () => void {
  const end = () => {
    context.log('info', 'Sending SIGTERM signal to process group', LOGGER);
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended in the meantime.
    }
  };
  context.signal.addEventListener('abort', end, { once: true });
  if (context.signal.aborted) end();
  return () => context.signal.removeEventListener('abort', end);
}

/** With `env` the command sees those variables only, as in Airflow, and those by which the server finds it again. */
function environmentFor(own: Record<string, string>, append: boolean): NodeJS.ProcessEnv {
  if (append) return { ...env, ...own };
  const kept = Object.entries(env).filter(([name]) => name.startsWith('AQUILON_') || name.startsWith('AIRFLOW_CTX_'));
  return { PATH: env.PATH, ...Object.fromEntries(kept), ...own };
}

function failure({ code, signal }: Ended): Error {
  if (signal !== null) return new AquilonError('COMMAND_FAILED', { how: `was ended by signal ${signal}` });
  const error = new AquilonError('COMMAND_FAILED', { how: `returned a non-zero exit code ${code}` });
  return Object.assign(error, { exitCode: code });
}
