/** The `.py` files of tasks: whether they can be read, and whether the function that a task names is in them. Python reads them, and runs nothing. */
import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { nearest } from '@aquilon/sdk/runtime';
import type { SerializedTask } from '@aquilon/sdk/serialized';
import { messageOf } from '#errors/aquilon-error.ts';
import type { Loaded } from './check-dag.ts';
import { type Finding, finding } from './finding.ts';
import { isPlainText } from './names.ts';
import { placeOfTask } from './place-of-task.ts';

const READER = fileURLToPath(new URL('./read_scripts.py', import.meta.url));
const LIMIT_MS = 60_000;

/** The interpreter of a task: what its option `python` names; undefined: that of the machine. */
export type FindPython = (wanted: string | undefined) => Promise<{ executable: string; version: string }>;

/** What Python says of one file. */
type Read = { names: string[] } | { line: number | null; problem: string };

interface Use {
  loaded: Loaded;
  dagId: string;
  task: SerializedTask;
}

/** `unchecked`: what could not be looked at, and why. */
export async function pythonProblems(
  all: readonly Loaded[],
  findPython: FindPython,
): Promise<{ findings: Finding[]; unchecked: string[] }> {
  const findings: Finding[] = [];
  const unchecked: string[] = [];
  const uses = all.flatMap((loaded) =>
    loaded.dags.flatMap(({ dagId, tasks }) =>
      tasks.filter(({ body }) => body === 'python').map((task): Use => ({ loaded, dagId, task })),
    ),
  );
  for (const [wanted, some] of Map.groupBy(uses, ({ task }) => plainOption(task, 'python'))) {
    try {
      const { executable, version } = await findPython(wanted);
      const read = await readScripts(executable, textsOf(some));
      findings.push(...syntaxProblems(read, version), ...some.flatMap((use) => functionProblems(use, read)));
    } catch (error) {
      unchecked.push(`.py files of ${some.length} tasks: ${messageOf(error)}`);
    }
  }
  return { findings, unchecked };
}

const plainOption = ({ options }: SerializedTask, name: string): string | undefined =>
  isPlainText(options[name]) ? options[name] : undefined;

function textsOf(uses: readonly Use[]): { [path: string]: string } {
  const scripts = uses.flatMap(({ loaded, task }) =>
    (task.scripts ?? [])
      .filter((path) => path.endsWith('.py'))
      .map((path): [string, string] => [path, loaded.files[path] ?? '']),
  );
  return Object.fromEntries(scripts);
}

function syntaxProblems(read: Map<string, Read>, version: string): Finding[] {
  return Array.from(read).flatMap(([file, one]) =>
    'problem' in one
      ? [finding('python-error', { file, line: one.line }, `Python ${version} cannot read it: ${one.problem}`)]
      : [],
  );
}

function functionProblems({ loaded, dagId, task }: Use, read: Map<string, Read>): Finding[] {
  const [name, wanted] = [plainOption(task, 'file'), plainOption(task, 'function')];
  const one = name === undefined ? undefined : read.get(resolve(dirname(loaded.file), name));
  if (wanted === undefined || one === undefined || 'problem' in one) return [];
  const { names } = one;
  if (names.includes(wanted) || names.includes('*')) return [];
  const [meant] = nearest(wanted, names);
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  const place = { ...placeOfTask(loaded, task, 'function'), dagId, taskId: task.taskId };
  return [finding('python-function', place, `task ${task.taskId}: ${name} has no function ${wanted}.${hint}`)];
}

/** In one process, without what the environment would add to Python. */
async function readScripts(python: string, texts: { [path: string]: string }): Promise<Map<string, Read>> {
  const child = spawn(python, ['-I', '-S', READER], { timeout: LIMIT_MS, killSignal: 'SIGKILL' });
  const exit = new Promise<string>((ended, failed) => {
    child.once('error', failed);
    child.once('close', (code, signal) => ended(signal ?? `exit code ${code}`));
  });
  // It may end before it has read all of it: that is told by its end.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(texts));
  const [answer, said, end] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  if (end === 'exit code 0') return new Map(Object.entries(JSON.parse(answer) as { [path: string]: Read }));
  throw new Error(`${python} ended with ${end}: ${said.trim().split('\n').at(-1) ?? ''}`);
}
