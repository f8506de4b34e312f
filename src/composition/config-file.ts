/** `aquilon.config.ts` or `aquilon.config.yaml`: the one that `AQUILON_CONFIG` names, else the one of the project or of the home folder. */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { fileEntries } from '#config/file-entries.ts';
import type { ConfigFile, Sources } from '#config/given.ts';
import { configFilesIn } from './project-folder.ts';

/** For a file in TypeScript, which may do anything, from when its process has begun with it. */
const TIME_LIMIT_MS = 30_000;

type Content = Pick<ConfigFile, 'entries' | 'problems'>;

const wrong = (problem: string): Content => ({ entries: [], problems: [problem] });

/** A relative `AQUILON_CONFIG` begins in the folder of the `.env` that gives it, else in the working directory. `project`: the folder that `projectFolder` tells. Null where there is none. What is wrong with it is told in its `problems`. */
export async function readConfigFile(
  { env, fromDotEnv, dotEnvFolder }: Omit<Sources, 'file'>,
  home: string,
  project: string,
  cwd = process.cwd(),
): Promise<ConfigFile | null> {
  const start = fromDotEnv.has('AQUILON_CONFIG') ? (dotEnvFolder ?? cwd) : cwd;
  const [path, second] = env.AQUILON_CONFIG
    ? [resolve(start, env.AQUILON_CONFIG)]
    : [...new Set([project, home])].flatMap(configFilesIn);
  if (path === undefined) return null;
  const { entries, problems } = await readContent(path);
  const twice = second === undefined ? [] : [`there is ${shown(second, cwd)} as well; keep one of them`];
  return { name: shown(path, cwd), folder: dirname(path), entries, problems: [...problems, ...twice] };
}

function shown(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') ? path : short;
}

async function readContent(path: string): Promise<Content> {
  const kind = extname(path);
  if (kind === '.ts') return existsSync(path) ? readTypeScript(path) : wrong('there is no such file');
  if (kind !== '.yaml' && kind !== '.yml')
    return wrong('its name must end in .ts or .yaml; aquilon config lint FILE tells what an airflow.cfg means here');
  try {
    return await readYaml(await readFile(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return wrong(code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code ?? 'too many aliases'})`);
  }
}

/** Without types: a password of digits stays the text that it is. What the parser says of an error may quote a secret: only its kind is told. */
async function readYaml(text: string): Promise<Content> {
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: false, lineCounter: lines });
  if (document.errors.length === 0) return fileEntries(document.toJS());
  const problems = document.errors.map(
    ({ code, pos }) => `line ${lines.linePos(pos[0]).line} is no YAML (${code.toLowerCase().replaceAll('_', ' ')})`,
  );
  return { entries: [], problems };
}

/** In a process of its own: what it prints or leaves running does not reach the command, and it may end or hang without harm. */
async function readTypeScript(path: string): Promise<Content> {
  const child = fork(join(import.meta.dirname, 'config-child.ts'), [path], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const { promise, resolve: tell } = Promise.withResolvers<Content>();
  const end = () => tell(wrong('its process ended before it had exported anything'));
  let limit: NodeJS.Timeout | undefined;
  child.on('message', (told) => {
    if (told !== 'begun') tell(told as Content);
    // On a busy machine the process itself may take longer to begin than the file may take.
    else limit = setTimeout(() => tell(wrong(`it takes longer than ${TIME_LIMIT_MS / 1000} s`)), TIME_LIMIT_MS);
  });
  // Not at `exit`: what the process has said before may not have been read by then.
  child.once('disconnect', end).once('error', end);
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    child.kill('SIGKILL');
  }
}
