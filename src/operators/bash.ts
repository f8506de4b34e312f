import { spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { AquilonError } from '#errors/aquilon-error.ts';
import { taskFolder } from '#support/task-folder.ts';
import type { OperatorBody } from '#worker/operator-body.ts';
import { childEnvironment, type Ended, endWith, exitOf } from './child-group.ts';
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
    env: childEnvironment(own ?? {}, own === undefined || options.flag('appendEnv', false)),
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const stopListening = endWith(context, child, LOGGER);
  try {
    let last = '';
    const output = readLines(child.stdout, (line) => {
      last = line;
      context.log('info', line, LOGGER);
    });
    const ended = await exitOf(child, 'bash');
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

function failure({ code, signal }: Ended): Error {
  if (signal !== null) return new AquilonError('COMMAND_FAILED', { how: `was ended by signal ${signal}` });
  const error = new AquilonError('COMMAND_FAILED', { how: `returned a non-zero exit code ${code}` });
  return Object.assign(error, { exitCode: code });
}
