import { spawnSync } from 'node:child_process';

const TIME_LIMIT_MS = 30_000;
const SIZE_LIMIT = 1_048_576;

type Printed = { text: string } | { problem: string };

const printed = new Map<string, Printed>();

/**
 * What a command prints, without the line end; the shell runs it, once in the life of this process.
 * Whatever it says when it fails is not told: it may hold the secret.
 */
export function runCommand(command: string): Printed {
  const known = printed.get(command) ?? run(command);
  printed.set(command, known);
  return known;
}

function run(command: string): Printed {
  const { status, signal, error, stdout } = spawnSync(command, {
    shell: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: TIME_LIMIT_MS,
    maxBuffer: SIZE_LIMIT,
  });
  if (error && 'code' in error && error.code === 'ETIMEDOUT')
    return { problem: `took longer than ${TIME_LIMIT_MS / 1000} s` };
  if (error) return { problem: `could not be run: ${(error as NodeJS.ErrnoException).code ?? error.name}` };
  if (status !== 0) return { problem: `ended with ${status === null ? signal : `exit code ${status}`}` };
  const text = stdout.replace(/\r?\n$/, '');
  return text === '' ? { problem: 'printed nothing' } : { text };
}
