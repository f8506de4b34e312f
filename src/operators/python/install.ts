/** Makes a virtual environment with uv, or where that is not on PATH, with venv and pip of the interpreter. */
import { execFile, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import { childEnvironment, endWith, exitOf, searchPath } from '#operators/child-group.ts';
import { readLines } from '#operators/output-lines.ts';
import type { BodyContext } from '#worker/operator-body.ts';
import { type Interpreter, isProgram } from './interpreter.ts';
import type { Needs } from './requirements.ts';

/** What the installers say stands in the log under this name. */
export const BUILD_LOGGER = 'aquilon.python.environment';

export interface VirtualEnvironment {
  folder: string;
  python: string;
  /** The file that says what it was made of; touched when it was last used. */
  record: string;
}

type Context = Pick<BodyContext, 'signal' | 'log'>;

/** Of what the installer said last, so many lines tell why it failed. */
const LAST_LINES = 6;
const LONGEST_REASON = 1_000;
const PIP_ANSWERS_WITHIN = 30_000;

/**
 * As with uv, pip is not in the environment itself: to put it there takes longer than most requirements do. Where the interpreter has no pip that can
 * install elsewhere, it is.
 */
export async function installInto(
  made: VirtualEnvironment,
  context: Context,
  { executable }: Interpreter,
  needs: Needs,
): Promise<void> {
  const site = needs.systemSitePackages ? ['--system-site-packages'] : [];
  const run = (program: string, args: string[]) => runInstaller(program, args, context, needs);
  const uv = searchPath()
    .map((folder) => join(folder, 'uv'))
    .find(isProgram);
  const hasPip = uv === undefined && needs.lines.length > 0 && (await canInstallElsewhere(executable));
  const bare = hasPip || needs.lines.length === 0 ? ['--without-pip'] : [];
  if (uv === undefined) await run(executable, ['-m', 'venv', ...bare, ...site, made.folder]);
  else await run(uv, ['venv', '--python', executable, ...site, made.folder]);
  if (needs.lines.length === 0) return;
  const file = join(made.folder, 'requirements.txt');
  await writeFile(file, `${needs.lines.join('\n')}\n`);
  const wanted = ['-r', file, ...needs.installOptions];
  const options = ['--disable-pip-version-check', '--no-input', '--progress-bar', 'off', ...wanted];
  if (uv !== undefined) await run(uv, ['pip', 'install', '--python', made.python, ...wanted]);
  else if (hasPip) await run(executable, ['-m', 'pip', '--python', made.python, 'install', ...options]);
  else await run(made.python, ['-m', 'pip', 'install', ...options]);
}

/** Since pip 22.3. */
function canInstallElsewhere(executable: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(executable, ['-m', 'pip', '--version'], { timeout: PIP_ANSWERS_WITHIN }, (_, stdout) => {
      const [, major = 0, minor = 0] = /^pip (\d+)\.(\d+)/.exec(stdout) ?? [];
      resolve(Number(major) > 22 || (Number(major) === 22 && Number(minor) >= 3));
    });
  });
}

async function runInstaller(program: string, args: string[], context: Context, needs: Needs): Promise<void> {
  const child = spawn(program, args, {
    env: childEnvironment(indexVariables(needs.indexUrls), true),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const stopListening = endWith(context, child, BUILD_LOGGER);
  const last: string[] = [];
  const outputs = [child.stdout, child.stderr].map((stream) =>
    readLines(stream, (line) => {
      if (line.trim() !== '') last.splice(0, last.length, ...last.slice(1 - LAST_LINES), line.trim());
      context.log('info', line, BUILD_LOGGER);
    }),
  );
  try {
    const { code } = await exitOf(child, program).catch((error) => {
      throw failed(messageOf(error));
    });
    await Promise.all(outputs.map(({ ended }) => ended));
    context.signal.throwIfAborted();
    if (code !== 0) throw failed(last.join(' | '));
  } finally {
    stopListening();
  }
}

/** Not as arguments: those may hold passwords, and everybody on the machine can read them. */
function indexVariables(urls: readonly string[]): Record<string, string> {
  const usual = { UV_PYTHON_DOWNLOADS: 'never', PIP_NO_COLOR: '1', NO_COLOR: '1' };
  const [first, ...rest] = urls;
  if (first === undefined) return usual;
  const more: Record<string, string> =
    rest.length === 0 ? {} : { PIP_EXTRA_INDEX_URL: rest.join(' '), UV_INDEX: rest.join(' ') };
  return { ...usual, PIP_INDEX_URL: first, UV_DEFAULT_INDEX: first, ...more };
}

const failed = (reason: string): AquilonError =>
  new AquilonError('PYTHON_ENVIRONMENT_FAILED', { reason: reason.slice(-LONGEST_REASON) });
